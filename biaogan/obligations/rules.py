"""When the next warning or step falls due, and how a pause moves the end. Days are counted by workcal alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from biaogan.workcal import rules as workcal
from biaogan.workcal.rules import Limit, WorkCalendar

#: Levels: 0 nothing yet, 1 warned, 2 the first rung of the ladder, 3 the second…
WARNED = 1


@dataclass(frozen=True)
class NextStep:
    """The level that will be reached at `at`, and who is told: names of the ladder."""

    level: int
    at: dt.datetime
    tell: tuple[str, ...]


def step_after(
    level: int, *, due_at: dt.datetime, warn_before: str, ladder: Sequence[dict[str, object]], calendar: WorkCalendar
) -> NextStep | None:
    """Return the step that follows `level`, or None after the last rung."""
    if level == 0:
        return (
            NextStep(WARNED, before(due_at, warn_before, calendar=calendar), ("debtor",))
            if warn_before
            else (step_after(WARNED, due_at=due_at, warn_before="", ladder=ladder, calendar=calendar))
        )
    if level > len(ladder):
        return None
    rung = ladder[level - 1]
    tell = rung["tell"]
    assert isinstance(tell, (list, tuple))
    return NextStep(level + 1, _after(due_at, str(rung["after"]), calendar=calendar), tuple(tell))


def _after(due_at: dt.datetime, limit: str, *, calendar: WorkCalendar) -> dt.datetime:
    """Return the moment of a rung: right after the end for 0, else that long after it."""
    wanted = Limit.parse(limit)
    if wanted.amount == 0:
        return due_at + dt.timedelta(microseconds=1)
    return workcal.due_at(due_at, wanted, calendar=calendar).due_at


def before(due_at: dt.datetime, limit: str, *, calendar: WorkCalendar) -> dt.datetime:
    """Return the moment a limit before the end: 1wd before Wednesday 17:30 is Tuesday 17:30."""
    wanted = Limit.parse(limit)
    match wanted.unit:
        case "wd":
            last = due_at.astimezone(workcal.ZONE)
            day = workcal.add_working_days(last.date(), -wanted.amount, calendar=calendar)
            return dt.datetime.combine(day, last.timetz())
        case "wh":
            return workcal.add_working_hours(due_at, dt.timedelta(hours=-wanted.amount), calendar=calendar)
        case "h":
            return due_at - dt.timedelta(hours=wanted.amount)
        case "d":
            return due_at - dt.timedelta(days=wanted.amount)
        case _:
            return due_at - dt.timedelta(days=30 * wanted.amount)


def due_after_pause(
    due_at: dt.datetime, *, paused_at: dt.datetime, resumed_at: dt.datetime, clock: str, calendar: WorkCalendar
) -> dt.datetime:
    """Return the end moved by the pause, counted in the obligation's own clock."""
    first, last = paused_at.astimezone(workcal.ZONE), resumed_at.astimezone(workcal.ZONE)
    match clock:
        case "wd":
            days = workcal.working_days_between(first.date(), last.date(), calendar=calendar)
            due = due_at.astimezone(workcal.ZONE)
            return dt.datetime.combine(workcal.add_working_days(due.date(), days, calendar=calendar), due.timetz())
        case "wh":
            seconds = workcal.working_seconds_between(paused_at, resumed_at, calendar=calendar)
            return workcal.add_working_hours(due_at, dt.timedelta(seconds=seconds), calendar=calendar)
        case "h":
            return due_at + (resumed_at - paused_at)
        case _:
            return due_at + dt.timedelta(days=(last.date() - first.date()).days)
