"""The responsible unit proposes, somebody with authority decides."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor
from biaogan.complaints import queries, telling
from biaogan.complaints.actions import owing
from biaogan.complaints.actions.moving import lock, moved, person_of
from biaogan.complaints.choices import Payee, Ruling
from biaogan.complaints.models import Complaint, Decision, Proposal
from biaogan.complaints.rules import Bound, Move, is_open_to, require_authority
from biaogan.core.errors import InputRefused, RuleBroken

#: Ten million yuan: more is a slip of the finger.
AMOUNT_AT_MOST = 1_000_000_000


@dataclass(frozen=True)
class Outcome:
    """How a unit would settle it. The amount is in hundredths of yuan."""

    text: str
    amount: int = 0
    payee: str = ""
    reason: str = ""


@transaction.atomic
def propose(*, complaint_id: int, outcome: Outcome, by: Actor, now: dt.datetime) -> Proposal:
    """Propose an outcome as the responsible unit; a compensation needs payee and reason."""
    complaint = lock(complaint_id, Move.PROPOSE, by=by)
    person = person_of(by)
    _require_complete(complaint, outcome)
    proposal = Proposal.objects.create(
        complaint=complaint,
        text=outcome.text.strip(),
        amount=outcome.amount,
        payee=outcome.payee if outcome.amount else "",
        reason=outcome.reason.strip() if outcome.amount else "",
        by=person,
        unit=complaint.responsible_unit or complaint.case.subject_unit,
        proposed_at=now,
    )
    moved(complaint, Move.PROPOSE, by=by, now=now, proposal=proposal.pk, amount=outcome.amount)
    owing.met(owing.PROPOSE, complaint, by=by, now=now)
    decider = queries.decider_for(complaint, outcome.amount, proposer=person, now=now)
    owing.owe(owing.DECIDE, complaint, decider, by=by, now=now)
    telling.tell_decider(complaint, proposal, decider, now=now)
    return proposal


@transaction.atomic
def decide(*, complaint_id: int, by: Actor, now: dt.datetime) -> Decision:
    """Approve the proposal that lies there.

    Raises RuleBroken for one's own proposal, and above one's authority, saying whose decision it is.
    """
    complaint = lock(complaint_id, Move.DECIDE, by=by)
    proposal = _open_proposal(complaint, by=by)
    bound = _authority(complaint, proposal, by=by, now=now)
    decision = _ruled(proposal, Ruling.APPROVED, reason="", authority=bound.key, by=by, now=now)
    moved(complaint, Move.DECIDE, by=by, now=now, proposal=proposal.pk, amount=proposal.amount, authority=bound.key)
    owing.met(owing.DECIDE, complaint, by=by, now=now)
    telling.tell_of_decision(complaint, now=now)
    return decision


@transaction.atomic
def give_back(*, complaint_id: int, reason: str, by: Actor, now: dt.datetime) -> Decision:
    """Send the proposal back to the unit, with the reason."""
    complaint = lock(complaint_id, Move.GIVE_BACK, by=by)
    if not reason.strip():
        raise InputRefused("complaint.no_reason", _("Say what has to be different."))
    proposal = _open_proposal(complaint, by=by)
    decision = _ruled(proposal, Ruling.GIVEN_BACK, reason=reason.strip()[:500], authority=None, by=by, now=now)
    moved(complaint, Move.GIVE_BACK, by=by, now=now, proposal=proposal.pk)
    owing.met(owing.DECIDE, complaint, by=by, now=now)
    proposer = queries.head_of(proposal.unit)
    owing.owe(owing.PROPOSE, complaint, proposer, by=by, now=now)
    telling.tell_of_giving_back(complaint, proposal, now=now)
    return decision


def _open_proposal(complaint: Complaint, *, by: Actor) -> Proposal:
    proposal = complaint.proposals.filter(decision__isnull=True).select_related("unit", "by").latest("pk")
    if not is_open_to(Move.DECIDE, person_of(by).pk, handler=complaint.handler_id, proposer=proposal.by_id):
        raise RuleBroken("complaint.own_proposal", _("Nobody decides their own proposal."))
    return proposal


def _authority(complaint: Complaint, proposal: Proposal, *, by: Actor, now: dt.datetime) -> Bound:
    held = queries.kinds_reaching(by, complaint.case.subject_unit, now=now)
    return require_authority(proposal.amount, held=held, bounds=queries.bounds_on(complaint.received_at))


def _ruled(
    proposal: Proposal, ruling: Ruling, *, reason: str, authority: int | None, by: Actor, now: dt.datetime
) -> Decision:
    return Decision.objects.create(
        complaint=proposal.complaint,
        proposal=proposal,
        ruling=ruling,
        reason=reason,
        by=person_of(by),
        proposed_by=proposal.by,
        authority_id=authority,
        decided_at=now,
    )


def _require_complete(complaint: Complaint, outcome: Outcome) -> None:
    if not outcome.text.strip():
        raise InputRefused("proposal.empty", _("Say what is proposed."))
    if not 0 <= outcome.amount <= AMOUNT_AT_MOST:
        raise InputRefused("proposal.impossible_amount", _("This amount is not possible."))
    if outcome.amount and (outcome.payee not in Payee.values or not outcome.reason.strip()):
        raise InputRefused("proposal.no_payee", _("A compensation needs its payee and its reason."))
    if outcome.amount and _payee(complaint, outcome.payee) is None:
        raise InputRefused("proposal.unknown_payee", _("Nothing is known of this payee; record who it is first."))


def _payee(complaint: Complaint, payee: str) -> int | None:
    return complaint.representative_id if payee == Payee.REPRESENTATIVE else complaint.party_id
