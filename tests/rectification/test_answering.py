from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import local_day
from biaogan.obligations.models import Obligation
from biaogan.org.models import PostKind
from biaogan.rectification import actions, queries
from biaogan.rectification.choices import State
from biaogan.rectification.models import Finding
from tests.conftest import NOW
from tests.factories import org
from tests.factories import rectification as make

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
LATER = make.LATER


def test_an_answer_names_cause_action_doer_and_proof_and_goes_to_the_inspectors():
    at_desk = make.desk()
    one = make.noticed(at_desk)

    row = make.answer(at_desk, one)

    stands = make.again(one)
    duty = Obligation.objects.open().get(case=one.case)
    assert (stands.state, row.is_late, row.proofs.count()) == (State.ANSWERED, False, 1)
    assert (duty.kind, duty.debtor_post.kind) == ("finding.recheck", PostKind.INSPECTOR)
    assert Obligation.objects.get(case=one.case, kind="finding.rectify").met_at == LATER
    assert Event.objects.get(name="finding.answered").facts["doer"] == at_desk.person(PostKind.LOBBY_MANAGER).pk


def test_only_the_responsible_unit_answers():
    at_desk = make.desk()
    one = make.noticed(at_desk)

    with pytest.raises(Finding.DoesNotExist):
        make.answer(at_desk, one, by=at_desk.actor(PostKind.OUTLET_HEAD, at_desk.branch.outlets[2]))
    for actor in (at_desk.inspector, at_desk.lobby_manager):
        with pytest.raises(PermissionDenied):
            make.answer(at_desk, one, by=actor)
    make.answer(at_desk, one, by=at_desk.service_manager)


def test_a_department_that_is_named_answers_for_a_finding_at_the_outlet():
    at_desk = make.desk()
    it = at_desk.branch.it
    head = at_desk.actor(PostKind.DEPARTMENT_HEAD, it)
    one = make.finding(at_desk)
    made = make.notice(at_desk, findings=[one])
    actions.assign(finding_id=one.pk, unit=it, person=head.person, due_at=NOW + 9 * DAY, by=at_desk.inspector, now=NOW)
    actions.approve_notice(notice_id=made.pk, by=at_desk.office_head, now=NOW)
    actions.issue_notice(notice_id=made.pk, by=at_desk.inspector, now=NOW)

    with pytest.raises(PermissionDenied):
        make.answer(at_desk, one)
    make.answer(at_desk, one, by=head, doer=head.person)
    assert make.again(one).state == State.ANSWERED


def test_without_proof_a_reason_is_written_down():
    at_desk = make.desk()
    one, other = make.noticed(at_desk), make.finding(at_desk)

    with pytest.raises(InputRefused) as refused:
        make.answer(at_desk, one, evidence=[])
    assert refused.value.code == "reply.no_proof"
    with pytest.raises(InputRefused):
        make.answer(at_desk, one, evidence=[make.proof(other).pk])
    row = make.answer(at_desk, one, evidence=[], no_proof_because="制度类整改，见培训记录")
    assert row.no_proof_because == "制度类整改，见培训记录"


@pytest.mark.parametrize(
    "details",
    [
        {"happened_at": LATER + DAY},
        {"happened_at": NOW - DAY},
        {"done_at": LATER + DAY},
        {"done_at": NOW - 2 * DAY},
        {"cause": " "},
        {"action": ""},
    ],
    ids=["answered ahead", "answered before the notice", "done ahead", "done before it was found", "cause", "action"],
)
def test_forged_moments_and_empty_words_are_refused_and_nothing_is_lost(details):
    at_desk = make.desk()
    one = make.noticed(at_desk)

    with pytest.raises(InputRefused):
        make.answer(at_desk, one, **details)

    assert (make.again(one).state, one.replies.count()) == (State.NOTICED, 0)


def test_an_answer_written_offline_in_time_is_in_time_though_it_arrives_late():
    at_desk = make.desk()
    one = make.noticed(at_desk)
    arrives = one.due_at + 2 * DAY

    row = make.answer(at_desk, one, now=arrives, happened_at=one.due_at, done_at=one.due_at)

    assert (row.is_late, row.recorded_at) == (False, arrives)
    assert Obligation.objects.get(case=one.case, kind="finding.rectify").met_at == one.due_at


def test_an_answer_after_the_limit_is_taken_and_marked_as_late():
    at_desk = make.desk()
    one = make.noticed(at_desk)

    row = make.answer(at_desk, one, now=one.due_at + dt.timedelta(seconds=1))

    assert row.is_late
    assert make.again(one).state == State.ANSWERED


def test_what_is_right_when_somebody_else_looks_again_is_closed():
    at_desk = make.desk()

    one = make.closed(at_desk)

    assert (one.state, one.closed_at, one.case.closed_at) == (State.CLOSED, LATER, LATER)
    assert not Obligation.objects.open().exists()
    assert [row.state for row in one.states.order_by("pk")] == ["open", "noticed", "answered", "closed"]


def test_what_is_not_right_goes_back_with_a_new_limit():
    at_desk = make.desk()
    one = make.answered(at_desk)

    back = make.checked(at_desk, one, passed=False, due_at=LATER + 5 * DAY)

    duty = Obligation.objects.open().get(case=one.case)
    assert (back.state, duty.kind, back.due_at) == (State.RETURNED, "finding.rectify", duty.due_at)
    assert local_day(back.due_at) == local_day(LATER + 5 * DAY)
    again = make.answer(at_desk, back, now=LATER + DAY)
    assert make.checked(at_desk, make.again(one), now=LATER + DAY).state == State.CLOSED
    assert again.is_late is False


def test_a_returned_finding_without_a_day_gets_the_limit_of_the_rule():
    at_desk = make.desk()

    back = make.checked(at_desk, make.answered(at_desk), passed=False)

    assert back.due_at == queries.default_due(at_desk.outlet, now=LATER)


def test_whoever_answered_or_did_it_does_not_check_it():
    at_desk = make.desk()
    one = make.noticed(at_desk)
    inspector = at_desk.inspector
    # Somebody of the Office has helped to put it right.
    make.answer(at_desk, one, doer=inspector.person)

    with pytest.raises(RuleBroken) as refused:
        make.checked(at_desk, one)
    assert refused.value.code == "recheck.own_work"
    make.checked(at_desk, one, by=at_desk.office_head)


def test_nobody_of_the_responsible_unit_checks_it_whatever_else_they_are():
    at_desk = make.desk()
    org.holding(at_desk.person(PostKind.INSPECTOR), PostKind.LOBBY_MANAGER, at_desk.outlet)
    one = make.answered(at_desk)

    with pytest.raises(RuleBroken) as refused:
        make.checked(at_desk, one)
    assert refused.value.code == "recheck.own_unit"
    with pytest.raises(PermissionDenied):
        make.checked(at_desk, one, by=at_desk.outlet_head)


def test_the_issuer_gives_more_time_before_the_limit_and_the_date_before_is_kept():
    at_desk = make.desk()
    one = make.noticed(at_desk)
    before = one.due_at

    def attempt(by=at_desk.inspector, now=LATER, day=before + 5 * DAY, reason="设备采购需时"):
        return actions.extend(finding_id=one.pk, due_at=day, reason=reason, by=by, now=now)

    for actor in (at_desk.outlet_head, at_desk.vice_president):
        with pytest.raises(PermissionDenied):
            attempt(by=actor)
    for wrong in ({"day": before}, {"day": before - DAY}, {"reason": " "}):
        with pytest.raises(InputRefused):
            attempt(**wrong)
    with pytest.raises(RuleBroken) as refused:
        attempt(now=before + dt.timedelta(seconds=1), day=before + 9 * DAY)
    assert refused.value.code == "finding.limit_over"
    row = attempt()

    stands = make.again(one)
    duty = Obligation.objects.open().get(case=one.case)
    assert (row.old_due_at, row.new_due_at) == (before, before + 5 * DAY)
    assert (stands.due_at, duty.due_at, duty.first_due_at) == (row.new_due_at, row.new_due_at, before)


def test_a_finding_is_waived_in_writing_by_the_head_of_the_office_or_withdrawn_by_the_issuer():
    at_desk = make.desk()
    one, two = make.finding(at_desk), make.finding(at_desk, item_code="E02")
    make.notice(at_desk, "issued", findings=[one, two])

    with pytest.raises(PermissionDenied):
        actions.waive(finding_id=one.pk, reason="搬迁", by=at_desk.inspector, now=LATER)
    with pytest.raises(InputRefused):
        actions.waive(finding_id=one.pk, reason=" ", by=at_desk.office_head, now=LATER)
    actions.waive(finding_id=one.pk, reason="网点搬迁", by=at_desk.office_head, now=LATER)
    with pytest.raises(PermissionDenied):
        actions.withdraw_finding(finding_id=two.pk, reason="记错", by=at_desk.outlet_head, now=LATER)
    actions.withdraw_finding(finding_id=two.pk, reason="记错", by=at_desk.inspector, now=LATER)

    assert [make.again(each).state for each in (one, two)] == [State.WAIVED, State.WITHDRAWN]
    assert not Obligation.objects.open().filter(case__in=[one.case, two.case]).exists()
    with pytest.raises(RuleBroken):
        make.answer(at_desk, one)
