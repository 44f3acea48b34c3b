"""Notices: what a file says of the days of a year, whether it can be true, and what it would change."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from biaogan.core.errors import InputRefused, Refusal
from biaogan.workcal.kinds import LayerKind, YearState
from biaogan.workcal.names import english_name
from biaogan.workcal.rules.calendar import FIRST_DAY, LAST_DAY, WorkCalendar, compile_calendar
from biaogan.workcal.rules.layers import NEXT_NOTICE_FROM, LayerData, Mark

YEARS = range(FIRST_DAY.year, LAST_DAY.year + 1)
LONGEST_NAME = 60
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Notice:
    """What one file says of one year. Without marks it says nothing, and the year stays as it is."""

    year: int
    marks: Mapping[dt.date, Mark]
    state: YearState = YearState.FINAL
    source: str = ""


@dataclass(frozen=True)
class DayLine:
    """A day as a file writes it, before anyone knows whether it can be true. `working` is None if it was not understood."""

    day: object
    working: bool | None
    name: object = ""
    name_en: str = ""
    line: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day that a layer would mark otherwise. `old` and `new` are the marks that decide it in the layer's calendar, be
    they its own or those of a layer below; without one the weekday decides."""

    day: dt.date
    old: Mark | None
    new: Mark | None
    was_working: bool
    is_working: bool
    was_marked: bool
    is_marked: bool

    @property
    def moves_limits(self) -> bool:
        return self.was_working != self.is_working


@dataclass(frozen=True)
class YearChange:
    """A year whose notice would become known, surer, less sure, or come from another source."""

    year: int
    old: YearState
    new: YearState
    old_source: str = ""
    new_source: str = ""


@dataclass(frozen=True)
class Changes:
    """All that some notices would change of a layer."""

    days: tuple[DayChange, ...] = ()
    years: tuple[YearChange, ...] = ()
    # Years whose file is empty.
    empty: tuple[int, ...] = field(default=(), compare=False)

    def __bool__(self) -> bool:
        return bool(self.days or self.years)

    @property
    def digest(self) -> str:
        """What tells these changes from others: shown to a user now, compared when they agree."""
        return hashlib.sha256(repr((self.days, self.years)).encode()).hexdigest()


def marks_of(year: int, lines: Iterable[DayLine]) -> dict[dt.date, Mark]:
    """Return the marks that `lines` make; raises InputRefused with a reason for each line that cannot be true."""
    marks: dict[dt.date, Mark] = {}
    refused: list[Refusal] = []
    for line in lines:
        reason = _why_not(line, year, marks)
        if reason:
            refused.append(Refusal(reason, line.line, line.column, str(line.day)[:40]))
        else:
            name = str(line.name).strip()
            marks[dt.date.fromisoformat(str(line.day))] = Mark(
                bool(line.working), name, line.name_en or english_name(name)
            )
    if refused:
        raise InputRefused("workcal.bad_notice", _("These days cannot be true. Nothing was changed."), refused)
    return marks


def _why_not(line: DayLine, year: int, marks: Mapping[dt.date, Mark]) -> str:
    day = read_day(line.day)
    if day is None:
        return _("not a date like 2026-02-14")
    if line.working is None:
        return _("does not say whether the day is worked")
    if not isinstance(line.name, str) or len(line.name) > LONGEST_NAME or "\x00" in line.name:
        return _("the name is no text of at most %(longest)s letters") % {"longest": LONGEST_NAME}
    if not may_mark(day, year):
        values = {"year": year, "before": year - 1}
        return _("the notice of %(year)s rules that year and the December of %(before)s") % values
    if day in marks:
        return _("the same day stands twice in the file")
    return ""


def read_day(value: object) -> dt.date | None:
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return None
    return None


def may_mark(day: dt.date, year: int) -> bool:
    """Tell whether the notice of `year` may mark `day`: its own days and those of the December before."""
    return day.year == year or (day.year == year - 1 and day.month == 12)


def merged(notices: Mapping[int, Notice]) -> dict[dt.date, Mark]:
    """Return the marks of a layer out of its notices: of two on the same day the later year's decides."""
    return {day: mark for year in sorted(notices) for day, mark in notices[year].marks.items()}


def changes_between(below: Sequence[LayerData], old: LayerData, new: LayerData) -> Changes:
    """Return what replacing the layer `old`, which overrides the layers `below`, by `new` would change."""
    before = compile_calendar(old.code, [*below, old])
    after = compile_calendar(new.code, [*below, new])
    days = sorted(day for day in {*old.marks, *new.marks} if old.marks.get(day) != new.marks.get(day))
    return Changes(tuple(_day_change(day, old, new, before, after) for day in days))


def _day_change(day: dt.date, old: LayerData, new: LayerData, before: WorkCalendar, after: WorkCalendar) -> DayChange:
    return DayChange(
        day,
        _deciding(before, day),
        _deciding(after, day),
        before.is_working_day(day),
        after.is_working_day(day),
        day in old.marks,
        day in new.marks,
    )


def _deciding(calendar: WorkCalendar, day: dt.date) -> Mark | None:
    rulings = calendar.rulings(day)
    return rulings[-1][1] if rulings else None


def year_changes(held: Mapping[int, Notice], wanted: Mapping[int, Notice]) -> tuple[YearChange, ...]:
    found = []
    for year in sorted(wanted):
        new, old = wanted[year], held.get(year)
        if old is None or (old.state, old.source) != (new.state, new.source):
            state = old.state if old else YearState.MISSING
            found.append(YearChange(year, state, new.state, old.source if old else "", new.source))
    return tuple(found)


def span_to_recount(changes: Changes, kind: LayerKind) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day on which counting gives another end or another certainty; None if names alone change."""
    days = [change.day for change in changes.days if change.moves_limits]
    for change in changes.years:
        if change.old != change.new:
            days += _days_ruled(change.year, kind)
    return (max(min(days), FIRST_DAY), max(days)) if days else None


def _days_ruled(year: int, kind: LayerKind) -> tuple[dt.date, dt.date]:
    first = dt.date(year - 1, *NEXT_NOTICE_FROM) if kind == LayerKind.NATION else dt.date(year, 1, 1)
    return first, dt.date(year, 12, 31)


def with_notices(layer: LayerData, notices: Mapping[int, Notice]) -> LayerData:
    """Return the layer as it is with these notices and no others."""
    years = {year: notice.state for year, notice in notices.items()}
    return dataclasses.replace(layer, marks=merged(notices), years=years)
