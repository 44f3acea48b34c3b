from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.audit.models import Event
from biaogan.complaints import actions
from biaogan.complaints.choices import Channel, State, Voice
from biaogan.complaints.models import Complaint, Telling
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import ZONE
from biaogan.obligations.models import Obligation
from biaogan.org.models import PostKind
from tests.conftest import NOW
from tests.factories.complaints import complaint, desk, told

pytestmark = pytest.mark.django_db


def test_acceptance_calls_the_officer_at_once_and_two_working_days_run_from_it():
    at_desk = desk()
    made = complaint(at_desk)

    actions.accept(complaint_id=made.pk, told=told(), by=at_desk.service_manager, now=NOW)

    owed = {duty.kind: duty for duty in Obligation.objects.owed().filter(case=made.case)}
    assert set(owed) == {"complaint.step_in", "complaint.investigate", "complaint.tell"}
    # Received on a Tuesday, the end of business on Thursday (Civil Code 201, 203).
    assert owed["complaint.investigate"].due_at == dt.datetime(2026, 11, 26, 17, 30, tzinfo=ZONE)
    officer = at_desk.person(PostKind.COMPLAINT_OFFICER)
    assert officer.notifications.filter(code="complaint.accepted").exists()
    made.refresh_from_db()
    assert made.case.handling_unit == at_desk.branch.office
    assert Event.objects.filter(name="complaint.accepted", case_ref=made.pk).exists()


def test_acceptance_is_refused_without_right_place_or_time():
    at_desk = desk()
    made, accepted = complaint(at_desk), complaint(at_desk, State.ACCEPTED)
    elsewhere = at_desk.actor(PostKind.SERVICE_MANAGER, at_desk.branch.outlets[3])
    reader = at_desk.vice_president

    def attempt(which, by):
        actions.accept(complaint_id=which.pk, told=told(), by=by, now=NOW)

    with pytest.raises(Complaint.DoesNotExist):
        attempt(made, elsewhere)
    with pytest.raises(PermissionDenied):
        attempt(made, reader)
    with pytest.raises(RuleBroken):
        attempt(accepted, at_desk.service_manager)
    attempt(made, at_desk.service_manager)


def test_the_customer_has_to_be_told_of_the_acceptance():
    at_desk = desk()
    made = complaint(at_desk)

    with pytest.raises(InputRefused):
        actions.accept(complaint_id=made.pk, told=None, by=at_desk.officer, now=NOW)


def test_who_follows_on_the_page_is_told_there():
    at_desk = desk()
    made = complaint(at_desk, channel=Channel.PAGE, follow_digest="d" * 64)

    actions.accept(complaint_id=made.pk, told=None, by=at_desk.officer, now=NOW)

    assert Telling.objects.get(complaint=made).method == "page"


def test_what_is_no_complaint_is_passed_on_and_comes_back_if_it_is_one_after_all():
    at_desk = desk()
    made = complaint(at_desk)
    actions.pass_on(complaint_id=made.pk, voice=Voice.SUGGESTION, reason="只是建议", by=at_desk.officer, now=NOW)
    made.refresh_from_db()
    assert (made.state, made.voice) == (State.PASSED_ON, Voice.SUGGESTION)
    assert [duty.kind for duty in Obligation.objects.owed().filter(case=made.case)] == ["complaint.take_over"]

    actions.accept(complaint_id=made.pk, told=told(), by=at_desk.officer, now=NOW)

    made.refresh_from_db()
    assert (made.state, made.voice) == (State.ACCEPTED, Voice.COMPLAINT)
    kinds = {duty.kind for duty in Obligation.objects.owed().filter(case=made.case)}
    assert kinds == {"complaint.step_in", "complaint.investigate", "complaint.tell"}


def test_what_was_passed_on_ends_with_its_result():
    at_desk = desk()
    made = complaint(at_desk, voice=Voice.SUGGESTION)

    with pytest.raises(InputRefused):
        actions.take_over(complaint_id=made.pk, result=" ", by=at_desk.outlet_head, now=NOW)
    actions.take_over(complaint_id=made.pk, result="已加装雨伞架", by=at_desk.outlet_head, now=NOW)

    made.refresh_from_db()
    assert (made.state, made.ended_at, made.case.closed_at) == (State.CLOSED, NOW, NOW)
    assert not Obligation.objects.owed().filter(case=made.case).exists()


def test_declining_tells_the_sender_and_ends_what_was_owed():
    at_desk = desk()
    made = complaint(at_desk)

    with pytest.raises(PermissionDenied):
        actions.decline(complaint_id=made.pk, reason="非本人", told=told(), by=at_desk.outlet_head, now=NOW)
    actions.decline(complaint_id=made.pk, reason="非本人", told=told(), by=at_desk.officer, now=NOW)

    made.refresh_from_db()
    assert made.state == State.DECLINED
    assert made.tellings.get().about == "decline"
    assert not Obligation.objects.owed().filter(case=made.case).exists()
