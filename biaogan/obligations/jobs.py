"""What happens by itself: warnings and escalation, new occurrences of duties, ends that move with a calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import transaction

from biaogan.accounts.access import job_actor
from biaogan.audit.actions import record_event
from biaogan.core.time import day_begins, local_day
from biaogan.obligations import recurring, rules, telling
from biaogan.obligations.actions import moving
from biaogan.obligations.models import Change, Obligation, Progress, StepTaken
from biaogan.workcal.models import CalendarChange
from biaogan.workcal.queries import calendar_for

#: Rows read at once.
BATCH = 500

#: A step whose end is not certain is looked at again so much later.
LOOK_AGAIN = dt.timedelta(hours=12)

SWEEPER = job_actor("obligations.sweep")
FOLLOWER = job_actor("obligations.follow_calendars")


def sweep(*, now: dt.datetime) -> int:
    """Warn and escalate what is due for it; return how many steps were taken."""
    taken = 0
    for pk in _waiting(now):
        taken += _take_step(pk, now=now)
    return taken


def _waiting(now: dt.datetime) -> Iterator[int]:
    rows = Obligation.objects.owed().filter(next_step_at__lte=now).order_by("next_step_at").values_list("pk", flat=True)
    while found := list(rows[:BATCH]):
        yield from found
        # What another worker holds or what will be looked at again later is not waited for.
        if len(found) < BATCH:
            return


@transaction.atomic
def _take_step(pk: int, *, now: dt.datetime) -> bool:
    # Of two workers one locks the row, the other passes on; whoever comes later finds the next step planned.
    rows = Obligation.objects.owed().filter(next_step_at__lte=now).select_for_update(of=("self",), skip_locked=True)
    duty = (
        rows.select_related("rule", "case__subject_unit", "debtor_post__unit", "debtor_unit", "person")
        .filter(pk=pk)
        .first()
    )
    if duty is None:
        return False
    step = _step_after(duty, duty.level)
    if step is None:
        return _plan(duty, duty.level, None)
    if duty.is_provisional and step.level > rules.WARNED:
        return _plan(duty, duty.level, now + LOOK_AGAIN)
    StepTaken.objects.create(obligation=duty, level=step.level, due_at=duty.due_at, at=now)
    following = _step_after(duty, step.level)
    _plan(duty, step.level, following.at if following else None)
    told = telling.tell_step(duty, step, now=now)
    name = "obligation.warned" if step.level == rules.WARNED else "obligation.escalated"
    record_event(
        name, duty, by=SWEEPER, at=now, case=duty.case_id, level=step.level, told=[person.pk for person in told]
    )
    return True


def _step_after(duty: Obligation, level: int) -> rules.NextStep | None:
    return rules.step_after(
        level,
        due_at=duty.due_at,
        warn_before=duty.rule.warn_before,
        ladder=duty.rule.ladder,
        calendar=calendar_for(duty.calendar),
    )


def _plan(duty: Obligation, level: int, at: dt.datetime | None) -> bool:
    duty.level, duty.next_step_at = level, at
    duty.save(update_fields=["level", "next_step_at"])
    return False


def open_recurring(*, now: dt.datetime) -> int:
    """Open what recurs and has not been opened for this week, month or quarter; return how many were opened."""
    return recurring.open_all(day=local_day(now), by=job_actor("obligations.open_recurring"), now=now)


def follow_calendars(*, now: dt.datetime) -> int:
    """Count open limits again whose calendar has changed; what was met stays met. Return how many ends moved."""
    progress, _ = Progress.objects.get_or_create(name="calendars")
    moved = 0
    for change in CalendarChange.objects.filter(pk__gt=progress.last_id).order_by("pk"):
        for duty in _touched(change):
            moved += _recount(duty.pk, now=now)
        Progress.objects.filter(pk=progress.pk).update(last_id=change.pk)
    return moved


def _touched(change: CalendarChange) -> Iterator[Obligation]:
    rows = Obligation.objects.open().filter(due_at__gte=day_begins(change.first_day))
    return rows.filter(calendar__in=change.calendars()).iterator()


@transaction.atomic
def _recount(pk: int, *, now: dt.datetime) -> bool:
    rows = Obligation.objects.open().select_for_update(of=("self",), no_key=True).select_related("rule", "case")
    duty = rows.filter(pk=pk).first()
    if duty is None:
        return False
    due_at, provisional = moving.recounted(duty)
    if due_at == duty.due_at and provisional == duty.is_provisional:
        return False
    duty.is_provisional = provisional
    moving.move_end(duty, due_at, cause=Change.Cause.CALENDAR, at=now)
    record_event("obligation.recounted", duty, by=FOLLOWER, at=now, case=duty.case_id, due=due_at.isoformat())
    return True
