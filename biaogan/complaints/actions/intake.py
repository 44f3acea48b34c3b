"""Taking a complaint down, at a desk or from the customer's own page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, Permission, require
from biaogan.cases.actions import link, open_case
from biaogan.cases.indexing import note_words
from biaogan.cases.models import Case, CaseLink, Confidentiality
from biaogan.complaints import queries, telling
from biaogan.complaints.actions import owing
from biaogan.complaints.actions.moving import note
from biaogan.complaints.actions.staff import bar_staff
from biaogan.complaints.choices import Facet, Level, State, ThresholdCode, Voice
from biaogan.complaints.intake import Intake, require_true
from biaogan.complaints.models import Complaint, StateChange
from biaogan.complaints.queries import Desks
from biaogan.complaints.rules import is_major
from biaogan.core.errors import InputRefused, Refusal
from biaogan.core.storing import append, store, together
from biaogan.org.models import Unit
from biaogan.parties.actions import record_party
from biaogan.parties.models import Party


@transaction.atomic
def register(*, intake: Intake, by: Actor, now: dt.datetime) -> Complaint:
    """Take down what a customer brings, and start its limits.

    Raises PermissionDenied if `by` may not register at the receiving unit, InputRefused for what cannot be true.
    """
    require_true(intake, now=now)
    _require_categories(intake)
    desks = _desks(intake, now=now)
    require(by, Permission.REGISTER_COMPLAINT, desks.receiving)
    return _taken_down(intake, desks, by=by, now=now)


@transaction.atomic
def receive(*, intake: Intake, by: Actor, now: dt.datetime) -> Complaint:
    """Take down what came from the customer's own page, where nobody has looked at it yet."""
    require_true(intake, now=now)
    return _taken_down(intake, _desks(intake, now=now), by=by, now=now)


def _require_categories(intake: Intake) -> None:
    """Raise InputRefused for a code that its facet of the classification does not have."""
    asked = {"business_channel": Facet.CHANNEL, "business": Facet.BUSINESS, "cause": Facet.CAUSE}
    given = {name: getattr(intake, name) for name in asked}
    unknown = [name for name, code in given.items() if code and not queries.is_category(code, asked[name])]
    if unknown:
        refusals = [
            Refusal(_("The classification has no such code."), column=name, value=given[name]) for name in unknown
        ]
        raise InputRefused("complaint.unknown_category", refusals[0].reason, refusals)


def _desks(intake: Intake, *, now: dt.datetime) -> Desks:
    return queries.desks(receiving=intake.receiving, subject=intake.subject, now=now)


def _taken_down(intake: Intake, desks: Desks, *, by: Actor, now: dt.datetime) -> Complaint:
    handling = queries.handles(intake.voice, subject=intake.subject, receiving=desks.receiving, now=now)
    owed = _owed(intake, desks, handling)
    with together():
        complaint = _stored(intake, desks, handling, by=by, now=now)
        owing.owe_many(complaint, owed, by=by, now=now)
        note(
            "registered",
            complaint,
            by=by,
            now=now,
            happened_at=intake.received_at,
            state=complaint.state,
            channel=intake.channel,
        )
    if intake.staff:
        bar_staff(complaint, intake.staff, by=by, now=now)
    if intake.repeats:
        _link_repeat(complaint, intake.repeats, by=by, now=now)
    telling.tell_of_registration(complaint, desks, now=now)
    return complaint


def _stored(intake: Intake, desks: Desks, handling: Unit, *, by: Actor, now: dt.datetime) -> Complaint:
    complaint = _complaint(intake, desks, handling, by=by, now=now)
    store([complaint])
    note_words(complaint.pk, complaint.summary, complaint.demand)
    append([StateChange(complaint=complaint, state=complaint.state, at=intake.received_at, decided_at=now)])
    return complaint


def _complaint(intake: Intake, desks: Desks, handling: Unit, *, by: Actor, now: dt.datetime) -> Complaint:
    return Complaint(
        case=_case(intake, handling),
        state=_state(intake),
        voice=intake.voice,
        received_at=intake.received_at,
        registered_at=now,
        channel=intake.channel,
        source=intake.source,
        source_reference=intake.source_reference,
        source_received_on=intake.source_received_on,
        source_forwarded_on=intake.source_forwarded_on,
        receiving_unit=desks.receiving,
        party=_party(intake.customer, by=by, now=now),
        speaks_as=intake.speaks_as,
        representative=_party(intake.representative, by=by, now=now),
        joint_count=intake.joint_count,
        representative_count=intake.representative_count,
        summary=intake.summary.strip(),
        demand=intake.demand.strip(),
        business_channel_id=intake.business_channel,
        business_id=intake.business,
        cause_id=intake.cause,
        level=_level(intake),
        follow_digest=intake.follow_digest,
    )


def _state(intake: Intake) -> State:
    return State.REGISTERED if intake.voice in ("", Voice.COMPLAINT) else State.PASSED_ON


def _case(intake: Intake, handling: Unit) -> Case:
    is_wrongdoing = intake.voice == Voice.WRONGDOING
    return open_case(
        "complaint",
        subject_unit=intake.subject,
        handling_unit=handling,
        opened_at=intake.received_at,
        confidentiality=Confidentiality.RESTRICTED if is_wrongdoing else Confidentiality.ORDINARY,
    )


def _party(values: Mapping[str, str], *, by: Actor, now: dt.datetime) -> Party | None:
    given = {name: value for name, value in values.items() if value.strip()}
    return record_party(**given, by=by, now=now) if given else None


def _level(intake: Intake) -> str:
    if intake.joint_count == 1:
        return Level.ORDINARY
    bound = queries.threshold(ThresholdCode.MAJOR_FROM, on=intake.received_at)
    major = is_major(joint_count=intake.joint_count, is_face_to_face=intake.is_face_to_face, major_from=bound)
    return Level.MAJOR if major else Level.ORDINARY


def _owed(intake: Intake, desks: Desks, handling: Unit) -> list[owing.Due]:
    """Return what is owed from the first day: to look at it and, for a complaint, the law's 15 days from its receipt."""
    if _state(intake) == State.PASSED_ON:
        return [owing.Due(owing.TAKE_OVER, queries.head_of(handling))]
    owed = [owing.Due(owing.ACCEPT, desks.intake, start_at=intake.received_at)]
    if intake.voice == Voice.COMPLAINT:
        owed.append(owing.Due(owing.TELL, desks.officer, start_at=intake.received_at))
    return owed


def _link_repeat(complaint: Complaint, repeats: int, *, by: Actor, now: dt.datetime) -> None:
    earlier = Complaint.objects.visible_to(by).filter(pk=repeats).select_related("case").first()
    if earlier is None:
        raise InputRefused("complaint.unknown_repeat", _("The earlier complaint is not here, or not yours to see."))
    complaint.repeats = earlier
    complaint.save(update_fields=["repeats"])
    link(complaint.case, earlier.case, CaseLink.Kind.REPEATS, by=by, now=now)
