"""Where the end lies after something moved it, and which step is waited for from then on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from biaogan.obligations import queries, rules
from biaogan.obligations.models import Change, Obligation
from biaogan.workcal.queries import calendar_for
from biaogan.workcal.rules import Limit


def count_again(duty: Obligation, *, cause: str, now: dt.datetime, longer_by: str = "", **details: Any) -> bool:
    """Count the end anew from its rows; where it moved, keep the old one beside the new and begin the ladder again.

    `longer_by` is an extension that has no row yet. Stores the obligation either way; returns whether the end moved.
    """
    also = (rules.Extended(now, Limit.parse(longer_by)),) if longer_by else ()
    found = queries.reckoning_of(duty, duty.pauses.all(), duty.changes.all(), also=also)
    moved = found.due_at != duty.due_at
    if moved:
        Change.objects.create(
            obligation=duty,
            cause=cause,
            limit=longer_by,
            old_due_at=duty.due_at,
            new_due_at=found.due_at,
            at=now,
            **details,
        )
        # A step is taken once for each end; a new end has all its steps before it.
        duty.level = 0
    duty.due_at, duty.is_provisional = found.due_at, found.provisional
    plan(duty)
    duty.save(update_fields=["due_at", "is_provisional", "level", "warn_at", "next_step_at", "paused_at"])
    return moved


def plan(duty: Obligation) -> None:
    """Set when to warn and when the next step falls due. Windows, and clocks that stand still, take no steps."""
    if duty.is_window or not duty.is_open:
        duty.warn_at = duty.next_step_at = None
        return
    calendar = calendar_for(duty.calendar)
    duty.warn_at = rules.warn_at(duty.due_at, duty.rule.warn_before, since=duty.started_at, calendar=calendar)
    step = rules.next_step(
        duty.level,
        due_at=duty.due_at,
        warn_at=duty.warn_at,
        ladder=duty.rule.ladder,
        is_provisional=duty.is_provisional,
        calendar=calendar,
    )
    duty.next_step_at = step.at if step is not None and not duty.is_paused else None
