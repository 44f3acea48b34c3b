"""The ladder: a warning before the end, and who is told how long after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import InputRefused
from biaogan.workcal import rules as workcal
from biaogan.workcal.kinds import LimitUnit
from biaogan.workcal.rules import Limit, WorkCalendar

#: Levels: 0 nothing yet, 1 warned, 2 the first rung of the ladder, 3 the second…
WARNED = 1
DUE = 2

#: Whom a rung may name.
TELLABLE = {
    "debtor": _("Whoever owes it"),
    "head": _("Head of the debtor's unit"),
    "upper_head": _("Head of the unit above"),
    "office_head": _("Head of the Office"),
    "vice_president": _("Vice-president"),
}

LONGEST_LADDER = 8
MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class NextStep:
    """The level that will be reached at `at`, and who is told: names of the ladder."""

    level: int
    at: dt.datetime
    tell: tuple[str, ...]


def warn_at(due_at: dt.datetime, warn_before: str, *, since: dt.datetime, calendar: WorkCalendar) -> dt.datetime | None:
    """Return when to warn; None where no warning is wanted or its moment lies before the clock started."""
    if not warn_before:
        return None
    at = before(due_at, warn_before, calendar=calendar)
    return at if at > since else None


def step_after(
    level: int,
    *,
    due_at: dt.datetime,
    warn_at: dt.datetime | None,
    ladder: Sequence[dict[str, Any]],
    calendar: WorkCalendar,
) -> NextStep | None:
    """Return the step that follows `level`, or None after the last rung."""
    if level < WARNED and warn_at is not None:
        return NextStep(WARNED, warn_at, ("debtor",))
    reached = max(level, WARNED)
    if reached > len(ladder):
        return None
    rung = ladder[reached - 1]
    return NextStep(reached + 1, _after(due_at, str(rung["after"]), calendar=calendar), tuple(rung["tell"]))


def next_step(
    level: int,
    *,
    due_at: dt.datetime,
    warn_at: dt.datetime | None,
    ladder: Sequence[dict[str, Any]],
    is_provisional: bool,
    calendar: WorkCalendar,
) -> NextStep | None:
    """Return the step to wait for: as `step_after`, but nothing beyond the warning while the end is provisional."""
    step = step_after(level, due_at=due_at, warn_at=warn_at, ladder=ladder, calendar=calendar)
    return None if step is not None and is_provisional and step.level > WARNED else step


def steps_to_take(
    level: int,
    now: dt.datetime,
    *,
    due_at: dt.datetime,
    warn_at: dt.datetime | None,
    ladder: Sequence[dict[str, Any]],
    is_provisional: bool,
    calendar: WorkCalendar,
) -> tuple[list[NextStep], NextStep | None]:
    """Return the steps that have fallen due by `now`, and the one to wait for after them.

    A warning that comes too late, together with a rung, is left out: nobody is told «soon» and «overdue» at once.
    """
    due: list[NextStep] = []
    for step in _steps_from(level, due_at, warn_at, ladder, calendar):
        if is_provisional and step.level > WARNED:
            break
        if step.at > now:
            return _without_stale_warning(due), step
        due.append(step)
    return _without_stale_warning(due), None


def _steps_from(
    level: int,
    due_at: dt.datetime,
    warn_at: dt.datetime | None,
    ladder: Sequence[dict[str, Any]],
    calendar: WorkCalendar,
) -> Iterator[NextStep]:
    while step := step_after(level, due_at=due_at, warn_at=warn_at, ladder=ladder, calendar=calendar):
        yield step
        level = step.level


def _without_stale_warning(steps: list[NextStep]) -> list[NextStep]:
    return steps[1:] if len(steps) > 1 and steps[0].level == WARNED else steps


def _after(due_at: dt.datetime, limit: str, *, calendar: WorkCalendar) -> dt.datetime:
    """Return the moment of a rung. The end itself is in time, so «0wd» is the instant after it."""
    wanted = Limit.parse(limit)
    return (due_at if not wanted.amount else workcal.due_at(due_at, wanted, calendar=calendar).due_at) + MICROSECOND


def before(due_at: dt.datetime, limit: str, *, calendar: WorkCalendar) -> dt.datetime:
    """Return the moment to warn at: «1wd» before Wednesday 17:30 is the opening on Tuesday, with one working day left.

    In days and months it is the opening hour of that day; in hours the very moment.
    """
    wanted = Limit.parse(limit)
    last = due_at.astimezone(workcal.ZONE)
    match wanted.unit:
        case LimitUnit.WORKING_HOURS:
            return workcal.add_working_hours(last, dt.timedelta(hours=-wanted.amount), calendar=calendar)
        case LimitUnit.HOURS:
            return last - dt.timedelta(hours=wanted.amount)
        case LimitUnit.WORKING_DAYS:
            day = workcal.add_working_days(last.date(), -wanted.amount, calendar=calendar)
        case LimitUnit.DAYS:
            day = last.date() - dt.timedelta(days=wanted.amount)
        case LimitUnit.MONTHS:
            day = workcal.add_months(last.date(), -wanted.amount)
    return dt.datetime.combine(day, calendar.hours_on(day)[0], tzinfo=workcal.ZONE)


def require_ladder(ladder: Sequence[dict[str, Any]]) -> None:
    """Raise InputRefused unless every rung says after which limit whom to tell, no rung before the one above it."""
    if len(ladder) > LONGEST_LADDER:
        raise InputRefused("limit_rule.ladder_too_long", _("A ladder has at most eight rungs."))
    for rung in ladder:
        Limit.parse(str(rung["after"]))
        if not rung["tell"] or not set(rung["tell"]) <= set(TELLABLE):
            raise InputRefused("limit_rule.tells_nobody", _("Every rung tells somebody."))
    hours = [_rough_hours(Limit.parse(str(rung["after"]))) for rung in ladder]
    if hours != sorted(hours):
        raise InputRefused("limit_rule.ladder_out_of_order", _("Each rung comes after the one above it."))


def _rough_hours(limit: Limit) -> int:
    """Return a size to compare rungs by; rungs in different clocks differ by far more than the error."""
    return limit.amount * {"h": 1, "wh": 3, "d": 24, "wd": 34, "mo": 720}[limit.unit.value]
