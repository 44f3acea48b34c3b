"""The letter that tells the customer the outcome: drafted from the case, and kept as proof of the telling."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor
from biaogan.complaints import queries
from biaogan.complaints.actions.moving import locked
from biaogan.complaints.actions.proof import Told
from biaogan.complaints.letters import LETTER
from biaogan.complaints.models import Complaint
from biaogan.complaints.rules import may_answer_in_writing
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.evidence import actions as evidence
from biaogan.evidence.models import Kind
from biaogan.org.models import Unit
from biaogan.papers import actions as papers
from biaogan.papers.models import Paper, PaperFile
from biaogan.papers.rendering import file_of
from biaogan.papers.rules import State


@dataclass(frozen=True)
class Letter:
    """What a letter says beyond what the case knows. Without an issuer it is the institution whose Office handles the case."""

    facts: str
    outcome: str
    grounds: str
    issuer: Unit | None = None
    salutation: str = ""


@transaction.atomic
def draft_letter(*, complaint_id: int, letter: Letter, by: Actor, now: dt.datetime) -> Paper:
    """Draft the letter; its words can be edited until it is issued.

    Raises Complaint.DoesNotExist if `by` may not see the case, PermissionDenied if they may not issue papers for the issuer,
    RuleBroken before a decision and while another draft lies there, InputRefused for an issuer that takes no part in the case.
    """
    complaint = locked(Complaint.objects.visible_to(by).get(pk=complaint_id).pk)
    if not may_answer_in_writing(complaint.state, was_told=complaint.told_at is not None):
        raise RuleBroken("letter.too_early", _("There is nothing to tell yet: the outcome has not been decided."))
    if Paper.objects.filter(case=complaint.case, kind=LETTER.code, state=State.DRAFT).exists():
        raise RuleBroken("letter.drafted_already", _("A draft of this letter lies there already. Edit or discard it."))
    issuer = _issuer(complaint, letter.issuer, by=by, now=now)
    written = {"facts": letter.facts, "outcome": letter.outcome, "grounds": letter.grounds}
    return papers.draft(
        LETTER.code,
        unit=issuer,
        context=queries.values_of(complaint, issuer) | {name: text.strip() for name, text in written.items()},
        case=complaint.case,
        party=complaint.party,
        addressee=_addressee(complaint, letter.salutation),
        by=by,
        now=now,
    )


def with_letter(told: Told, complaint: Complaint, letter_id: int | None, *, by: Actor, now: dt.datetime) -> Told:
    """Return how the customer was told with the letter as its proof: its number, and its file among the evidence."""
    if letter_id is None:
        return told
    letter = Paper.objects.filter(case=complaint.case, kind=LETTER.code, state=State.ISSUED, pk=letter_id).first()
    if letter is None:
        raise InputRefused("letter.not_issued", _("No such letter was issued in this case."))
    form = PaperFile.Form.PDF
    upload = ContentFile(file_of(letter, form, now=now), name=f"{letter.number}.{form}")
    kept = evidence.add(case=complaint.case, upload=upload, kind=Kind.LETTER, note=letter.title, by=by, now=now)
    return dataclasses.replace(told, proof=told.proof.strip() or letter.number, evidence=told.evidence or kept.pk)


def _issuer(complaint: Complaint, asked: Unit | None, *, by: Actor, now: dt.datetime) -> Unit:
    if asked is None:
        return queries.institution_of(complaint.case.subject_unit, now=now)
    if asked not in queries.issuers(complaint, by, now=now):
        raise InputRefused("letter.foreign_issuer", _("This unit does not issue letters in this case."))
    return asked


def _addressee(complaint: Complaint, salutation: str) -> str:
    name = complaint.party.masked_name if complaint.party else ""
    return f"{name or '尊敬的客户'}{salutation if name else ''}"
