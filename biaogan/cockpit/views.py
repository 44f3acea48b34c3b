"""The first page, and the search box."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from biaogan.accounts.access import Permission, SignedInRequest, signed_in
from biaogan.cockpit import queries
from biaogan.core.paging import capped_count
from biaogan.obligations.looks import lines_of

#: Duties shown on the first page; the inbox has them all.
FIRST_DUTIES = 8


@require_GET
@signed_in
def home(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    duties = queries.my_duties(request.actor)
    unit = queries.top_unit(request.actor)
    context = {
        "now": now,
        "duties": lines_of(duties[:FIRST_DUTIES], now=now, actor=request.actor),
        "duty_count": capped_count(duties),
        "overdue_count": capped_count(duties.overdue(now)),
        "unit": unit,
        "tiles": queries.tiles(request.actor, unit, now=now) if unit else [],
        "may_register": request.actor.may_anywhere(Permission.REGISTER_COMPLAINT),
    }
    return render(request, "cockpit/home.html", context)


@require_GET
@signed_in
def search(request: SignedInRequest) -> HttpResponse:
    text = request.GET.get("q", "")
    return render(request, "cockpit/search.html", {"query": text, "found": queries.search(request.actor, text)})
