"""The Office's officer steps in, investigates, and determines liability and nature."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor
from biaogan.complaints import queries, telling
from biaogan.complaints.actions import owing
from biaogan.complaints.actions.moving import lock, moved, person_of
from biaogan.complaints.actions.root_causes import follow_verdict
from biaogan.complaints.actions.staff import require_impartial
from biaogan.complaints.choices import Liability, Nature
from biaogan.complaints.models import Complaint, Verdict
from biaogan.complaints.rules import Move, is_open_to
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.evidence.models import Evidence
from biaogan.org.models import Person, Unit


@dataclass(frozen=True)
class Finding:
    """Liability and nature, two independent dimensions, with the reason for both."""

    liability: str
    nature: str
    reason: str


@transaction.atomic
def step_in(*, complaint_id: int, by: Actor, now: dt.datetime) -> Complaint:
    """Take an accepted complaint in hand, at once after acceptance.

    Raises RuleBroken if somebody else got there first, or if `by` has an interest in the matter.
    """
    complaint = lock(complaint_id, Move.STEP_IN, by=by)
    person = person_of(by)
    require_impartial(complaint, person, now=now)
    complaint.handler = person
    moved(complaint, Move.STEP_IN, "handler", by=by, now=now)
    owing.met(owing.STEP_IN, complaint, by=by, now=now)
    return complaint


@transaction.atomic
def hand_over(*, complaint_id: int, to: Person, reason: str, by: Actor, now: dt.datetime) -> Complaint:
    """Give the case into another officer's hands; the limits run on."""
    complaint = lock(complaint_id, Move.HAND_OVER, by=by)
    if not reason.strip():
        raise InputRefused("complaint.no_reason", _("Say why it is handed over."))
    if to.pk not in {person.pk for person in queries.officers_for(complaint.case.subject_unit, now=now)}:
        raise InputRefused("complaint.no_officer", _("Only an officer of the Office can take it in hand."))
    require_impartial(complaint, to, now=now)
    before, complaint.handler = complaint.handler_id, to
    moved(complaint, Move.HAND_OVER, "handler", by=by, now=now, before=before, after=to.pk)
    telling.tell_new_handler(complaint, now=now)
    return complaint


@transaction.atomic
def give_verdict(
    *,
    complaint_id: int,
    finding: Finding,
    evidence: Collection[int],
    responsible: Unit | None = None,
    by: Actor,
    now: dt.datetime,
) -> Complaint:
    """Determine liability and nature from the evidence, and ask the responsible unit for a proposal and, where the bank is at fault,
    for the root cause.

    Raises InputRefused without a reason or without evidence of this case, RuleBroken if somebody else has it in hand.
    """
    complaint = lock(complaint_id, Move.GIVE_VERDICT, by=by)
    person = person_of(by)
    _require_in_hand(complaint, person)
    require_impartial(complaint, person, now=now)
    _write(complaint, finding, evidence, by=by, now=now)
    unit = responsible or complaint.case.subject_unit
    complaint.responsible_unit = complaint.case.handling_unit = unit
    complaint.case.save(update_fields=["handling_unit"])
    moved(complaint, Move.GIVE_VERDICT, *VERDICT_FIELDS, "responsible_unit", by=by, now=now, **_facts(finding, unit))
    owing.met(owing.INVESTIGATE, complaint, by=by, now=now)
    proposer = queries.head_of(unit)
    owing.owe(owing.PROPOSE, complaint, proposer, by=by, now=now)
    follow_verdict(complaint, by=by, now=now)
    telling.tell_responsible_unit(complaint, proposer, now=now)
    return complaint


@transaction.atomic
def change_verdict(
    *, complaint_id: int, finding: Finding, evidence: Collection[int], by: Actor, now: dt.datetime
) -> Complaint:
    """Change a verdict as the Office's superior; old and new values stay side by side with the reason.

    Raises RuleBroken for one's own verdict, or where nothing changes.
    """
    complaint = lock(complaint_id, Move.CHANGE_VERDICT, by=by)
    last = complaint.verdicts.order_by("pk").last()
    if last is not None and last.by_id == person_of(by).pk:
        raise RuleBroken("verdict.own", _("Nobody changes their own verdict; it takes another superior."))
    if last is None or (last.liability, last.nature) == (finding.liability, finding.nature):
        raise RuleBroken("verdict.unchanged", _("This is the verdict that stands already."))
    _write(complaint, finding, evidence, by=by, now=now, last=last)
    facts: dict[str, Any] = {"old": [last.liability, last.nature], "new": [finding.liability, finding.nature]}
    moved(complaint, Move.CHANGE_VERDICT, *VERDICT_FIELDS, by=by, now=now, **facts)
    follow_verdict(complaint, by=by, now=now)
    telling.tell_of_changed_verdict(complaint, now=now)
    return complaint


VERDICT_FIELDS = ("liability", "nature")


def _write(
    complaint: Complaint,
    finding: Finding,
    evidence: Collection[int],
    *,
    by: Actor,
    now: dt.datetime,
    last: Verdict | None = None,
) -> None:
    _require_complete(finding)
    proofs = _proofs(complaint, evidence)
    verdict = Verdict.objects.create(
        complaint=complaint,
        liability=finding.liability,
        nature=finding.nature,
        reason=finding.reason.strip(),
        old_liability=last.liability if last else "",
        old_nature=last.nature if last else "",
        by=person_of(by),
        decided_at=now,
    )
    verdict.evidence.set(proofs)
    complaint.liability, complaint.nature = finding.liability, finding.nature


def _require_complete(finding: Finding) -> None:
    if finding.liability not in Liability.values or finding.nature not in Nature.values:
        raise InputRefused("verdict.incomplete", _("A verdict has both: liability and nature."))
    if not finding.reason.strip():
        raise InputRefused("verdict.no_reason", _("A verdict needs its reason."))


def _proofs(complaint: Complaint, evidence: Collection[int]) -> list[Evidence]:
    found = list(Evidence.objects.filter(case=complaint.case, pk__in=evidence).kept())
    if not found or len(found) != len(set(evidence)):
        raise InputRefused("verdict.no_evidence", _("A verdict rests on evidence of this case. Add some first."))
    return found


def _require_in_hand(complaint: Complaint, person: Person) -> None:
    if not is_open_to(Move.GIVE_VERDICT, person.pk, handler=complaint.handler_id, proposer=None):
        message = _("%(name)s has this complaint in hand. It has to be handed over to you first.")
        raise RuleBroken("complaint.in_other_hands", message % {"name": complaint.handler})


def _facts(finding: Finding, unit: Unit) -> dict[str, Any]:
    return {"liability": finding.liability, "nature": finding.nature, "responsible": unit.pk}
