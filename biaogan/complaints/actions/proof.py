"""Proof that the customer was told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor
from biaogan.complaints.actions.moving import note, require_past
from biaogan.complaints.choices import About
from biaogan.complaints.models import Complaint, Telling
from biaogan.core.errors import InputRefused
from biaogan.evidence.models import Evidence


@dataclass(frozen=True)
class Told:
    """How somebody was told, when it was handed over, posted, sent or dialled, and what proves it."""

    method: str
    at: dt.datetime
    proof: str
    was_reached: bool = True
    evidence: int | None = None


@dataclass(frozen=True)
class Answer:
    """The four parts that go with a decision (Order 2020 No. 3, art. 19)."""

    facts: str
    outcome: str
    grounds: str
    remedies: str


def record_telling(
    complaint: Complaint, about: About, told: Told, *, by: Actor, now: dt.datetime, answer: Answer | None = None
) -> Telling:
    """Write the proof down. Raises InputRefused without proof, with a foreign one, or with a moment that cannot be."""
    require_past(told.at, since=complaint.received_at, now=now)
    if not told.proof.strip():
        raise InputRefused("complaint.no_proof", _("Say what proves that the customer was told."))
    if told.evidence and not Evidence.objects.filter(case=complaint.case, pk=told.evidence).exists():
        raise InputRefused("complaint.foreign_evidence", _("This evidence belongs to another case."))
    parts = vars(answer) if answer else {}
    telling = Telling.objects.create(
        complaint=complaint,
        about=about,
        method=told.method,
        told_at=told.at,
        was_reached=told.was_reached,
        proof=told.proof.strip()[:500],
        evidence_id=told.evidence,
        by=by.person,
        recorded_at=now,
        **parts,
    )
    note(
        f"told_of_{about}", complaint, by=by, now=now, happened_at=told.at, method=told.method, reached=told.was_reached
    )
    return telling
