"""The clocks of a complaint: extended, suspended, agreed, started anew."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, Permission
from biaogan.complaints import queries, telling
from biaogan.complaints.actions import owing
from biaogan.complaints.actions.moving import lock, moved, person_of, require_past
from biaogan.complaints.actions.proof import Told, record_telling
from biaogan.complaints.choices import About, Level, SuspensionReason, ThresholdCode
from biaogan.complaints.models import Complaint, Extension, Suspension
from biaogan.complaints.rules import Move, is_above, next_stage
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import ZONE, local_day
from biaogan.core.wording import END_OF_DAY
from biaogan.obligations import actions as obligations

DAYS_OF_STAGE = {1: ThresholdCode.COMPLEX_DAYS, 2: ThresholdCode.VERY_COMPLEX_DAYS}


@transaction.atomic
def extend(*, complaint_id: int, reason: str, told: Told | None, by: Actor, now: dt.datetime) -> Extension:
    """Lengthen the legal limit: to 30 days for a complex matter, a second time by 30 more from the level above (art. 18).

    Raises PermissionDenied for a second extension by the institution that handles the case, InputRefused without a reason
    or, the second time, without proof that the customer was told.
    """
    complaint = lock(complaint_id, Move.EXTEND, by=by)
    stage = next_stage(complaint.extensions.filter(round=complaint.round).count())
    _require_extension(complaint, stage, reason, told, by=by, now=now)
    proof = record_telling(complaint, About.EXTENSION, told, by=by, now=now) if told else None
    extension = Extension.objects.create(
        complaint=complaint,
        round=complaint.round,
        stage=stage,
        reason=reason.strip()[:500],
        by=person_of(by),
        telling=proof,
        decided_at=now,
    )
    complaint.level = Level.COMPLEX if complaint.level == Level.ORDINARY else complaint.level
    days = queries.threshold(DAYS_OF_STAGE[stage], on=complaint.received_at)
    owing.lengthen(complaint, days=days, reason=reason, by=by, now=now)
    moved(complaint, Move.EXTEND, "level", by=by, now=now, stage=stage, days=days)
    return extension


def _require_extension(
    complaint: Complaint, stage: int, reason: str, told: Told | None, *, by: Actor, now: dt.datetime
) -> None:
    if not reason.strip():
        raise InputRefused("complaint.no_reason", _("Say why the matter is complex."))
    if stage == 1:
        return
    institution = queries.institution_of(complaint.case.subject_unit, now=now)
    if not any(is_above(path, institution.path) for path in by.paths(Permission.EXTEND_LIMIT)):
        raise PermissionDenied(_("A second extension belongs to the level above %(unit)s.") % {"unit": institution})
    if told is None:
        raise InputRefused("complaint.not_told", _("The customer has to be told of a second extension."))


@transaction.atomic
def suspend(
    *, complaint_id: int, reason: str, proof: str, told: Told | None, by: Actor, now: dt.datetime
) -> Suspension:
    """Stop the clocks for an appraisal outside the bank, of which the customer is told, or for a mediation."""
    complaint = lock(complaint_id, Move.SUSPEND, by=by)
    _require_suspension(complaint, reason, proof, told)
    telling_row = record_telling(complaint, About.SUSPENSION, told, by=by, now=now) if told else None
    suspension = Suspension.objects.create(
        complaint=complaint,
        reason=reason,
        proof=proof.strip()[:500],
        telling=telling_row,
        by=person_of(by),
        from_at=now,
    )
    for duty in owing.owed(complaint, *owing.STOPPABLE):
        obligations.pause(duty, reason=suspension.get_reason_display(), proof=suspension.proof, by=by, now=now)
    moved(complaint, Move.SUSPEND, by=by, now=now, reason=reason)
    return suspension


@transaction.atomic
def resume(*, complaint_id: int, by: Actor, now: dt.datetime) -> Suspension:
    """Let the clocks run again; the days in between are not counted."""
    complaint = lock(complaint_id, Move.RESUME, by=by)
    suspension = complaint.suspensions.filter(to_at__isnull=True).first()
    if suspension is None:
        raise RuleBroken("complaint.not_suspended", _("The clocks are running already."))
    suspension.to_at = now
    suspension.save(update_fields=["to_at"])
    for duty in owing.owed(complaint, *owing.STOPPABLE):
        obligations.resume(duty, by=by, now=now)
    moved(complaint, Move.RESUME, by=by, now=now, suspension=suspension.pk)
    return suspension


@transaction.atomic
def agree_due(*, complaint_id: int, day: dt.date, proof: str, by: Actor, now: dt.datetime) -> Complaint:
    """Write down the day that bank and customer agreed on; a later one prevails over the limit (art. 21)."""
    complaint = lock(complaint_id, Move.AGREE_DUE, by=by)
    if day < local_day(now):
        raise InputRefused("complaint.agreed_in_the_past", _("The agreed day must lie ahead."))
    if not proof.strip():
        raise InputRefused("complaint.no_proof", _("Say what proves the agreement."))
    complaint.agreed_due_at = dt.datetime.combine(day, END_OF_DAY, tzinfo=ZONE)
    owing.agree(complaint, day, reason=proof.strip()[:500], by=by, now=now)
    moved(complaint, Move.AGREE_DUE, "agreed_due_at", by=by, now=now, day=day.isoformat())
    return complaint


@transaction.atomic
def restart(*, complaint_id: int, arrived_at: dt.datetime, reason: str, by: Actor, now: dt.datetime) -> Complaint:
    """Start the period anew for new facts or reasons, from the day they arrived, and investigate again (art. 18)."""
    complaint = lock(complaint_id, Move.RESTART, by=by)
    require_past(arrived_at, since=complaint.received_at, now=now)
    if not reason.strip():
        raise InputRefused("complaint.no_reason", _("Say what is new."))
    complaint.restarted_at, complaint.agreed_due_at, complaint.round = arrived_at, None, complaint.round + 1
    officer = queries.officer_for(complaint.case.subject_unit, now=now)
    complaint.case.handling_unit = officer.unit
    complaint.case.save(update_fields=["handling_unit"])
    owing.dropped(complaint, *owing.OF_A_ROUND, reason=reason, by=by, now=now)
    moved(complaint, Move.RESTART, "restarted_at", "agreed_due_at", "round", by=by, now=now, happened_at=arrived_at)
    owed = [owing.Due(owing.TELL, officer, start_at=arrived_at), owing.Due(owing.INVESTIGATE, officer)]
    owing.owe_many(complaint, owed, by=by, now=now)
    telling.tell_new_handler(complaint, now=now)
    return complaint


def _require_suspension(complaint: Complaint, reason: str, proof: str, told: Told | None) -> None:
    if reason not in SuspensionReason.values or not proof.strip():
        raise InputRefused("complaint.no_reason", _("Say why the clocks stop, and what proves it."))
    if reason == SuspensionReason.APPRAISAL and told is None:
        raise InputRefused("complaint.not_told", _("The customer has to be told of an appraisal outside the bank."))
    if complaint.suspensions.filter(to_at__isnull=True).exists():
        raise RuleBroken("complaint.suspended_already", _("The clocks are stopped already."))
