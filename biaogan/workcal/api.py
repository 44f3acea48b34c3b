"""Limits and calendars for programs."""

from __future__ import annotations

import datetime as dt
import io
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, File, Path, Query, Router, Schema, Status
from ninja.files import UploadedFile

from biaogan.core import programs
from biaogan.core.access import AskedRequest, needs
from biaogan.core.errors import InputRefused
from biaogan.core.programs import LocalTime
from biaogan.core.time import ZONE, local_day
from biaogan.workcal import actions, queries
from biaogan.workcal.batch import ends_of, read_start, why_no_start
from biaogan.workcal.files import DueWriter, LimitsFile
from biaogan.workcal.kinds import Nature, Role, YearState
from biaogan.workcal.models import Layer, LayerKind
from biaogan.workcal.permissions import EDIT_CALENDAR, VIEW_CALENDAR
from biaogan.workcal.rules import Limit, Mark, due_at
from biaogan.workcal.rules.notices import Changes, DayLine, Notice, marks_of
from biaogan.workcal.rules.years import year_of
from biaogan.workcal.telling import due_facts

router = Router()

MOST_ROWS = 10_000
#: About half a million rows.
MOST_BYTES = 20 * 1024 * 1024
NO_NUL = r"^[^\x00]*$"
CODE = r"^[a-z0-9:-]*$"

Code = Annotated[str, Field(min_length=2, max_length=40, pattern=CODE, description="cn, cn-gx, bank:north …")]
Start = Annotated[
    str, Field(max_length=40, pattern=NO_NUL, description="A date, or a local date and time in ISO 8601.")
]
LimitText = Annotated[
    str, Field(max_length=10, pattern=NO_NUL, description="2wd working days, 8wh working hours, 24h, 15d, 1mo.")
]
Year = Annotated[int, Field(ge=1980, le=2099)]
Day = Annotated[programs.Day, Field(ge=dt.date(1980, 1, 1), le=dt.date(2099, 12, 31))]
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="Local, as 17:30.")]
Name = Annotated[str, Field(max_length=60, pattern=NO_NUL)]


class Question(Schema):
    start: Start
    limit: LimitText
    calendar: Code = "cn"


class SingleQuestion(Question):
    explain: bool = False


class Unsettled(Schema):
    layer: str
    year: int
    state: YearState


class StepOut(Schema):
    day: dt.date
    role: Role
    nature: Nature
    count: int | None
    layer: str = Field(description="The layer whose notice decides the day; empty where the weekday does.")
    name: str
    name_en: str
    overruled: list[str] = Field(description="Layers that say otherwise and give way.")
    unsettled: list[str] = Field(description="Layers whose notice for this day is not final.")
    since: LocalTime | None
    until: LocalTime | None
    is_month_end: bool
    is_due: bool


class DeadlineOut(Schema):
    start: str
    limit: str
    calendar: str
    due: str = Field(description="ISO 8601 local time. Done at this very moment is in time.")
    due_at: dt.datetime
    provisional: bool = Field(description="A notice that the span needs is not final: the end may still move.")
    rolled_due: str | None = Field(
        description="The latest end by Civil Code art. 203 where the last day is one of rest."
    )
    rolled_provisional: bool
    unsettled: list[Unsettled]
    steps: list[StepOut] | None


class RowOut(Schema):
    due: str = Field(description="Empty where the row was refused.")
    provisional: bool
    column: str = Field("", description="The column at fault.")
    reason: str = ""


class BatchIn(Schema):
    items: list[Question] = Field(min_length=1, max_length=MOST_ROWS)


class BatchOut(Schema):
    items: list[RowOut]
    refused: int


class LayerOut(Schema):
    code: str
    kind: LayerKind
    name: str
    name_en: str
    parent: str | None

    @staticmethod
    def resolve_parent(layer: Layer) -> str | None:
        return layer.parent.code if layer.parent else None


class MarkedDay(Schema):
    day: dt.date
    working: bool
    nature: Nature
    layer: str
    name: str
    name_en: str


class YearStateOut(Schema):
    layer: str
    state: YearState


class YearOut(Schema):
    calendar: str
    year: int
    working_days: int
    layers: list[YearStateOut]
    marked: list[MarkedDay] = Field(description="The days that a notice decides; on all others the weekday does.")


class LayerIn(Schema):
    code: Code
    kind: Literal[LayerKind.REGION, LayerKind.BANK]
    parent: Code
    name: Name = Field(min_length=1)
    name_en: Name = ""


class DayIn(Schema):
    working: bool
    name: Name = Field(min_length=1)
    name_en: Name = ""


class YearIn(Schema):
    state: Literal[YearState.FINAL, YearState.PROVISIONAL]
    source: Annotated[str, Field(max_length=300, pattern=NO_NUL)] = ""


class HoursIn(Schema):
    starts_on: Day
    opens_at: Clock
    closes_at: Clock
    basis: Annotated[str, Field(max_length=120, pattern=NO_NUL)] = ""


class NoticeDay(Schema):
    day: Day
    working: bool
    name: Name = ""
    name_en: Name = ""


class NoticeIn(Schema):
    year: Year
    state: Literal[YearState.FINAL, YearState.PROVISIONAL] = YearState.FINAL
    source: Annotated[str, Field(max_length=300, pattern=NO_NUL)] = ""
    days: list[NoticeDay] = Field(min_length=1, max_length=400)
    dry_run: bool = False


class DayChangeOut(Schema):
    day: dt.date
    was_working: bool
    is_working: bool
    old_name: str
    new_name: str


class ChangesOut(Schema):
    days: list[DayChangeOut]
    years: list[int]
    applied: bool


@router.get("/deadlines", response={200: DeadlineOut}, operation_id="workcal_deadline")
@needs(VIEW_CALENDAR)
def deadline(request: AskedRequest, asked: Query[SingleQuestion]) -> dict[str, Any]:
    try:
        start = read_start(asked.start).replace(tzinfo=ZONE)
    except (ValueError, OverflowError):
        raise InputRefused("workcal.start_unreadable", why_no_start()) from None
    due = due_at(start, Limit.parse(asked.limit), calendar=queries.calendar_for(asked.calendar))
    return due_facts(due, explain=asked.explain)


@router.post("/deadlines/batch", response={200: BatchOut}, operation_id="workcal_deadlines")
@needs(VIEW_CALENDAR)
def deadlines(request: AskedRequest, asked: BatchIn) -> dict[str, Any]:
    """Count up to 10,000 limits. A row that cannot be counted says why; the others are answered all the same."""
    items = asked.items
    ends = ends_of(
        [each.start for each in items],
        [each.limit for each in items],
        [each.calendar for each in items],
        calendar_of=queries.calendar_for,
    )
    rows: list[dict[str, Any]] = [
        {"due": due, "provisional": provisional} for due, provisional in zip(ends.due, ends.provisional, strict=True)
    ]
    for each in ends.refused:
        rows[each.place] |= {"column": each.column, "reason": each.reason}
    return {"items": rows, "refused": len(ends.refused)}


@router.post("/deadlines/file", operation_id="workcal_deadlines_of_file")
@needs(VIEW_CALENDAR)
def deadlines_of_file(request: AskedRequest, file: File[UploadedFile], calendar: Code = "cn") -> HttpResponse:
    """The rows of a CSV with the columns start, limit and perhaps calendar, with a column due, as `biaogan deadline --csv`.

    A row that cannot be counted has no due; the header Biaogan-Refused tells how many there are.
    """
    if (file.size or 0) > MOST_BYTES:
        message = _("Files of more than %(limit)s MB are counted on the server: biaogan deadline --csv FILE.")
        raise InputRefused("workcal.too_big", message % {"limit": MOST_BYTES // 2**20})
    read = LimitsFile(file.read(), file.name or "", calendar=calendar)
    text = io.StringIO()
    writer, refused = DueWriter(text, read.head), 0
    for piece in read.pieces(queries.calendar_for):
        writer.write(piece)
        refused += len(piece.refused)
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Biaogan-Refused"] = str(refused)
    return answer


@router.get("/calendars", response={200: list[LayerOut]}, operation_id="workcal_calendars")
@needs(VIEW_CALENDAR)
def calendars(request: AskedRequest) -> list[Layer]:
    today = local_day(timezone.now())
    return [row.layer for row in queries.overview(request.actor, today=today)]


@router.post("/calendars", response={201: LayerOut}, operation_id="workcal_add_calendar")
@needs(EDIT_CALENDAR)
def add_calendar(request: AskedRequest, given: LayerIn) -> Status[Layer]:
    layer = actions.add_layer(**_with_kind(given), by=request.actor, now=timezone.now())
    return Status(201, layer)


@router.get("/calendars/{code}/years/{year}", response={200: YearOut}, operation_id="workcal_year")
@needs(VIEW_CALENDAR)
def year(request: AskedRequest, code: Path[Code], year: Path[Year]) -> dict[str, Any]:
    layer = _layer(request, code)
    view = year_of(queries.calendar_for(layer.code), year)
    return {
        "calendar": layer.code,
        "year": year,
        "working_days": view.working_days,
        "layers": [{"layer": each.layer.code, "state": each.state} for each in view.layers],
        "marked": [
            {
                "day": each.day,
                "working": each.is_working,
                "nature": each.nature,
                "layer": each.layer.code if each.layer else "",
                "name": each.mark.name if each.mark else "",
                "name_en": each.mark.name_en if each.mark else "",
            }
            for each in view.marked
        ],
    }


@router.put("/calendars/{code}/years/{year}", response={200: ChangesOut}, operation_id="workcal_settle_year")
@needs(EDIT_CALENDAR)
def settle_year(request: AskedRequest, code: Path[Code], year: Path[Year], given: YearIn) -> dict[str, Any]:
    _layer(request, code)
    state = YearState(given.state)
    now = timezone.now()
    return _told(
        actions.settle_year(layer=code, year=year, state=state, source=given.source, by=request.actor, now=now)
    )


@router.put("/calendars/{code}/days/{day}", response={200: ChangesOut}, operation_id="workcal_mark_day")
@needs(EDIT_CALENDAR)
def mark_day(request: AskedRequest, code: Path[Code], day: Path[Day], given: DayIn) -> dict[str, Any]:
    _layer(request, code)
    return _told(actions.mark_day(layer=code, day=day, **given.dict(), by=request.actor, now=timezone.now()))


@router.delete("/calendars/{code}/days/{day}", response={200: ChangesOut}, operation_id="workcal_clear_day")
@needs(EDIT_CALENDAR)
def clear_day(request: AskedRequest, code: Path[Code], day: Path[Day]) -> dict[str, Any]:
    _layer(request, code)
    return _told(actions.clear_day(layer=code, day=day, by=request.actor, now=timezone.now()))


@router.post("/calendars/{code}/hours", response={204: None}, operation_id="workcal_set_hours")
@needs(EDIT_CALENDAR)
def set_hours(request: AskedRequest, code: Path[Code], given: HoursIn) -> Status[None]:
    _layer(request, code)
    times = {name: dt.time.fromisoformat(getattr(given, name)) for name in ("opens_at", "closes_at")}
    actions.set_hours(layer=code, **{**given.dict(), **times}, by=request.actor, now=timezone.now())
    return Status(204, None)


@router.post("/calendars/{code}/notices", response={200: ChangesOut}, operation_id="workcal_import_notice")
@needs(EDIT_CALENDAR)
def import_notice(request: AskedRequest, code: Path[Code], given: NoticeIn) -> dict[str, Any]:
    """Take in the notice of a year in place of the one held; with `dry_run`, only say what that would change."""
    layer = _layer(request, code)
    lines = [
        DayLine(str(each.day), each.working, each.name, each.name_en, column=f"days[{place}]")
        for place, each in enumerate(given.days)
    ]
    notice = Notice(given.year, marks_of(given.year, lines), YearState(given.state), given.source)
    if given.dry_run:
        return _told(queries.changes_by([notice], layer=layer), applied=False)
    return _told(actions.import_notices([notice], layer=code, by=request.actor, now=timezone.now()))


def _layer(request: AskedRequest, code: str) -> Layer:
    return get_object_or_404(Layer.objects.visible_to(request.actor), code=code)


def _with_kind(given: LayerIn) -> dict[str, Any]:
    return {**given.dict(), "kind": LayerKind(given.kind)}


def _told(changes: Changes, *, applied: bool = True) -> dict[str, Any]:
    return {
        "days": [
            {
                "day": each.day,
                "was_working": each.was_working,
                "is_working": each.is_working,
                "old_name": _name(each.old),
                "new_name": _name(each.new),
            }
            for each in changes.days
        ],
        "years": [each.year for each in changes.years],
        "applied": applied,
    }


def _name(mark: Mark | None) -> str:
    return mark.name if mark else ""
