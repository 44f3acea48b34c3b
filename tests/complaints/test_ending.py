from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.complaints import actions
from biaogan.complaints.choices import About, State
from biaogan.complaints.models import Complaint, CustomerMessage, Telling
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import ZONE
from biaogan.obligations.models import Obligation
from biaogan.org.models import PostKind
from tests.conftest import NOW
from tests.factories import evidence
from tests.factories.complaints import ANSWER, complaint, desk, told, waive_root_cause

pytestmark = pytest.mark.django_db

LAST_MINUTE = dt.datetime(2026, 12, 9, 23, 59, tzinfo=ZONE)


def _tell(at_desk, made, at, **details):
    now = details.pop("now", at)
    actions.tell_customer(complaint_id=made.pk, told=told(at, **details), answer=ANSWER, by=at_desk.officer, now=now)
    return Obligation.objects.get(case=made.case, kind="complaint.tell")


@pytest.mark.parametrize(
    ("at", "in_time"),
    [(LAST_MINUTE, True), (LAST_MINUTE + dt.timedelta(minutes=1), False)],
    ids=["day 15 at 23:59", "day 16 at 00:00"],
)
def test_telling_on_day_fifteen_at_23_59_is_in_time_and_a_minute_later_is_not(at, in_time):
    at_desk = desk()
    made = complaint(at_desk, State.DECIDED)

    duty = _tell(at_desk, made, at)

    assert (duty.met_at <= duty.due_at) is in_time


def test_what_was_dialled_in_time_is_in_time_though_it_is_written_down_later():
    at_desk = desk()
    made = complaint(at_desk, State.DECIDED)

    duty = _tell(at_desk, made, LAST_MINUTE, now=LAST_MINUTE + dt.timedelta(days=2))

    assert duty.met_at == LAST_MINUTE
    assert Telling.objects.get(complaint=made, about=About.DECISION).recorded_at > duty.due_at


def test_a_customer_who_cannot_be_reached_counts_from_the_attempt():
    at_desk = desk()
    made = complaint(at_desk, State.DECIDED)

    duty = _tell(at_desk, made, NOW, was_reached=False)

    made.refresh_from_db()
    assert (duty.met_at, made.state) == (NOW, State.TOLD)


@pytest.mark.parametrize("part", ["facts", "outcome", "grounds", "remedies"])
def test_all_four_parts_are_told(part):
    at_desk = desk()
    made = complaint(at_desk, State.DECIDED)
    lacking = dataclasses.replace(ANSWER, **{part: " "})

    with pytest.raises(InputRefused):
        actions.tell_customer(complaint_id=made.pk, told=told(), answer=lacking, by=at_desk.officer, now=NOW)

    assert not Telling.objects.filter(about=About.DECISION).exists()


@pytest.mark.parametrize("at", [NOW - dt.timedelta(minutes=1), NOW + dt.timedelta(minutes=1)])
def test_nobody_is_told_before_the_complaint_came_or_in_the_future(at):
    at_desk = desk()
    made = complaint(at_desk, State.DECIDED)

    with pytest.raises(InputRefused):
        actions.tell_customer(complaint_id=made.pk, told=told(at), answer=ANSWER, by=at_desk.officer, now=NOW)


def test_the_proof_of_another_case_proves_nothing():
    at_desk = desk()
    made, other = complaint(at_desk, State.DECIDED), complaint(at_desk)
    foreign = evidence.make_evidence(other.case)

    with pytest.raises(InputRefused):
        _tell(at_desk, made, NOW, evidence=foreign.pk)
    with pytest.raises(InputRefused):
        _tell(at_desk, made, NOW, proof=" ")


def test_a_case_with_an_open_supervision_order_is_not_closed():
    at_desk = desk()
    made = complaint(at_desk, State.TOLD)
    order = actions.issue_order(complaint_id=made.pk, item="增开窗口", by=at_desk.officer, now=NOW)

    with pytest.raises(RuleBroken):
        actions.close(complaint_id=made.pk, by=at_desk.officer, now=NOW)
    actions.report_progress(order_id=order.pk, text="已增开", is_done=True, by=at_desk.outlet_head, now=NOW)
    actions.close_order(order_id=order.pk, opinion="属实", by=at_desk.officer, now=NOW)
    waive_root_cause(at_desk, made.pk)
    actions.close(complaint_id=made.pk, by=at_desk.officer, now=NOW)

    made.refresh_from_db()
    assert (made.state, made.case.closed_at) == (State.CLOSED, NOW)
    assert not Obligation.objects.owed().filter(case=made.case).exists()


@pytest.mark.parametrize("state", [State.REGISTERED, State.INVESTIGATING, State.DECIDED])
def test_a_withdrawal_ends_the_procedure_the_day_it_is_received(state):
    at_desk = desk()
    made = complaint(at_desk, state)
    written_down = NOW + dt.timedelta(days=1)

    actions.withdraw(complaint_id=made.pk, received_at=NOW, proof="书面", by=at_desk.officer, now=written_down)

    made.refresh_from_db()
    assert (made.state, made.ended_at) == (State.WITHDRAWN, NOW)
    assert not Obligation.objects.owed().filter(case=made.case).exists()


def test_after_the_answer_there_is_nothing_to_withdraw():
    at_desk = desk()
    made = complaint(at_desk, State.TOLD)

    with pytest.raises(RuleBroken):
        actions.withdraw(complaint_id=made.pk, received_at=NOW, proof="书面", by=at_desk.officer, now=NOW)


def test_a_repeat_of_the_same_customer_is_merged_into_what_runs():
    at_desk = desk()
    first, second = complaint(at_desk, State.INVESTIGATING), complaint(at_desk)

    actions.merge(complaint_id=second.pk, into=first.pk, by=at_desk.officer, now=NOW)

    second.refresh_from_db()
    assert (second.state, second.merged_into_id) == (State.MERGED, first.pk)
    assert not Obligation.objects.owed().filter(case=second.case).exists()


def test_what_is_of_another_customer_or_has_ended_takes_nothing_in():
    at_desk = desk()
    made = complaint(at_desk)
    stranger = complaint(at_desk, customer={"name": "李四", "phone": "13700000000"})
    closed = complaint(at_desk, State.CLOSED)
    old = complaint(at_desk, received_at=NOW - dt.timedelta(days=91))

    def attempt(into):
        actions.merge(complaint_id=made.pk, into=into.pk, by=at_desk.officer, now=NOW)

    for other in (stranger, closed, made, old):
        with pytest.raises(RuleBroken):
            attempt(other)
    with pytest.raises(PermissionDenied):
        actions.merge(complaint_id=made.pk, into=stranger.pk, by=at_desk.outlet_head, now=NOW)
    with pytest.raises(Complaint.DoesNotExist):
        actions.merge(complaint_id=made.pk, into=0, by=at_desk.officer, now=NOW)


def test_what_the_customer_adds_is_kept_and_the_officer_is_told():
    at_desk = desk()
    made = complaint(at_desk, State.INVESTIGATING)

    actions.add_message(complaint_id=made.pk, text="  还有录音 ", by=at_desk.officer, now=NOW)

    assert CustomerMessage.objects.get(complaint=made).text == "还有录音"
    assert at_desk.person(PostKind.COMPLAINT_OFFICER).notifications.filter(code="complaint.message").exists()
    with pytest.raises(InputRefused):
        actions.add_message(complaint_id=made.pk, text="长" * 2001, by=at_desk.officer, now=NOW)
