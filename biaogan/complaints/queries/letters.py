"""The letter to the customer: who may issue it, what the case already says, and which one was issued."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from biaogan.accounts.access import Actor, Permission
from biaogan.complaints.choices import Ruling
from biaogan.complaints.letters import LETTER
from biaogan.complaints.models import Complaint, Proposal, Verdict
from biaogan.complaints.queries.desks import institution_of
from biaogan.core.time import local_day
from biaogan.core.wording import money_text
from biaogan.org.models import Unit
from biaogan.org.queries import ancestors, parent_of
from biaogan.papers.models import IssuerCode, Paper
from biaogan.papers.rules import State, chinese_date


@dataclass(frozen=True)
class Known:
    """What the case says already of what the letter has to tell."""

    facts: str
    outcome: str


def known(complaint: Complaint) -> Known:
    """Return what was found and what was decided; empty where nothing was."""
    verdict = Verdict.objects.filter(complaint=complaint).order_by("-pk").first()
    approved = Proposal.objects.filter(complaint=complaint, decision__ruling=Ruling.APPROVED)
    return Known(verdict.reason if verdict else "", _outcome(approved.order_by("-pk").first()))


def _outcome(proposal: Proposal | None) -> str:
    if proposal is None:
        return ""
    # The letter is Chinese, whatever its writer reads.
    return f"{proposal.text}\n补偿金额：{money_text(proposal.amount)}。" if proposal.amount else proposal.text


def issuers(complaint: Complaint, actor: Actor, *, now: dt.datetime) -> list[Unit]:
    """Return the units that may issue the letter, what the Office works for first: it, and others up from the unit complained of
    that have an issuer code of their own."""
    subject = complaint.case.subject_unit
    institution = institution_of(subject, now=now)
    chain = [unit for unit in reversed(ancestors(subject)) if actor.may(Permission.ISSUE_PAPER, unit)]
    coded = set(
        IssuerCode.objects.filter(unit__in=chain, valid__contains=local_day(now)).values_list("unit_id", flat=True)
    )
    found = [unit for unit in chain if unit.pk in coded or unit.pk == institution.pk]
    return sorted(found, key=lambda unit: unit.pk != institution.pk)


def values_of(complaint: Complaint, issuer: Unit) -> dict[str, str]:
    """Return what the letter's placeholders are filled with from the case alone."""
    above = parent_of(issuer)
    return {
        "number": complaint.case.number,
        "unit": complaint.case.subject_unit.name,
        "received": chinese_date(local_day(complaint.received_at)),
        "upper_unit": (above or issuer).name,
    }


def issued_letter(complaint_id: int) -> Paper | None:
    """Return the last letter that was issued and stands."""
    rows = Paper.objects.filter(case=complaint_id, kind=LETTER.code, state=State.ISSUED)
    return rows.order_by("-pk").first()
