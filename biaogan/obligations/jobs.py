"""What happens by itself: warnings and escalation, new rounds of recurring duties, ends that move with a calendar."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef

from biaogan.accounts.access import job_actor
from biaogan.audit.actions import record_event
from biaogan.core.errors import Problem
from biaogan.core.time import day_begins, local_day
from biaogan.obligations import actions, queries, rules, telling
from biaogan.obligations.actions.locking import ROW
from biaogan.obligations.actions.planning import count_again
from biaogan.obligations.models import CalendarFollowed, Change, Obligation, RecurringDuty, StepTaken
from biaogan.obligations.rules import WARNED, NextStep
from biaogan.workcal.models import CalendarChange
from biaogan.workcal.queries import calendar_for, codes_resting_on, forget_calendars

#: Keys read at once.
BATCH = 500

SWEEPER = job_actor("obligations.sweep")
FOLLOWER = job_actor("obligations.follow_calendars")
OPENER = job_actor("obligations.open_recurring")

log = logging.getLogger(__name__)


def sweep(*, now: dt.datetime) -> int:
    """Take every step of warning and escalation that has fallen due; return how many.

    Exactly once a step, however many workers run and wherever one is killed: a step, its messages and its event are one short
    transaction that holds the row, and whoever comes second finds the next step planned.
    """
    taken = 0
    for pk in _waiting(now):
        try:
            taken += _take_steps(pk, now=now)
        except (DatabaseError, LookupError, Problem):
            # One bad row costs one row: the next sweep meets it again.
            log.exception("obligation %s takes no step", pk)
    return taken


def _waiting(now: dt.datetime) -> Iterator[int]:
    """Yield the obligations with a step to take, each once; rows that another worker holds are not waited for."""
    rows = Obligation.objects.owed().filter(next_step_at__lte=now, paused_at__isnull=True)
    place: tuple[dt.datetime | None, int] | None = None
    while True:
        further = (
            rows
            if place is None
            else rows.filter(next_step_at__gte=place[0]).exclude(next_step_at=place[0], pk__lte=place[1])
        )
        found = list(further.order_by("next_step_at", "pk").values_list("next_step_at", "pk")[:BATCH])
        yield from (pk for _at, pk in found)
        if len(found) < BATCH:
            return
        place = found[-1]


@transaction.atomic
def _take_steps(pk: int, *, now: dt.datetime) -> int:
    free = ROW.select_for_update(of=("self",), no_key=True, skip_locked=True)
    duty = free.owed().filter(pk=pk, next_step_at__lte=now, paused_at__isnull=True).first()
    if duty is None:
        return 0
    due, following = rules.steps_to_take(
        duty.level,
        now,
        due_at=duty.due_at,
        warn_at=duty.warn_at,
        ladder=duty.rule.ladder,
        is_provisional=duty.is_provisional,
        calendar=calendar_for(duty.calendar),
    )
    for step in due:
        _take(duty, step, now=now)
    duty.level = due[-1].level if due else duty.level
    duty.next_step_at = following.at if following else None
    duty.save(update_fields=["level", "next_step_at"])
    return len(due)


def _take(duty: Obligation, step: NextStep, *, now: dt.datetime) -> None:
    told = telling.tell_step(duty, step, now=now)
    StepTaken.objects.create(obligation=duty, level=step.level, due_at=duty.due_at, at=now, told=len(told))
    record_event(
        "obligation.warned" if step.level == WARNED else "obligation.escalated",
        duty,
        by=SWEEPER,
        at=now,
        case=duty.case_id,
        unit=duty.debtor_unit_id,
        kind=duty.kind,
        level=step.level,
        told=[person.pk for person in told],
    )


def open_recurring(*, now: dt.datetime) -> int:
    """Open what recurs and has not been opened for this week, month or quarter; return how many were opened."""
    opened, day = 0, local_day(now)
    for duty in RecurringDuty.objects.filter(valid__contains=day):
        for post in queries.posts_that_owe(duty, day=day):
            opened += actions.open_recurring(duty, post, by=OPENER, now=now)
    return opened


def follow_calendars(*, now: dt.datetime) -> int:
    """Count open limits again whose calendar has changed; what was met stays met. Return how many ends moved."""
    # By row, not by the greatest number: a change with a smaller one may be committed later.
    followed = CalendarFollowed.objects.filter(change=OuterRef("pk"))
    changes = list(CalendarChange.objects.filter(~Exists(followed)).select_related("layer").order_by("pk"))
    if changes:
        forget_calendars()
    return sum(_follow(change, now=now) for change in changes)


def _follow(change: CalendarChange, *, now: dt.datetime) -> int:
    codes, moved = codes_resting_on(change.layer), 0
    # Steps come up to a week or so after the end, so what ended shortly before the first changed day is counted again as well.
    since = day_begins(change.first_day) - dt.timedelta(days=30)
    touched = Obligation.objects.open().filter(calendar__in=codes, due_at__gte=since)
    for pk in touched.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000):
        moved += _count_again(pk, now=now)
    CalendarFollowed.objects.get_or_create(change=change.pk, defaults={"at": now, "moved": moved})
    return moved


@transaction.atomic
def _count_again(pk: int, *, now: dt.datetime) -> int:
    duty = ROW.open().filter(pk=pk).first()
    if duty is None:
        return 0
    old = duty.due_at
    if not count_again(duty, cause=Change.Cause.CALENDAR, now=now):
        return 0
    telling.tell_moved(duty, old=old, now=now)
    facts: dict[str, Any] = {"kind": duty.kind, "old": old.isoformat(), "due": duty.due_at.isoformat()}
    record_event(
        "obligation.recounted", duty, by=FOLLOWER, at=now, case=duty.case_id, unit=duty.debtor_unit_id, **facts
    )
    return 1
