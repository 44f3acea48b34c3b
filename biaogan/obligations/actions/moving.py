"""How the end of an obligation moves, and who owes it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.audit.actions import record_event
from biaogan.core.errors import RuleBroken
from biaogan.obligations import rules
from biaogan.obligations.actions.ending import lock
from biaogan.obligations.models import Change, Obligation, Pause
from biaogan.org.models import Person, Post
from biaogan.workcal import rules as workcal
from biaogan.workcal.queries import calendar_for
from biaogan.workcal.rules import Limit, WorkCalendar


@transaction.atomic
def pause(obligation: Obligation, *, reason: str, proof: str, by: Actor, now: dt.datetime) -> Obligation:
    """Stop the clock; raises RuleBroken if it stands still already or has run out."""
    duty = lock(obligation)
    if duty.is_paused:
        raise RuleBroken("obligation.paused_already", _("This clock stands still already."))
    if now > duty.due_at:
        raise RuleBroken("obligation.ran_out", _("This limit has run out; it cannot be paused any more."))
    duty.paused_at, duty.next_step_at = now, None
    duty.save(update_fields=["paused_at", "next_step_at"])
    Pause.objects.create(obligation=duty, from_at=now, reason=reason, proof=proof)
    record_event("obligation.paused", duty, by=by, at=now, case=duty.case_id, kind=duty.kind)
    return duty


@transaction.atomic
def resume(obligation: Obligation, *, by: Actor, now: dt.datetime) -> Obligation:
    """Let the clock run on; the end moves by the time that did not count."""
    duty = lock(obligation)
    if duty.paused_at is None:
        raise RuleBroken("obligation.not_paused", _("This clock is running."))
    ended = duty.pauses.get(to_at__isnull=True)
    ended.to_at = now
    ended.save(update_fields=["to_at"])
    duty.paused_at = None
    due_at = _after_pause(duty.due_at, ended, duty, calendar=calendar_for(duty.calendar))
    move_end(duty, due_at, cause=Change.Cause.RESUMED, pause=ended, at=now)
    record_event("obligation.resumed", duty, by=by, at=now, case=duty.case_id, due=due_at.isoformat())
    return duty


@transaction.atomic
def extend(obligation: Obligation, *, limit: str, reason: str, by: Actor, now: dt.datetime) -> Obligation:
    """Lengthen the limit by `limit` («15d») before it has run out; the original end is kept."""
    duty = lock(obligation)
    if now > duty.due_at:
        raise RuleBroken("obligation.ran_out", _("This limit has run out; it cannot be extended any more."))
    end = workcal.due_at(duty.due_at, Limit.parse(limit), calendar=calendar_for(duty.calendar))
    duty.is_provisional = duty.is_provisional or end.provisional
    move_end(duty, end.due_at, cause=Change.Cause.EXTENDED, limit=limit, reason=reason, at=now)
    record_event("obligation.extended", duty, by=by, at=now, case=duty.case_id, limit=limit, due=end.due_at.isoformat())
    return duty


@transaction.atomic
def hand_over(
    obligation: Obligation, *, to: Person | None, by: Actor, now: dt.datetime, post: Post | None = None
) -> Obligation:
    """Pass the obligation on to another person, or to another post."""
    duty = lock(obligation)
    duty.person = to
    if post is not None:
        duty.debtor_post, duty.debtor_unit = post, post.unit
    duty.save(update_fields=["person", "debtor_post", "debtor_unit"])
    successor = to.pk if to else None
    record_event(
        "obligation.handed_over", duty, by=by, at=now, case=duty.case_id, to=successor, post=duty.debtor_post_id
    )
    return duty


def move_end(
    duty: Obligation,
    due_at: dt.datetime,
    *,
    cause: str,
    at: dt.datetime,
    limit: str = "",
    pause: Pause | None = None,
    reason: str = "",
) -> None:
    """Store the new end and what it replaced, and plan the next step anew."""
    Change.objects.create(
        obligation=duty,
        cause=cause,
        old_due_at=duty.due_at,
        new_due_at=due_at,
        limit=limit,
        pause=pause,
        reason=reason,
        at=at,
    )
    duty.due_at, duty.level = due_at, 0
    duty.next_step_at = _next_step_at(duty)
    duty.save(update_fields=["due_at", "level", "next_step_at", "paused_at", "is_provisional"])


def _next_step_at(duty: Obligation) -> dt.datetime | None:
    if duty.is_window or duty.is_paused:
        return None
    rule, calendar = duty.rule, calendar_for(duty.calendar)
    step = rules.step_after(0, due_at=duty.due_at, warn_before=rule.warn_before, ladder=rule.ladder, calendar=calendar)
    return step.at if step else None


def _after_pause(due_at: dt.datetime, pause: Pause, duty: Obligation, *, calendar: WorkCalendar) -> dt.datetime:
    assert pause.to_at is not None
    return rules.due_after_pause(
        due_at, paused_at=pause.from_at, resumed_at=pause.to_at, clock=duty.clock, calendar=calendar
    )


def recounted(duty: Obligation) -> tuple[dt.datetime, bool]:
    """Return the end by today's calendar, and whether it is provisional: the limit from its start, then each change again."""
    calendar = calendar_for(duty.calendar)
    end = workcal.due_at(duty.started_at, Limit.parse(f"{duty.amount}{duty.clock}"), calendar=calendar)
    due_at, provisional = end.due_at, end.provisional
    for change in duty.changes.select_related("pause").order_by("pk"):
        if change.cause == Change.Cause.EXTENDED:
            longer = workcal.due_at(due_at, Limit.parse(change.limit), calendar=calendar)
            due_at, provisional = longer.due_at, provisional or longer.provisional
        elif change.pause is not None:
            due_at = _after_pause(due_at, change.pause, duty, calendar=calendar)
    return due_at, provisional
