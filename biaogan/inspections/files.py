"""Registers and reports as files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.accounts.access import Actor
from biaogan.core.errors import RuleBroken
from biaogan.core.exchange.exporters import Column, download
from biaogan.core.time import local_day
from biaogan.handbook.queries import grade_name
from biaogan.inspections.choices import HANDED_IN, Channel, State
from biaogan.inspections.layouts import TYPES, file_of
from biaogan.inspections.looks.lines import inspectors_text
from biaogan.inspections.models import OutletLog, Sheet
from biaogan.inspections.queries import lists
from biaogan.inspections.queries.lists import Choice
from biaogan.inspections.report import Figures

#: More is a matter for figures, or for a narrower choice.
ROWS_AT_MOST = 50_000
ROWS_A_PAGE = 1000

COLUMNS = (
    Column("number", pgettext_lazy("sheet", "Number"), 18),
    Column("unit_code", _("Code of the unit"), 14),
    Column("unit", _("Unit"), 24),
    Column("channel", _("Channel"), 12),
    Column("planned_on", _("Planned for"), 12),
    Column("state", _("State"), 16),
    Column("inspectors", _("Inspectors"), 24),
    Column("handbook", _("Handbook"), 24),
    Column("begun_at", _("Begun at"), 18),
    Column("submitted_at", _("Handed in at"), 18),
    Column("final_at", _("Final since"), 18),
    Column("score", pgettext_lazy("sheet", "Score"), 10),
    Column("grade", pgettext_lazy("sheet", "Grade"), 12),
    Column("red_line", _("Red line crossed"), 10),
    Column("assessment", _("Assessment"), 60),
)

LOG_COLUMNS = (
    Column("happened_at", _("Happened at"), 18),
    Column("kind", pgettext_lazy("log", "Kind"), 20),
    Column("unit_code", _("Code of the unit"), 14),
    Column("unit", _("Unit"), 24),
    Column("text", pgettext_lazy("log", "What was seen"), 60),
    Column("by", pgettext_lazy("log", "By"), 12),
)


def register_file(actor: Actor, choice: Choice, kind: str, *, now: dt.datetime) -> HttpResponse | StreamingHttpResponse:
    """Return what was chosen as an .xlsx or .csv file."""
    name = f"inspections-{local_day(now):%Y%m%d}"
    return download(name, COLUMNS, rows_of(actor, choice), kind if kind == "csv" else "xlsx")


def rows_of(actor: Actor, choice: Choice) -> Iterator[Sequence[Any]]:
    cursor, given = "", 0
    while given < ROWS_AT_MOST:
        page = lists.register(actor, choice, cursor=cursor, size=ROWS_A_PAGE)
        for sheet in page.rows:
            yield _row(sheet, actor)
        given, cursor = given + len(page), page.next
        if not cursor:
            return


def _row(sheet: Sheet, actor: Actor) -> Sequence[Any]:
    unit = sheet.case.subject_unit
    return (
        sheet.case.number,
        unit.code,
        unit.label,
        Channel(sheet.channel).label,
        sheet.planned_on,
        State(sheet.state).label,
        inspectors_text(sheet, actor),
        f"{sheet.version.handbook} {sheet.version.number}",
        sheet.begun_at,
        sheet.submitted_at,
        sheet.final_at,
        None if sheet.score is None else sheet.score / 100,
        grade_name(sheet.version, sheet.grade) if sheet.grade else "",
        sheet.is_vetoed,
        sheet.assessment,
    )


def logs_file(logs: Iterable[OutletLog], kind: str, *, now: dt.datetime) -> HttpResponse | StreamingHttpResponse:
    rows = (
        (log.happened_at, str(log), log.unit.code, log.unit.label, log.text, log.by.name if log.by else "")
        for log in logs
    )
    return download(f"logs-{local_day(now):%Y%m%d}", LOG_COLUMNS, rows, kind if kind == "csv" else "xlsx")


def report_download(found: Figures, form: str) -> HttpResponse:
    """Return the report as a file to download."""
    response = HttpResponse(file_of(found, form, now=timezone.now()), content_type=TYPES[form])
    name = quote(f"{found.number} {found.unit}.{form}")
    response["Content-Disposition"] = f"attachment; filename=\"report.{form}\"; filename*=UTF-8''{name}"
    return response


def require_handed_in(sheet: Sheet) -> None:
    """Raise RuleBroken for a sheet that has no score yet."""
    if sheet.state not in HANDED_IN:
        raise RuleBroken("sheet.no_report_yet", _("There is no report before the sheet is handed in."))
