"""The trail as a page. This app stands below accounts; the door's marks come from core."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from biaogan.audit import queries, sealing
from biaogan.audit.files import ORDER, trail_file
from biaogan.audit.forms import TrailForm
from biaogan.audit.models import VIEW_AUDIT, Seal
from biaogan.core.access import AskedRequest, needs
from biaogan.core.exchange.exporters import EXPORT_DATA
from biaogan.core.paging import page


@require_GET
@needs(VIEW_AUDIT)
def trail(request: AskedRequest) -> HttpResponseBase:
    form = TrailForm(request.GET)
    if request.GET.get("export"):
        return trail_file(request.actor, form.wanted(), now=timezone.now())
    events = queries.trail(request.actor, form.wanted())
    found = page(events, by=ORDER, cursor=request.GET.get("cursor", ""))
    context = {
        "form": form,
        "page": found,
        "lines": queries.lines(found.rows),
        "newest_seal": Seal.objects.order_by("-position").first(),
        "unsealed": sealing.count_unsealed(),
        "may_export": request.actor.may_anywhere(EXPORT_DATA),
    }
    template = "audit/_rows.html" if request.htmx else "audit/trail.html"
    return render(request, template, context)
