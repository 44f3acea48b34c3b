"""What people do to obligations in the inbox itself, where a kind allows it. Here the permission is checked."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission, is_under
from biaogan.cases.actions import close_case
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.obligations.actions.ending import cancel, meet
from biaogan.obligations.actions.moving import extend, pause, resume
from biaogan.obligations.kinds import Hand
from biaogan.obligations.models import DutyCase, Obligation
from biaogan.org.models import Unit


@transaction.atomic
def finish(obligation: Obligation, *, note: str, by: Actor, now: dt.datetime) -> Obligation:
    """End an obligation that has no move of its own on the case, saying what was done.

    Raises PermissionDenied for anybody but who owes it, InputRefused without a note, RuleBroken if it has ended or is
    met by a move of the case.
    """
    require_hand(obligation, Hand.MEET)
    # No permission stands behind this, so a token does it only if it may do all that its user may.
    if not owes(obligation, by) or not (by.scopes is None or "*" in by.scopes):
        raise PermissionDenied(_("This is owed by somebody else."))
    if not note.strip():
        raise InputRefused("duty.needs_a_note", _("Say in a few words what was done."))
    duty = meet(obligation, by=by, now=now)
    if DutyCase.objects.filter(pk=duty.case_id).update(note=note.strip()[:500]):
        close_case(duty.case, at=now)
    return duty


@transaction.atomic
def pause_by_hand(obligation: Obligation, *, reason: str, proof: str, by: Actor, now: dt.datetime) -> Obligation:
    """Stop the clock. Raises as `pause` does, and InputRefused without proof, PermissionDenied for who does not supervise."""
    require_hand(obligation, Hand.PAUSE)
    require_pausing(obligation, by)
    if not proof.strip():
        raise InputRefused("obligation.no_proof", _("Say what proves the reason."))
    return pause(obligation, reason=reason, proof=proof, by=by, now=now)


@transaction.atomic
def resume_by_hand(obligation: Obligation, *, by: Actor, now: dt.datetime) -> Obligation:
    require_hand(obligation, Hand.PAUSE)
    require_pausing(obligation, by)
    return resume(obligation, by=by, now=now)


@transaction.atomic
def extend_by_hand(obligation: Obligation, *, limit: str, reason: str, by: Actor, now: dt.datetime) -> Obligation:
    """Lengthen the limit by the authority named for its kind. Nobody extends what they owe themselves."""
    require_hand(obligation, Hand.EXTEND)
    if not may_extend(obligation, by):
        raise PermissionDenied(_("Extending this limit belongs to another level, or to somebody who does not owe it."))
    return extend(obligation, limit=limit, reason=reason, by=by, now=now)


@transaction.atomic
def cancel_by_hand(obligation: Obligation, *, reason: str, by: Actor, now: dt.datetime) -> Obligation:
    """Drop what need not be done after all. Raises InputRefused without a reason, PermissionDenied for who does not supervise.

    Nobody drops what they owe themselves.
    """
    require_hand(obligation, Hand.CANCEL)
    if not may_cancel(obligation, by):
        raise PermissionDenied(_("Dropping a duty belongs to whoever supervises it and does not owe it."))
    if not reason.strip():
        raise InputRefused("obligation.no_reason", _("Say why."))
    duty = cancel(obligation, by=by, now=now, reason=reason.strip()[:500])
    if DutyCase.objects.filter(pk=duty.case_id).exists():
        close_case(duty.case, at=now)
    return duty


def require_hand(obligation: Obligation, hand: Hand) -> None:
    """Raise RuleBroken unless the kind lets this be done in the inbox."""
    if not allows(obligation, hand):
        raise RuleBroken("obligation.done_on_the_case", _("This is done on the page of the case."))


def require_pausing(obligation: Obligation, by: Actor) -> None:
    if not may_pause(obligation, by):
        raise PermissionDenied(_("Your posts and roles do not allow this here."))


def allows(obligation: Obligation, hand: Hand) -> bool:
    return obligation.registered is not None and hand in obligation.registered.by_hand


def owes(obligation: Obligation, by: Actor) -> bool:
    """Tell whether it is owed by the actor, in person or by a post held today."""
    if obligation.person_id is not None:
        return obligation.person_id == by.person_id
    return obligation.debtor_post_id in {held.post_id for held in by.posts}


def may_pause(obligation: Obligation, by: Actor) -> bool:
    return by.may(Permission.SUPERVISE, _unit(obligation))


def may_cancel(obligation: Obligation, by: Actor) -> bool:
    return not owes(obligation, by) and may_pause(obligation, by)


def may_extend(obligation: Obligation, by: Actor) -> bool:
    """Tell whether the actor has the authority: over the debtor's unit, or where the kind says so from above its institution."""
    if owes(obligation, by):
        return False
    unit = _unit(obligation)
    if obligation.registered is None or not obligation.registered.extended_from_above:
        return by.may(Permission.EXTEND_LIMIT, unit)
    institution = unit.path.rpartition(".")[0] if unit.is_department else unit.path
    return by.is_job or any(
        path != institution and is_under(institution, path) for path in by.paths(Permission.EXTEND_LIMIT)
    )


def _unit(obligation: Obligation) -> Unit:
    return obligation.debtor_unit or obligation.case.subject_unit
