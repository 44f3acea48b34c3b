"""The report of a sheet: a page, and the same figures as PDF, Word and Excel."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.errors import RuleBroken
from biaogan.inspections import looks
from biaogan.inspections.choices import HANDED_IN
from biaogan.inspections.layouts import TYPES, file_of
from biaogan.inspections.looks.lines import grade_tone
from biaogan.inspections.models import Sheet
from biaogan.inspections.report import Figures, figures
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
    return as_download(figures(sheet, actor=request.actor), form)


def as_download(found: Figures, form: str) -> HttpResponse:
    """Return the report as a file to download."""
    now: Any = timezone.now()
    response = HttpResponse(file_of(found, form, now=now), content_type=TYPES[form])
    name = quote(f"{found.number} {found.unit}.{form}")
    response["Content-Disposition"] = f"attachment; filename=\"report.{form}\"; filename*=UTF-8''{name}"
    return response


def _handed_in(request: SignedInRequest, pk: int) -> Sheet:
    sheet = seen(request, pk)
    require_handed_in(sheet)
    return sheet


def require_handed_in(sheet: Sheet) -> None:
    """Raise RuleBroken for a sheet that has no score yet."""
    if sheet.state not in HANDED_IN:
        raise RuleBroken("sheet.no_report_yet", _("There is no report before the sheet is handed in."))
