from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from biaogan.audit.models import Event
from biaogan.complaints import actions
from biaogan.complaints.actions import Finding
from biaogan.complaints.choices import Liability, Nature, State
from biaogan.complaints.models import Complaint, Verdict
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.obligations.models import Obligation
from biaogan.org.models import PostKind
from tests.conftest import NOW
from tests.factories import evidence, org
from tests.factories.complaints import LIABLE, complaint, desk

pytestmark = pytest.mark.django_db

NOT_LIABLE = Finding(Liability.NOT_LIABLE, Nature.CUSTOMER, "录像显示客户未按号")


def test_the_officer_steps_in_and_the_case_is_in_their_hands():
    at_desk = desk()
    made = complaint(at_desk, State.ACCEPTED)

    actions.step_in(complaint_id=made.pk, by=at_desk.officer, now=NOW)

    made.refresh_from_db()
    assert (made.state, made.handler) == (State.INVESTIGATING, at_desk.person(PostKind.COMPLAINT_OFFICER))
    assert Obligation.objects.get(case=made.case, kind="complaint.step_in").met_at == NOW
    assert Event.objects.filter(name="complaint.stepped_in", case_ref=made.pk).exists()


def test_an_officer_who_is_complained_of_does_not_even_see_the_case():
    at_desk = desk()
    officer = at_desk.person(PostKind.COMPLAINT_OFFICER)
    made = complaint(at_desk, State.ACCEPTED)
    actions.name_staff(complaint_id=made.pk, people=[officer], by=at_desk.office_head, now=NOW)

    with pytest.raises(Complaint.DoesNotExist):
        actions.step_in(complaint_id=made.pk, by=at_desk.officer, now=NOW)
    actions.step_in(complaint_id=made.pk, by=at_desk.office_head, now=NOW)


def test_an_officer_who_also_belongs_to_the_unit_complained_of_is_refused():
    at_desk = desk()
    org.holding(at_desk.person(PostKind.COMPLAINT_OFFICER), PostKind.LOBBY_MANAGER, at_desk.outlet)
    made = complaint(at_desk, State.ACCEPTED)

    with pytest.raises(RuleBroken) as refused:
        actions.step_in(complaint_id=made.pk, by=at_desk.officer, now=NOW)

    assert refused.value.code == "complaint.interest_own_unit"


def test_an_interest_that_is_declared_keeps_one_away():
    at_desk = desk()
    made = complaint(at_desk, State.ACCEPTED)

    actions.declare_interest(complaint_id=made.pk, reason="客户是亲属", by=at_desk.officer, now=NOW)

    assert not Complaint.objects.visible_to(at_desk.officer).exists()


def test_whoever_has_the_case_in_hand_hands_it_over_before_they_are_barred():
    at_desk = desk()
    officer = at_desk.person(PostKind.COMPLAINT_OFFICER)
    made = complaint(at_desk, State.INVESTIGATING)

    with pytest.raises(RuleBroken):
        actions.declare_interest(complaint_id=made.pk, reason="亲属", by=at_desk.officer, now=NOW)
    actions.hand_over(
        complaint_id=made.pk, to=at_desk.person(PostKind.OFFICE_HEAD), reason="回避", by=at_desk.officer, now=NOW
    )
    actions.name_staff(complaint_id=made.pk, people=[officer], by=at_desk.office_head, now=NOW)

    made.refresh_from_db()
    assert made.handler == at_desk.person(PostKind.OFFICE_HEAD)


def test_a_case_is_handed_over_to_officers_only():
    at_desk = desk()
    made = complaint(at_desk, State.INVESTIGATING)
    teller = at_desk.person(PostKind.TELLER)

    with pytest.raises(InputRefused):
        actions.hand_over(complaint_id=made.pk, to=teller, reason="忙", by=at_desk.officer, now=NOW)


def test_a_verdict_needs_evidence_of_this_case_and_a_reason():
    at_desk = desk()
    made, other = complaint(at_desk, State.INVESTIGATING), complaint(at_desk)
    own, foreign = evidence.make_evidence(made.case), evidence.make_evidence(other.case)

    def attempt(finding=LIABLE, proofs=(own.pk,)):
        actions.give_verdict(complaint_id=made.pk, finding=finding, evidence=proofs, by=at_desk.officer, now=NOW)

    with pytest.raises(InputRefused):
        attempt(proofs=())
    with pytest.raises(InputRefused):
        attempt(proofs=(foreign.pk,))
    with pytest.raises(InputRefused):
        attempt(finding=Finding(Liability.LIABLE, Nature.ERROR, " "))
    with pytest.raises(InputRefused):
        attempt(finding=Finding(Liability.LIABLE, "", "理由"))
    assert not Verdict.objects.exists()
    attempt()


def test_a_verdict_ends_the_investigation_and_asks_the_unit_to_propose():
    at_desk = desk()

    made = complaint(at_desk, State.DETERMINED)

    assert (made.liability, made.nature) == (LIABLE.liability, LIABLE.nature)
    assert Obligation.objects.get(case=made.case, kind="complaint.investigate").met_at == NOW
    propose = Obligation.objects.get(case=made.case, kind="complaint.propose")
    assert propose.debtor_post.kind == PostKind.OUTLET_HEAD


def test_a_verdict_may_name_the_department_behind_the_cause():
    at_desk = desk()
    made = complaint(at_desk, State.INVESTIGATING)
    proof = evidence.make_evidence(made.case)

    actions.give_verdict(
        complaint_id=made.pk,
        finding=LIABLE,
        evidence=[proof.pk],
        responsible=at_desk.branch.it,
        by=at_desk.officer,
        now=NOW,
    )

    made.refresh_from_db()
    assert (made.responsible_unit, made.case.handling_unit) == (at_desk.branch.it, at_desk.branch.it)
    department = at_desk.actor(PostKind.DEPARTMENT_HEAD, at_desk.branch.it)
    assert Complaint.objects.visible_to(department).filter(pk=made.pk).exists()


def test_only_whoever_has_the_case_in_hand_gives_the_verdict():
    at_desk = desk()
    made = complaint(at_desk, State.INVESTIGATING)
    proof = evidence.make_evidence(made.case)

    with pytest.raises(RuleBroken) as refused:
        actions.give_verdict(complaint_id=made.pk, finding=LIABLE, evidence=[proof.pk], by=at_desk.office_head, now=NOW)

    assert refused.value.code == "complaint.in_other_hands"


def test_a_verdict_is_changed_by_a_superior_only_and_both_stay():
    at_desk = desk()
    made = complaint(at_desk, State.DETERMINED)
    proofs = list(made.case.evidence.values_list("pk", flat=True))

    def attempt(by, finding=NOT_LIABLE):
        actions.change_verdict(complaint_id=made.pk, finding=finding, evidence=proofs, by=by, now=NOW)

    with pytest.raises(PermissionDenied):
        attempt(at_desk.officer)
    with pytest.raises(PermissionDenied):
        attempt(at_desk.outlet_head)
    with pytest.raises(RuleBroken):
        attempt(at_desk.office_head, LIABLE)
    attempt(at_desk.office_head)

    made.refresh_from_db()
    assert (made.liability, made.state) == (Liability.NOT_LIABLE, State.DETERMINED)
    first, second = Verdict.objects.filter(complaint=made).order_by("pk")
    assert (second.old_liability, second.old_nature) == (first.liability, first.nature)
    assert Event.objects.get(name="complaint.verdict_changed").facts["old"] == [LIABLE.liability, LIABLE.nature]


def test_a_superior_does_not_change_their_own_verdict():
    at_desk = desk()
    made = complaint(at_desk, State.ACCEPTED)
    actions.step_in(complaint_id=made.pk, by=at_desk.office_head, now=NOW)
    proof = evidence.make_evidence(made.case)
    actions.give_verdict(complaint_id=made.pk, finding=LIABLE, evidence=[proof.pk], by=at_desk.office_head, now=NOW)

    with pytest.raises(RuleBroken) as refused:
        actions.change_verdict(
            complaint_id=made.pk, finding=NOT_LIABLE, evidence=[proof.pk], by=at_desk.office_head, now=NOW
        )

    assert refused.value.code == "verdict.own"


def test_a_verdict_cannot_be_edited_in_the_database():
    complaint(desk(), State.DETERMINED)

    with pytest.raises(DatabaseError), transaction.atomic():
        Verdict.objects.update(liability=Liability.NOT_LIABLE)
    with pytest.raises(DatabaseError), transaction.atomic():
        Verdict.objects.all().delete()
