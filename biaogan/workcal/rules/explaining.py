"""Why a limit ends where it ends: the counting, day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from biaogan.workcal.kinds import LimitUnit, Nature, Role
from biaogan.workcal.rules.calendar import ZONE, WorkCalendar
from biaogan.workcal.rules.counting import add_months
from biaogan.workcal.rules.limits import Due

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One day of the counting: what sort of day it is by which layer, what it does, and the count after it."""

    day: dt.date
    role: Role
    nature: Nature
    count: int | None = None
    # The layer that decides the day and the name it gives it; empty where only the weekday decides.
    layer: str = ""
    name: str = ""
    name_en: str = ""
    # Layers that ruled otherwise and gave way, layers whose notice for this day is not final.
    overruled: tuple[str, ...] = ()
    unsettled: tuple[str, ...] = ()
    # What is counted of the day, where hours are counted.
    hours: tuple[dt.time, dt.time] | None = None
    # The month is too short for the day the limit began on.
    is_month_end: bool = False
    is_due: bool = False


def explain(due: Due) -> list[Step]:
    """Return every day from the start to the end of `due`, and to the rolled-over end where there is one."""
    match due.limit.unit:
        case LimitUnit.WORKING_DAYS:
            return list(_working_days(due))
        case LimitUnit.WORKING_HOURS:
            return list(_working_hours(due))
        case LimitUnit.HOURS:
            return list(_hours(due))
        case LimitUnit.DAYS:
            return [*_days(due), *_rolled(due)]
        case LimitUnit.MONTHS:
            return [*_months(due), *_rolled(due)]


def _working_days(due: Due) -> Iterator[Step]:
    first, last = _first_and_last(due)
    count = 0
    if due.limit.amount:
        yield _step(first, Role.START, due.calendar)
        first += DAY
    for day in _days_from(first, last):
        worked = due.calendar.is_working_day(day)
        count += worked
        role = Role.COUNTED if worked else Role.SKIPPED
        yield _step(day, role, due.calendar, count=min(count, due.limit.amount) if worked else None, is_due=day == last)


def _working_hours(due: Due) -> Iterator[Step]:
    begins, ends = due.start.astimezone(ZONE), due.due_at.astimezone(ZONE)
    for day in _days_from(begins.date(), ends.date()):
        opens, closes = due.calendar.hours_on(day)
        since = max(opens, begins.time()) if day == begins.date() else opens
        until = min(closes, ends.time()) if day == ends.date() else closes
        counted = due.calendar.is_working_day(day) and (since < until or day == ends.date())
        role = Role.COUNTED if counted else Role.SKIPPED
        yield _step(day, role, due.calendar, hours=(since, until) if counted else None, is_due=day == ends.date())


def _hours(due: Due) -> Iterator[Step]:
    begins, ends = due.start.astimezone(ZONE), due.due_at.astimezone(ZONE)
    for day in _days_from(begins.date(), ends.date()):
        since = begins.time() if day == begins.date() else dt.time.min
        until = ends.time() if day == ends.date() else dt.time.max
        yield _step(day, Role.COUNTED, due.calendar, hours=(since, until), is_due=day == ends.date())


def _days(due: Due) -> Iterator[Step]:
    first, last = _first_and_last(due)
    yield _step(first, Role.START, due.calendar, is_due=first == last)
    for count, day in enumerate(_days_from(first + DAY, last), start=1):
        yield _step(day, Role.COUNTED, due.calendar, count=count, is_due=day == last)


def _months(due: Due) -> Iterator[Step]:
    first, last = _first_and_last(due)
    yield _step(first, Role.START, due.calendar, is_due=first == last)
    for count in range(1, due.limit.amount + 1):
        day = add_months(first, count)
        yield _step(day, Role.COUNTED, due.calendar, count=count, is_month_end=day.day != first.day, is_due=day == last)


def _rolled(due: Due) -> Iterator[Step]:
    """Yield the days of rest after the end and the day that the end rolls over to."""
    if due.rolled_due_at is None:
        return
    last, rolled = due.due_at.astimezone(ZONE).date(), due.rolled_due_at.astimezone(ZONE).date()
    for day in _days_from(last + DAY, rolled):
        yield _step(day, Role.ROLLED_END if day == rolled else Role.ROLLED_OVER, due.calendar)


def _step(
    day: dt.date,
    role: Role,
    calendar: WorkCalendar,
    *,
    count: int | None = None,
    hours: tuple[dt.time, dt.time] | None = None,
    is_month_end: bool = False,
    is_due: bool = False,
) -> Step:
    rulings = calendar.rulings(day)
    layer, mark = rulings[-1] if rulings else (None, None)
    return Step(
        day=day,
        role=role,
        nature=calendar.nature(day),
        count=count,
        layer=layer.code if layer else "",
        name=mark.name if mark else "",
        name_en=mark.name_en if mark else "",
        overruled=tuple(below.code for below, said in rulings if mark and said.working != mark.working),
        unsettled=calendar.unsettled_layers(day),
        hours=hours,
        is_month_end=is_month_end,
        is_due=is_due,
    )


def _first_and_last(due: Due) -> tuple[dt.date, dt.date]:
    return due.start.astimezone(ZONE).date(), due.due_at.astimezone(ZONE).date()


def _days_from(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for number in range(first.toordinal(), last.toordinal() + 1):
        yield dt.date.fromordinal(number)
