"""What it is: a complaint that is accepted, something else that is passed on, or nothing that can be taken."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor
from biaogan.cases.models import Case, Confidentiality
from biaogan.complaints import queries, telling
from biaogan.complaints.actions import owing
from biaogan.complaints.actions.moving import lock, moved
from biaogan.complaints.actions.proof import Told, record_telling
from biaogan.complaints.choices import About, Channel, Method, Voice
from biaogan.complaints.models import Complaint
from biaogan.complaints.rules import Move
from biaogan.core.errors import InputRefused
from biaogan.org.models import Post


@transaction.atomic
def accept(*, complaint_id: int, told: Told | None, by: Actor, now: dt.datetime) -> Complaint:
    """Accept a complaint: the customer hears the limit, and the Office's officer has to step in at once.

    Without `told`, only where the customer follows the case on the public page or left no way to be reached.
    """
    complaint = lock(complaint_id, Move.ACCEPT, by=by)
    told = told or _told_by_the_page(complaint, now=now)
    officer = queries.officer_for(complaint.case.subject_unit, now=now)
    complaint.voice, complaint.accepted_at = Voice.COMPLAINT, now
    _hand_to(complaint.case, officer.unit_id, Confidentiality.ORDINARY)
    moved(complaint, Move.ACCEPT, "voice", "accepted_at", by=by, now=now)
    if told is not None:
        record_telling(complaint, About.ACCEPTANCE, told, by=by, now=now)
    owing.met(owing.ACCEPT, complaint, by=by, now=now)
    owing.dropped(complaint, owing.TAKE_OVER, reason=_("It is a complaint."), by=by, now=now)
    _owe_to_the_customer(complaint, officer, by=by, now=now)
    telling.tell_officer(complaint, officer, now=now)
    return complaint


@transaction.atomic
def pass_on(*, complaint_id: int, voice: str, reason: str, by: Actor, now: dt.datetime) -> Complaint:
    """Pass on what is no complaint: to the unit, or confidentially to the discipline office."""
    complaint = lock(complaint_id, Move.PASS_ON, by=by)
    if voice not in Voice.values or voice == Voice.COMPLAINT:
        raise InputRefused("complaint.unknown_voice", _("Say what it is instead of a complaint."))
    subject = complaint.case.subject_unit
    unit = queries.handles(voice, subject=subject, receiving=complaint.receiving_unit, now=now)
    complaint.voice = voice
    is_wrongdoing = voice == Voice.WRONGDOING
    _hand_to(complaint.case, unit.pk, Confidentiality.RESTRICTED if is_wrongdoing else Confidentiality.ORDINARY)
    moved(complaint, Move.PASS_ON, "voice", by=by, now=now, voice=voice, to=unit.pk)
    owing.met(owing.ACCEPT, complaint, by=by, now=now)
    owing.dropped(complaint, reason=reason, by=by, now=now)
    head = queries.head_of(unit)
    owing.owe(owing.TAKE_OVER, complaint, head, by=by, now=now)
    telling.tell_of_passing_on(complaint, head, now=now)
    return complaint


@transaction.atomic
def take_over(*, complaint_id: int, result: str, by: Actor, now: dt.datetime) -> Complaint:
    """Close what was passed on, saying what came of it."""
    complaint = lock(complaint_id, Move.TAKE_OVER, by=by)
    if not result.strip():
        raise InputRefused("complaint.no_result", _("Say what was done or answered."))
    complaint.result = result.strip()[:2000]
    owing.met(owing.TAKE_OVER, complaint, by=by, now=now)
    moved(complaint, Move.TAKE_OVER, "result", by=by, now=now)
    return complaint


@transaction.atomic
def decline(*, complaint_id: int, reason: str, told: Told, by: Actor, now: dt.datetime) -> Complaint:
    """Decline what does not come from the customer or somebody who may speak for them, and tell the sender (art. 18)."""
    complaint = lock(complaint_id, Move.DECLINE, by=by)
    if not reason.strip():
        raise InputRefused("complaint.no_reason", _("Say why it is not accepted."))
    complaint.result = reason.strip()[:2000]
    record_telling(complaint, About.DECLINE, told, by=by, now=now)
    owing.dropped(complaint, reason=_("Not accepted."), by=by, now=now)
    moved(complaint, Move.DECLINE, "result", by=by, now=now)
    return complaint


def _told_by_the_page(complaint: Complaint, *, now: dt.datetime) -> Told | None:
    """Return the proof that the follow page shows the acceptance; None for a customer whom nobody can reach."""
    if complaint.channel == Channel.PAGE and complaint.is_followed_by_customer:
        return Told(Method.PAGE, now, _("Shown on the follow page"))
    if complaint.party_id is not None:
        message = _("Say how the customer was told that it is accepted, and until when.")
        raise InputRefused("complaint.not_told", message)
    return None


def _owe_to_the_customer(complaint: Complaint, officer: Post, *, by: Actor, now: dt.datetime) -> None:
    owed = [owing.Due(owing.STEP_IN, officer), owing.Due(owing.INVESTIGATE, officer)]
    # What came in as something else owes an answer from its receipt all the same.
    if not owing.owed(complaint, owing.TELL):
        owed.append(owing.Due(owing.TELL, officer, start_at=complaint.received_at))
    owing.owe_many(complaint, owed, by=by, now=now)


def _hand_to(case: Case, unit: int, confidentiality: str) -> None:
    case.handling_unit_id, case.confidentiality = unit, confidentiality
    case.save(update_fields=["handling_unit", "confidentiality"])
