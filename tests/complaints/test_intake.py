from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.accounts.access import actor_of
from biaogan.audit.models import Event
from biaogan.cases.models import Case, CaseBar, Confidentiality
from biaogan.complaints import actions
from biaogan.complaints.choices import Channel, Level, Source, SpeaksAs, State, Voice
from biaogan.complaints.models import Complaint
from biaogan.core.errors import InputRefused
from biaogan.core.time import ZONE
from biaogan.obligations.models import Obligation
from biaogan.org.models import PostKind
from biaogan.parties.models import Party
from tests.conftest import NOW
from tests.factories import org
from tests.factories.complaints import complaint, desk, intake, told

pytestmark = pytest.mark.django_db


def _owed(made: Complaint) -> dict[str, Obligation]:
    return {duty.kind: duty for duty in Obligation.objects.owed().filter(case=made.case)}


def test_registering_starts_the_law_s_clock_at_receipt_and_asks_the_desk_to_look_at_it():
    at_desk = desk()
    received = dt.datetime(2026, 11, 20, 16, 40, tzinfo=ZONE)

    made = complaint(at_desk, received_at=received)

    owed = _owed(made)
    assert set(owed) == {"complaint.accept", "complaint.tell"}
    assert owed["complaint.tell"].due_at == dt.datetime(2026, 12, 5, 23, 59, 59, 999999, tzinfo=ZONE)
    assert owed["complaint.tell"].debtor_post.kind == PostKind.COMPLAINT_OFFICER
    assert owed["complaint.accept"].debtor_post.kind == PostKind.SERVICE_MANAGER
    assert Event.objects.filter(name="complaint.registered", case_ref=made.pk).count() == 1


def test_registering_is_refused_without_the_right_at_the_receiving_unit():
    at_desk = desk()
    elsewhere = at_desk.branch.outlets[3]

    def attempt(receiving):
        asked = intake(at_desk.outlet, receiving=receiving)
        return actions.register(intake=asked, by=at_desk.service_manager, now=NOW)

    with pytest.raises(PermissionDenied):
        attempt(elsewhere)
    with pytest.raises(PermissionDenied):
        actions.register(intake=intake(at_desk.outlet), by=at_desk.actor(PostKind.TELLER), now=NOW)
    assert not Complaint.objects.exists()
    assert attempt(at_desk.outlet).state == State.REGISTERED


def test_an_outlet_takes_down_a_complaint_about_another_outlet():
    at_desk = desk()
    other = at_desk.branch.outlets[3]

    made = actions.register(intake=intake(other, receiving=at_desk.outlet), by=at_desk.lobby_manager, now=NOW)

    assert (made.case.subject_unit, made.case.handling_unit) == (other, at_desk.outlet)


@pytest.mark.parametrize(
    ("column", "details"),
    [
        ("received_at", {"received_at": NOW + dt.timedelta(seconds=1)}),
        ("summary", {"summary": "   "}),
        ("summary", {"summary": "长" * 4001}),
        ("demand", {"demand": "a\x00b"}),
        ("joint_count", {"joint_count": 0}),
        ("representative_count", {"representative_count": 6}),
        ("representative", {"speaks_as": SpeaksAs.AGENT}),
        ("source_forwarded_on", {"source": Source.REGULATOR}),
        (
            "source_forwarded_on",
            {"source_received_on": dt.date(2026, 11, 20), "source_forwarded_on": dt.date(2026, 11, 19)},
        ),
        ("source_forwarded_on", {"source_forwarded_on": dt.date(2026, 11, 25)}),
        ("business", {"business": "no_such_business"}),
        ("cause", {"cause": "debit_card"}),
    ],
)
def test_what_cannot_be_true_is_refused_by_its_field(column, details):
    at_desk = desk()

    with pytest.raises(InputRefused) as refused:
        actions.register(intake=intake(at_desk.outlet, **details), by=at_desk.service_manager, now=NOW)

    assert column in {refusal.column for refusal in refused.value.refusals}
    assert not Case.objects.exists()
    assert not Party.objects.exists()


@pytest.mark.parametrize(
    ("count", "channel", "level"), [(19, "counter", "ordinary"), (20, "counter", "major"), (20, "page", "ordinary")]
)
def test_twenty_customers_together_at_the_counter_are_major_and_the_leaders_are_told(count, channel, level):
    at_desk = desk()

    made = complaint(at_desk, joint_count=count, channel=channel)

    assert made.level == level
    leader = at_desk.person(PostKind.VICE_PRESIDENT)
    assert leader.notifications.filter(code="complaint.major").exists() is (level == Level.MAJOR)


def test_what_the_regulator_forwards_keeps_its_dates_and_the_bank_s_clock_runs_from_the_bank_s_receipt():
    at_desk = desk()
    days = {"source_received_on": dt.date(2026, 11, 17), "source_forwarded_on": dt.date(2026, 11, 23)}

    made = complaint(at_desk, source=Source.REGULATOR, channel=Channel.REGULATOR, source_reference="银监 12", **days)

    assert (made.source_received_on, made.source_forwarded_on) == tuple(days.values())
    assert _owed(made)["complaint.tell"].started_at == NOW
    assert at_desk.person(PostKind.COMPLAINT_OFFICER).notifications.filter(code="complaint.from_regulator").exists()


def test_staff_complained_of_are_barred_by_the_registration_itself():
    at_desk = desk()
    teller = at_desk.person(PostKind.LOBBY_MANAGER)

    made = complaint(at_desk, staff=[teller])

    assert CaseBar.objects.filter(case=made.case, person=teller).exists()
    assert not Complaint.objects.visible_to(at_desk.lobby_manager).exists()
    assert Complaint.objects.visible_to(at_desk.service_manager).exists()


def test_a_report_of_wrongdoing_is_confidential_and_goes_to_the_discipline_office():
    at_desk = desk()
    discipline = org.unit("department", at_desk.branch.branch, function="discipline")

    made = complaint(at_desk, voice=Voice.WRONGDOING)

    assert made.state == State.PASSED_ON
    assert made.case.confidentiality == Confidentiality.RESTRICTED
    assert made.case.handling_unit == discipline
    assert set(_owed(made)) == {"complaint.take_over"}
    assert not Complaint.objects.visible_to(at_desk.service_manager).exists()


@pytest.mark.parametrize("voice", [Voice.SUGGESTION, Voice.ENQUIRY, Voice.PRAISE])
def test_what_is_no_complaint_goes_to_the_unit_without_the_law_s_clock(voice):
    made = complaint(desk(), voice=voice)

    assert made.state == State.PASSED_ON
    assert made.case.handling_unit_id == made.case.subject_unit_id
    assert set(_owed(made)) == {"complaint.take_over"}


def test_what_came_by_the_page_unlooked_at_gets_the_law_s_clock_from_its_receipt_once_accepted():
    at_desk = desk()
    made = complaint(at_desk, voice="", received_at=NOW - dt.timedelta(days=2))
    assert set(_owed(made)) == {"complaint.accept"}

    actions.accept(complaint_id=made.pk, told=told(), by=at_desk.officer, now=NOW)

    assert _owed(made)["complaint.tell"].started_at == NOW - dt.timedelta(days=2)


def test_a_repeat_is_linked_with_what_it_repeats():
    at_desk = desk()
    first = complaint(at_desk)

    second = complaint(at_desk, repeats=first.pk)

    assert second.repeats_id == first.pk
    assert second.case.links.get().other_id == first.pk


def test_a_repeat_of_what_one_may_not_see_is_refused():
    at_desk = desk()
    elsewhere = complaint(at_desk, subject=at_desk.branch.outlets[3])

    with pytest.raises(InputRefused):
        complaint(at_desk, repeats=elsewhere.pk)


def test_somebody_who_has_left_registers_nothing():
    at_desk = desk()
    user = at_desk.user(PostKind.SERVICE_MANAGER)
    user.person.left_on = NOW.date()
    user.person.save()

    with pytest.raises(PermissionDenied):
        actions.register(intake=intake(at_desk.outlet), by=actor_of(user, now=NOW), now=NOW)


def test_a_complaint_about_an_outlet_that_moved_goes_to_the_office_of_its_new_branch():
    at_desk, other = desk(), org.branch()
    moved = at_desk.outlet
    moved.path = f"{other.sub_branches[0].path}.{moved.pk}"
    moved.save()

    made = actions.register(intake=intake(moved, receiving=None), by=at_desk_of(other), now=NOW)

    assert made.case.handling_unit == other.office


def at_desk_of(branch: org.Branch):
    return type(desk())(branch).officer


def test_nothing_personal_stands_in_the_trail():
    at_desk = desk()
    customer = {"name": "欧阳娜娜", "phone": "13912345678", "id_number": "11010119900307109X"}

    complaint(at_desk, State.TOLD, customer=customer, summary="卡号之事")

    trail = str(list(Event.objects.values_list("facts", flat=True)))
    for value in customer.values():
        assert value not in trail
    assert "卡号之事" not in trail


def test_an_intake_without_a_customer_makes_no_party():
    at_desk = desk()

    made = actions.register(
        intake=dataclasses.replace(intake(at_desk.outlet), customer={}), by=at_desk.service_manager, now=NOW
    )

    assert made.party is None
