"""The trail as a page. This app stands below accounts; the door's marks come from core."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from biaogan.audit import queries, sealing
from biaogan.audit.forms import TrailForm
from biaogan.audit.models import VIEW_AUDIT, Seal
from biaogan.core.access import AskedRequest, needs
from biaogan.core.paging import page

ORDER = ["-at", "-pk"]


@require_GET
@needs(VIEW_AUDIT)
def trail(request: AskedRequest) -> HttpResponse:
    form = TrailForm(request.GET)
    events = queries.trail(request.actor, form.wanted())
    found = page(events, by=ORDER, cursor=request.GET.get("cursor", ""))
    context = {
        "form": form,
        "page": found,
        "lines": queries.lines(found.rows),
        "newest_seal": Seal.objects.order_by("-position").first(),
        "unsealed": sealing.count_unsealed(),
    }
    template = "audit/_rows.html" if request.htmx else "audit/trail.html"
    return render(request, template, context)
