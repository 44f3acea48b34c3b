"""How a complaint ends: the customer is told and the case closed; or it is withdrawn, or merged into another."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor
from biaogan.cases.actions import link
from biaogan.cases.indexing import renew_words
from biaogan.cases.models import CaseLink
from biaogan.complaints import queries, telling
from biaogan.complaints.actions import owing
from biaogan.complaints.actions.letters import with_letter
from biaogan.complaints.actions.moving import lock, locked, moved, note, require_past
from biaogan.complaints.actions.proof import Answer, Told, record_telling
from biaogan.complaints.actions.root_causes import owe_closing, require_root_cause_ended
from biaogan.complaints.choices import About, State
from biaogan.complaints.models import Complaint, CustomerMessage, Telling
from biaogan.complaints.rules import Move, state_after
from biaogan.core.errors import InputRefused, RuleBroken

LONGEST_MESSAGE = 2000


@transaction.atomic
def tell_customer(
    *, complaint_id: int, told: Told, answer: Answer, letter: int | None = None, by: Actor, now: dt.datetime
) -> Telling:
    """Tell the customer the decision in its four parts, with proof of how and when.

    In time is what was handed over, posted, sent or dialled at or before the limit, reached or not (art. 21). A `letter` that was
    issued in this case is kept with the proof.
    """
    complaint = lock(complaint_id, Move.TELL, by=by)
    told = with_letter(told, complaint, letter, by=by, now=now)
    if not all(part.strip() for part in vars(answer).values()):
        raise InputRefused("telling.incomplete", _("Tell all four parts: facts, decision, grounds and remedies."))
    row = record_telling(complaint, About.DECISION, told, by=by, now=now, answer=answer)
    complaint.told_at = told.at
    owing.met(owing.TELL, complaint, by=by, now=now, happened_at=told.at)
    moved(
        complaint,
        Move.TELL,
        "told_at",
        by=by,
        now=now,
        happened_at=told.at,
        method=told.method,
        reached=told.was_reached,
    )
    owe_closing(complaint, by=by, now=now)
    return row


@transaction.atomic
def close(*, complaint_id: int, result: str = "", by: Actor, now: dt.datetime) -> Complaint:
    """Close a complaint whose customer has been told, whose supervision orders are closed, and whose root cause has ended."""
    complaint = lock(complaint_id, Move.CLOSE, by=by)
    if complaint.orders.filter(closed_at__isnull=True).exists():
        raise RuleBroken("complaint.order_open", _("A supervision order is still open. Close it first."))
    require_root_cause_ended(complaint)
    complaint.result = result.strip()[:2000]
    owing.met(owing.CLOSE, complaint, by=by, now=now)
    owing.dropped(complaint, reason=_("The case is closed."), by=by, now=now)
    moved(complaint, Move.CLOSE, "result", by=by, now=now)
    return complaint


@transaction.atomic
def withdraw(*, complaint_id: int, received_at: dt.datetime, proof: str, by: Actor, now: dt.datetime) -> Complaint:
    """Write down that the customer withdrew; the procedure ends the day that is received (art. 15)."""
    complaint = lock(complaint_id, Move.WITHDRAW, by=by)
    require_past(received_at, since=complaint.received_at, now=now)
    if not proof.strip():
        raise InputRefused("complaint.no_proof", _("Say how the customer withdrew."))
    return _withdrawn(complaint, proof, by=by, now=now, happened_at=received_at)


@transaction.atomic
def withdraw_by_customer(*, complaint_id: int, by: Actor, now: dt.datetime) -> Complaint:
    """End the procedure as the customer asks on the follow page; whoever calls this has checked the customer's code."""
    complaint = locked(complaint_id)
    state_after(Move.WITHDRAW, complaint.state)
    return _withdrawn(complaint, _("On the follow page"), by=by, now=now, happened_at=now)


@transaction.atomic
def add_message(*, complaint_id: int, text: str, by: Actor, now: dt.datetime) -> CustomerMessage:
    """Keep what the customer adds on the follow page; whoever calls this has checked the customer's code."""
    complaint = locked(complaint_id)
    if not complaint.is_open:
        raise RuleBroken("complaint.ended", _("This case has ended. Please start a new one if there is something new."))
    words = text.replace("\x00", "").strip()
    if not words or len(words) > LONGEST_MESSAGE:
        most = {"most": LONGEST_MESSAGE}
        raise InputRefused("message.length", _("Write something, at most %(most)d characters.") % most)
    message = CustomerMessage.objects.create(complaint=complaint, at=now, text=words)
    renew_words("complaint", [complaint.pk])
    note("message_added", complaint, by=by, now=now)
    telling.tell_of_message(complaint, now=now)
    return message


@transaction.atomic
def merge(*, complaint_id: int, into: int, by: Actor, now: dt.datetime) -> Complaint:
    """Join a repeated complaint to the one that is running; the answer to that one answers both (art. 18).

    Raises RuleBroken if the other has ended, comes from another customer, or is the same.
    """
    # Always the smaller number first, so that two merges never wait for each other.
    for pk in sorted({complaint_id, into}):
        if Complaint.objects.visible_to(by).filter(pk=pk).exists():
            locked(pk)
    complaint = lock(complaint_id, Move.MERGE, by=by)
    other = Complaint.objects.visible_to(by).select_related("case").get(pk=into)
    _require_mergeable(complaint, other)
    complaint.merged_into = other
    link(complaint.case, other.case, CaseLink.Kind.MERGED_INTO, by=by, now=now)
    owing.dropped(complaint, reason=_("Merged into %(number)s.") % {"number": other.case.number}, by=by, now=now)
    moved(complaint, Move.MERGE, "merged_into", by=by, now=now, into=other.pk)
    return complaint


def _require_mergeable(complaint: Complaint, other: Complaint) -> None:
    if other.pk == complaint.pk:
        raise RuleBroken("complaint.merge_itself", _("A complaint is not merged into itself."))
    if not other.is_open or other.state == State.PASSED_ON:
        raise RuleBroken(
            "complaint.merge_ended", _("The other complaint has ended; only a running one can take this in.")
        )
    if not queries.same_customer(complaint).filter(pk=other.pk).exists():
        raise RuleBroken("complaint.merge_stranger", _("The other complaint comes from another customer."))


def _withdrawn(complaint: Complaint, proof: str, *, by: Actor, now: dt.datetime, happened_at: dt.datetime) -> Complaint:
    complaint.result = proof.strip()[:2000]
    owing.dropped(complaint, reason=_("The customer withdrew."), by=by, now=now)
    moved(complaint, Move.WITHDRAW, "result", by=by, now=now, happened_at=happened_at)
    telling.tell_of_withdrawal(complaint, now=now)
    return complaint
