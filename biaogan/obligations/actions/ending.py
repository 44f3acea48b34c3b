"""How an obligation ends: met, or no longer owed. The app that owns the case calls these and has checked that the actor may."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.audit.actions import record_event
from biaogan.cases.models import Case
from biaogan.core.errors import InputRefused
from biaogan.core.prepared import Joined
from biaogan.obligations import rules
from biaogan.obligations.actions.locking import ROW, lock
from biaogan.obligations.actions.planning import count_again
from biaogan.obligations.models import Change, Obligation
from biaogan.obligations.rules import Move


@transaction.atomic
def meet(obligation: Obligation, *, by: Actor, now: dt.datetime, happened_at: dt.datetime | None = None) -> Obligation:
    """Mark the obligation as met at `happened_at` (else now).

    Raises RuleBroken if it has ended already or is a window that has closed, InputRefused for a moment that lies ahead.
    """
    duty = lock(obligation, Move.MEET, now=happened_at or now)
    _meet(duty, by=by, now=now, happened_at=happened_at)
    return duty


@transaction.atomic
def meet_open(*kinds: str, on: Case, by: Actor, now: dt.datetime, happened_at: dt.datetime | None = None) -> int:
    """Meet what is open of these kinds on the case, closed windows left aside; return how many there were."""
    duties = [duty for (duty,) in _OPEN.rows(on.pk, list(kinds))]
    owed = [duty for duty in duties if duty.state_at(happened_at or now) in rules.MOVES[Move.MEET]]
    for duty in owed:
        _meet(duty, by=by, now=now, happened_at=happened_at)
    return len(owed)


#: Nearly every move of every case asks this, and finds one or none.
_OPEN = Joined(
    "FROM obligations_obligation duty WHERE duty.case_id = %s AND duty.kind = ANY(%s)"
    " AND duty.met_at IS NULL AND duty.cancelled_at IS NULL ORDER BY duty.id FOR NO KEY UPDATE",
    duty=Obligation,
)


@transaction.atomic
def cancel(obligation: Obligation, *, by: Actor, now: dt.datetime, reason: str) -> Obligation:
    """Mark the obligation as no longer owed; raises RuleBroken if it has ended already."""
    duty = lock(obligation, Move.CANCEL, now=now)
    _cancel(duty, by=by, now=now, reason=reason)
    return duty


@transaction.atomic
def cancel_open(on: Case, *, by: Actor, now: dt.datetime, reason: str) -> int:
    """Cancel all that is open on the case; return how many there were."""
    duties = list(ROW.open().filter(case=on).order_by("pk"))
    for duty in duties:
        _cancel(duty, by=by, now=now, reason=reason)
    return len(duties)


def _meet(duty: Obligation, *, by: Actor, now: dt.datetime, happened_at: dt.datetime | None) -> None:
    done_at = happened_at or now
    if done_at > now:
        raise InputRefused("obligation.met_ahead", _("What lies ahead cannot have been done yet."))
    if duty.paused_at is not None:
        _end_pause(duty, max(done_at, duty.paused_at), now=now)
    duty.met_at, duty.met_recorded_at, duty.met_by_id = done_at, now, by.person_id
    duty.next_step_at = None
    duty.save(update_fields=["met_at", "met_recorded_at", "met_by", "paused_at", "next_step_at"])
    record_event(
        "obligation.met",
        duty,
        by=by,
        at=now,
        happened_at=happened_at,
        case=duty.case_id,
        unit=duty.debtor_unit_id,
        kind=duty.kind,
        in_time=done_at <= duty.due_at,
    )


def _cancel(duty: Obligation, *, by: Actor, now: dt.datetime, reason: str) -> None:
    if duty.paused_at is not None:
        duty.pauses.filter(to_at__isnull=True).update(to_at=now)
    duty.cancelled_at, duty.paused_at, duty.next_step_at = now, None, None
    duty.save(update_fields=["cancelled_at", "paused_at", "next_step_at"])
    record_event(
        "obligation.cancelled",
        duty,
        by=by,
        at=now,
        case=duty.case_id,
        unit=duty.debtor_unit_id,
        kind=duty.kind,
        reason=reason,
    )


def _end_pause(duty: Obligation, at: dt.datetime, *, now: dt.datetime) -> None:
    """Give the pause back before the verdict «in time» falls: done while the clock stood still is never late."""
    duty.pauses.filter(to_at__isnull=True).update(to_at=at)
    duty.paused_at = None
    count_again(duty, cause=Change.Cause.RESUMED, now=now)
