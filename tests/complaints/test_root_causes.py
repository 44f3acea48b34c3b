"""A liable complaint asks for its cause, and is not closed for good before that has ended."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.complaints import actions
from biaogan.complaints.actions import Finding as Verdict
from biaogan.complaints.choices import Liability, Nature, State
from biaogan.complaints.models import Complaint
from biaogan.complaints.queries import case_page, visible_complaint
from biaogan.core.errors import RuleBroken
from biaogan.obligations.models import Obligation
from biaogan.org.models import PostKind
from biaogan.rectification import actions as rectification
from biaogan.rectification.choices import State as FindingState
from biaogan.rectification.models import Finding
from tests.conftest import NOW
from tests.factories import evidence
from tests.factories.complaints import Desk, complaint, desk, waive_root_cause

pytestmark = pytest.mark.django_db

LATER = NOW + dt.timedelta(days=1)
NOT_LIABLE = Verdict(Liability.NOT_LIABLE, Nature.CUSTOMER, "录像显示客户未按号")
PARTLY = Verdict(Liability.PARTLY, Nature.EFFICIENCY, "高峰时段未增开窗口")


def _judged(at_desk: Desk, verdict: Verdict) -> Complaint:
    made = complaint(at_desk, State.INVESTIGATING)
    proof = evidence.make_evidence(made.case)
    actions.give_verdict(complaint_id=made.pk, finding=verdict, evidence=[proof.pk], by=at_desk.officer, now=NOW)
    return made


def _changed(at_desk: Desk, made: Complaint, verdict: Verdict) -> None:
    proof = evidence.make_evidence(made.case)
    actions.change_verdict(complaint_id=made.pk, finding=verdict, evidence=[proof.pk], by=at_desk.office_head, now=NOW)


def _closes_owed(made: Complaint) -> int:
    return Obligation.objects.open().filter(case=made.case, kind="complaint.close").count()


@pytest.mark.parametrize("liability", [Liability.LIABLE, Liability.PARTLY])
def test_a_liable_verdict_asks_the_head_of_the_responsible_unit_for_the_cause(liability):
    at_desk = desk()

    made = _judged(at_desk, Verdict(liability, Nature.ATTITUDE, "录像属实"))

    cause = Finding.objects.get(source_case=made.case)
    duty = Obligation.objects.open().get(case=cause.case, kind="finding.root_cause")
    assert (cause.responsible_unit, cause.due_at) == (at_desk.outlet, duty.due_at)
    assert duty.debtor_post.kind == PostKind.OUTLET_HEAD
    assert made.case.number in cause.fact
    assert "录像" not in cause.fact


@pytest.mark.parametrize("liability", [Liability.NOT_LIABLE, Liability.UNVERIFIABLE])
def test_no_other_verdict_asks_for_a_cause(liability):
    _judged(desk(), Verdict(liability, Nature.CUSTOMER, "无法核实"))

    assert not Finding.objects.exists()


def test_a_liable_complaint_is_not_closed_for_good_before_its_cause_is_put_right_and_checked():
    at_desk = desk()
    made = complaint(at_desk, State.TOLD)
    cause = Finding.objects.get(source_case=made.case)
    assert _closes_owed(made) == 0

    with pytest.raises(RuleBroken) as refused:
        actions.close(complaint_id=made.pk, by=at_desk.officer, now=NOW)
    assert refused.value.code == "complaint.root_cause_open"

    rectification.reply(
        finding_id=cause.pk,
        cause="高峰预案没有落到人",
        action="排定弹性窗口",
        doer=at_desk.person(PostKind.LOBBY_MANAGER),
        done_at=NOW,
        evidence=[evidence.make_evidence(cause.case).pk],
        by=at_desk.outlet_head,
        now=NOW,
    )
    with pytest.raises(RuleBroken):
        actions.close(complaint_id=made.pk, by=at_desk.officer, now=NOW)
    rectification.recheck(finding_id=cause.pk, passed=True, note="现场核对", by=at_desk.officer, now=LATER)

    # The limit to close begins only now: nobody is late for what they could not do.
    assert _closes_owed(made) == 1
    actions.close(complaint_id=made.pk, by=at_desk.officer, now=LATER)
    made.refresh_from_db()
    assert made.state == State.CLOSED


def test_only_the_head_of_the_office_or_leadership_waives_the_cause_in_writing():
    at_desk = desk()
    made = complaint(at_desk, State.TOLD)
    cause = Finding.objects.get(source_case=made.case)

    for actor in (at_desk.officer, at_desk.outlet_head):
        with pytest.raises(PermissionDenied):
            rectification.waive(finding_id=cause.pk, reason="已在处理中纠正", by=actor, now=NOW)
    waive_root_cause(at_desk, made.pk)

    assert _closes_owed(made) == 1
    actions.close(complaint_id=made.pk, by=at_desk.officer, now=NOW)


def test_a_verdict_changed_to_not_liable_withdraws_the_cause():
    at_desk = desk()
    made = complaint(at_desk, State.TOLD)

    _changed(at_desk, made, NOT_LIABLE)

    cause = Finding.objects.get(source_case=made.case)
    assert cause.state == FindingState.WITHDRAWN
    assert not Obligation.objects.open().filter(case=cause.case).exists()
    assert _closes_owed(made) == 1


def test_a_verdict_changed_to_liable_asks_for_the_cause_and_drops_the_limit_to_close():
    at_desk = desk()
    made = complaint(at_desk, State.TOLD)
    _changed(at_desk, made, NOT_LIABLE)

    proof = evidence.make_evidence(made.case)
    actions.change_verdict(
        complaint_id=made.pk, finding=PARTLY, evidence=[proof.pk], by=at_desk.vice_president, now=NOW
    )

    assert Finding.objects.open().filter(source_case=made.case).count() == 1
    assert _closes_owed(made) == 0


def test_liable_changed_to_partly_keeps_the_cause_that_is_asked_for():
    at_desk = desk()
    made = complaint(at_desk, State.DETERMINED)

    _changed(at_desk, made, PARTLY)

    assert Finding.objects.get(source_case=made.case).state == FindingState.OPEN


def test_the_case_page_knows_its_root_cause():
    at_desk = desk()
    made = complaint(at_desk, State.TOLD)
    cause = Finding.objects.select_related("case").get(source_case=made.case)

    page = case_page(visible_complaint(at_desk.officer, made.pk), at_desk.officer)

    assert [(each.number, each.is_open, each.due_at) for each in page.root_causes] == [
        (cause.case.number, True, cause.due_at)
    ]
