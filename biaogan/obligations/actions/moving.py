"""How the end of an obligation moves, and who owes it. The app that owns the case calls these and has checked that the actor may."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.audit.actions import record_event
from biaogan.core.errors import InputRefused
from biaogan.obligations.actions.locking import lock
from biaogan.obligations.actions.planning import count_again
from biaogan.obligations.models import Change, Obligation, Pause
from biaogan.obligations.rules import Move
from biaogan.org.models import Person, Post
from biaogan.workcal.rules import Limit


@transaction.atomic
def pause(obligation: Obligation, *, reason: str, proof: str, by: Actor, now: dt.datetime) -> Obligation:
    """Stop the clock, with a reason and its proof.

    Raises RuleBroken if it stands still already, has run out or has ended, InputRefused without a reason.
    """
    _require_reason(reason)
    duty = lock(obligation, Move.PAUSE, now=now)
    duty.paused_at, duty.next_step_at = now, None
    duty.save(update_fields=["paused_at", "next_step_at"])
    Pause.objects.create(obligation=duty, from_at=now, reason=reason.strip()[:200], proof=proof.strip()[:500])
    _record("obligation.paused", duty, by, now, proof=bool(proof.strip()))
    return duty


@transaction.atomic
def resume(obligation: Obligation, *, by: Actor, now: dt.datetime) -> Obligation:
    """Let the clock run on; the end moves by the time that did not count. Raises RuleBroken if it is running."""
    duty = lock(obligation, Move.RESUME, now=now)
    duty.pauses.filter(to_at__isnull=True).update(to_at=now)
    duty.paused_at = None
    count_again(duty, cause=Change.Cause.RESUMED, now=now)
    _record("obligation.resumed", duty, by, now, due=duty.due_at.isoformat())
    return duty


@transaction.atomic
def extend(obligation: Obligation, *, limit: str, reason: str, by: Actor, now: dt.datetime) -> Obligation:
    """Add `limit` («15d») to the end before it has passed; the original end is kept.

    Raises RuleBroken if it has run out or has ended, InputRefused for no limit or without a reason.
    """
    _require_reason(reason)
    if not Limit.parse(limit).amount:
        raise InputRefused("obligation.extended_by_nothing", _("An extension adds at least one day or hour."))
    duty = lock(obligation, Move.EXTEND, now=now)
    details = {"reason": reason.strip()[:500], "person": by.person}
    count_again(duty, cause=Change.Cause.EXTENDED, now=now, longer_by=limit, **details)
    _record("obligation.extended", duty, by, now, limit=limit, due=duty.due_at.isoformat())
    return duty


@transaction.atomic
def hand_over(
    obligation: Obligation, *, to: Person | None, by: Actor, now: dt.datetime, post: Post | None = None
) -> Obligation:
    """Pass the obligation on to another person, or to another post; `to` None leaves it to whoever holds the post."""
    duty = lock(obligation, Move.HAND_OVER, now=now)
    duty.person = to
    if post is not None:
        duty.debtor_post, duty.debtor_unit = post, post.unit
    duty.save(update_fields=["person", "debtor_post", "debtor_unit"])
    _record("obligation.handed_over", duty, by, now, to=to.pk if to else None, post=duty.debtor_post_id)
    return duty


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise InputRefused("obligation.no_reason", _("Say why."))


def _record(name: str, duty: Obligation, by: Actor, now: dt.datetime, **facts: Any) -> None:
    record_event(name, duty, by=by, at=now, case=duty.case_id, unit=duty.debtor_unit_id, kind=duty.kind, **facts)
