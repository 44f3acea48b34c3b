"""Limits: an amount and what it counts in, and where they end."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import InputRefused
from biaogan.workcal.kinds import LimitUnit, YearState
from biaogan.workcal.rules.calendar import ZONE, WorkCalendar, day_at, number_of, out_of_range
from biaogan.workcal.rules.counting import add_months, add_working_days, add_working_hours

if TYPE_CHECKING:
    from biaogan.workcal.rules.explaining import Step

#: The last instant of a day, written 24:00: where limits in days and months end.
END_OF_DAY = dt.time(23, 59, 59, 999999)

LARGEST_AMOUNT = 9999
_WRITTEN = re.compile(r"([0-9]{1,4}) ?(wd|wh|h|d|mo)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount of working days, working hours, hours, days or months. 0 days is «by the end of the same day»."""

    amount: int
    unit: LimitUnit

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= LARGEST_AMOUNT:
            message = format_lazy(_("A limit is a whole number from 0 to {largest}."), largest=LARGEST_AMOUNT)
            raise InputRefused("workcal.limit_out_of_range", message)

    def __str__(self) -> str:
        return f"{self.amount}{self.unit.value}"

    @classmethod
    def parse(cls, text: str) -> Limit:
        """Read «2wd», «8wh», «24h», «15d» or «1mo»; raises InputRefused for anything else."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            message = _("“{text}” is no limit. Write a number and wd, wh, h, d or mo, as in 2wd.")
            raise InputRefused("workcal.limit_unreadable", format_lazy(message, text=text[:40]))
        return cls(int(found[1]), LimitUnit(found[2].lower()))

    @property
    def rests_on_calendar(self) -> bool:
        return self.unit in {LimitUnit.WORKING_DAYS, LimitUnit.WORKING_HOURS}


@dataclass(frozen=True)
class Due:
    """Where a limit ends. `provisional`: a notice that the span needs is not final, so the end may still move.

    `rolled_due_at` is set for limits in days and months whose last day is a day of rest: the end of the next day that
    is none (Civil Code art. 203). It is the latest reading, to be shown beside `due_at`; nobody should plan on it.
    """

    due_at: dt.datetime
    provisional: bool
    start: dt.datetime
    limit: Limit
    rolled_due_at: dt.datetime | None = None
    rolled_provisional: bool = False
    calendar: WorkCalendar = field(kw_only=True, repr=False, compare=False)

    def explain(self) -> list[Step]:
        """Return the counting day by day, worked out only now."""
        from biaogan.workcal.rules.explaining import explain

        return explain(self)

    def unsettled_years(self) -> list[tuple[str, int, YearState]]:
        """Return the layers' years for which the end, or the rolled-over end, is provisional."""
        if not self.provisional and not self.rolled_provisional:
            return []
        first = self.due_at if self.rolled_due_at else self.start
        last = self.rolled_due_at or self.due_at
        return self.calendar.unsettled_years(first.astimezone(ZONE).date(), last.astimezone(ZONE).date())

    def is_in_time(self, done_at: dt.datetime) -> bool:
        return is_in_time(done_at, self.due_at)


def is_in_time(done_at: dt.datetime, due_at: dt.datetime) -> bool:
    """Tell whether something done at `done_at` met the limit: the end itself is within."""
    return done_at <= due_at


def due_at(start: dt.datetime, limit: Limit, *, calendar: WorkCalendar) -> Due:
    """Return the end of a limit that starts at `start`: its local date is the start day, whatever the hour.

    Raises InputRefused if the limit begins or ends outside the days that calendars know, ValueError if `start`
    has no zone.
    """
    if start.utcoffset() is None:
        raise ValueError("a limit starts at a moment with a zone")
    number_of(start.astimezone(ZONE).date())
    match limit.unit:
        case LimitUnit.WORKING_DAYS:
            return _due_in_working_days(start, limit, calendar)
        case LimitUnit.WORKING_HOURS:
            return _due_in_working_hours(start, limit, calendar)
        case LimitUnit.HOURS:
            return _due_in_hours(start, limit, calendar)
        case _:
            return _due_in_days_or_months(start, limit, calendar)


def _due_in_working_days(start: dt.datetime, limit: Limit, calendar: WorkCalendar) -> Due:
    first = start.astimezone(ZONE).date()
    last = add_working_days(first, limit.amount, calendar=calendar)
    counted_from = first + dt.timedelta(days=1) if limit.amount else first
    end = at_local(last, calendar.hours_on(last)[1])
    return Due(end, not calendar.is_settled(counted_from, last), start, limit, calendar=calendar)


def _due_in_working_hours(start: dt.datetime, limit: Limit, calendar: WorkCalendar) -> Due:
    here = start.astimezone(ZONE).replace(tzinfo=None)
    end = add_working_hours(here, dt.timedelta(hours=limit.amount), calendar=calendar)
    provisional = not calendar.is_settled(here.date(), end.date())
    return Due(at_local(end.date(), end.time()), provisional, start, limit, calendar=calendar)


def _due_in_hours(start: dt.datetime, limit: Limit, calendar: WorkCalendar) -> Due:
    # By the clock that runs through, not by the one on the wall, which summer time moves.
    end = (start.astimezone(dt.UTC) + dt.timedelta(hours=limit.amount)).astimezone(ZONE)
    number_of(end.date())
    return Due(end, False, start, limit, calendar=calendar)


def _due_in_days_or_months(start: dt.datetime, limit: Limit, calendar: WorkCalendar) -> Due:
    first = start.astimezone(ZONE).date()
    months = limit.unit == LimitUnit.MONTHS
    last = add_months(first, limit.amount) if months else first + dt.timedelta(days=limit.amount)
    rolled = rolled_over(last, calendar=calendar)
    return Due(
        at_local(last, END_OF_DAY),
        False,
        start,
        limit,
        rolled_due_at=at_local(rolled, END_OF_DAY) if rolled != last else None,
        rolled_provisional=not calendar.is_settled(last, rolled),
        calendar=calendar,
    )


def rolled_over(last: dt.date, *, calendar: WorkCalendar) -> dt.date:
    """Return the first day from `last` on that is no public day of rest. A day on which only the bank rests is none."""
    index = int(calendar.next_public_workday[number_of(last)])
    if index >= len(calendar.working):
        raise out_of_range()
    return day_at(index)


def at_local(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, tzinfo=ZONE)
