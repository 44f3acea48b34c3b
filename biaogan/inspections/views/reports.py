"""The report of a sheet: a page, and the same figures as PDF, Word and Excel."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.inspections import looks
from biaogan.inspections.files import report_download, require_handed_in
from biaogan.inspections.layouts import TYPES
from biaogan.inspections.looks.lines import grade_tone
from biaogan.inspections.models import Sheet
from biaogan.inspections.report import figures
from biaogan.inspections.views.seeing import seen


@needs(Permission.VIEW_INSPECTION)
@require_GET
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    sheet = _handed_in(request, pk)
    context = {
        "sheet": sheet,
        "figures": figures(sheet, actor=request.actor),
        "badges": looks.badges_of(sheet),
        "grade_tone": grade_tone(sheet),
        "trail": looks.trail_of(sheet),
    }
    return render(request, "inspections/report.html", context)


@needs(Permission.VIEW_INSPECTION)
@require_GET
def report_file(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    sheet = _handed_in(request, pk)
    if form not in TYPES:
        raise Http404
    return report_download(figures(sheet, actor=request.actor), form)


def _handed_in(request: SignedInRequest, pk: int) -> Sheet:
    sheet = seen(request, pk)
    require_handed_in(sheet)
    return sheet
