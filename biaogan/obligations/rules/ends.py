"""Where a limit ends once everything that moved it is counted: pauses given back, extensions added, in the order they happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from biaogan.workcal import rules as workcal
from biaogan.workcal.kinds import LimitUnit
from biaogan.workcal.rules import Due, Limit, WorkCalendar


@dataclass(frozen=True)
class PausedSpan:
    """Time that does not count. It takes effect at `to_at`, when the clock runs again."""

    from_at: dt.datetime
    to_at: dt.datetime

    @property
    def at(self) -> dt.datetime:
        return self.to_at


@dataclass(frozen=True)
class Extended:
    """That `limit` was added to the end as it stood at `at`."""

    at: dt.datetime
    limit: Limit


Moved = PausedSpan | Extended


def days_beyond(day: dt.date, due_at: dt.datetime) -> int:
    """Return by how many days a day that was agreed on lengthens a limit; an earlier one is a promise and moves nothing, 0."""
    return max(0, (day - due_at.astimezone(workcal.ZONE).date()).days)


@dataclass(frozen=True)
class Part:
    """One stretch of the counting: the limit itself (`moved` is None), a pause or an extension, and the end after it.

    `due` tells the days of the stretch; None where hours were given back.
    """

    moved: Moved | None
    due_at: dt.datetime
    due: Due | None


@dataclass(frozen=True)
class Reckoning:
    """The end, whether any stretch touches a year without a final calendar, and the stretches."""

    parts: tuple[Part, ...]

    @property
    def due_at(self) -> dt.datetime:
        return self.parts[-1].due_at

    @property
    def provisional(self) -> bool:
        return any(part.due is not None and part.due.provisional for part in self.parts)


def reckon(start: dt.datetime, limit: Limit, moves: Iterable[Moved] = (), *, calendar: WorkCalendar) -> Reckoning:
    """Return where a limit that starts at `start` ends after `moves`, which are counted in the order they took effect."""
    first = workcal.due_at(start, limit, calendar=calendar)
    if first.due_at < start:
        # «By closing time» of a day that has closed already: the next working day's.
        first = workcal.due_at(start, Limit(1, limit.unit), calendar=calendar)
    parts = [Part(None, first.due_at, first)]
    for moved in sorted(moves, key=lambda each: each.at):
        parts.append(_moved(parts[-1].due_at, moved, limit.unit, calendar))
    return Reckoning(tuple(parts))


def _moved(due_at: dt.datetime, moved: Moved, clock: LimitUnit, calendar: WorkCalendar) -> Part:
    if isinstance(moved, Extended):
        due = workcal.due_at(due_at, moved.limit, calendar=calendar)
        return Part(moved, due.due_at, due)
    return _given_back(due_at, moved, clock, calendar)


def _given_back(due_at: dt.datetime, span: PausedSpan, clock: LimitUnit, calendar: WorkCalendar) -> Part:
    """Move the end by what the pause took, in the limit's own clock.

    As with the start of a limit, the day on which the pause begins is not given back and the day on which it ends is.
    """
    first, last = span.from_at.astimezone(workcal.ZONE).date(), span.to_at.astimezone(workcal.ZONE).date()
    match clock:
        case LimitUnit.WORKING_HOURS:
            lost = dt.timedelta(seconds=workcal.working_seconds_between(span.from_at, span.to_at, calendar=calendar))
            return Part(span, workcal.add_working_hours(due_at, lost, calendar=calendar) if lost else due_at, None)
        case LimitUnit.HOURS:
            return Part(span, due_at + (span.to_at - span.from_at), None)
        case LimitUnit.WORKING_DAYS:
            days = workcal.working_days_between(first, last, calendar=calendar)
        case _:
            days, clock = (last - first).days, LimitUnit.DAYS
    if not days:
        return Part(span, due_at, None)
    due = workcal.due_at(due_at, Limit(days, clock), calendar=calendar)
    return Part(span, due.due_at, due)
