from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from biaogan.complaints import actions
from biaogan.complaints.actions import Outcome
from biaogan.complaints.choices import Ruling, State
from biaogan.complaints.models import Decision, Proposal
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.obligations.models import Obligation
from biaogan.org.models import PostKind
from tests.conftest import NOW
from tests.factories import org
from tests.factories.complaints import complaint, desk, outcome

pytestmark = pytest.mark.django_db

#: who decides, up to how many fen
AUTHORITY = [
    (PostKind.OUTLET_HEAD, 20_000),
    (PostKind.SUB_BRANCH_HEAD, 200_000),
    (PostKind.OFFICE_HEAD, 500_000),
    (PostKind.VICE_PRESIDENT, 2_000_000),
]


@pytest.mark.parametrize(("post", "bound"), AUTHORITY)
def test_the_bound_is_within_authority(post, bound):
    at_desk = desk()
    made = complaint(at_desk, State.PROPOSED, amount=bound)

    decision = actions.decide(complaint_id=made.pk, by=at_desk.actor(post), now=NOW)

    assert (decision.authority.post_kind, decision.authority.bound) == (post, bound)


@pytest.mark.parametrize(("post", "bound"), AUTHORITY)
def test_one_fen_above_the_bound_belongs_to_somebody_else(post, bound):
    at_desk = desk()
    made = complaint(at_desk, State.PROPOSED, amount=bound + 1)

    with pytest.raises(RuleBroken) as refused:
        actions.decide(complaint_id=made.pk, by=at_desk.actor(post), now=NOW)

    is_top = post == PostKind.VICE_PRESIDENT
    assert refused.value.code == ("complaint.above_all_bounds" if is_top else "complaint.not_within_authority")
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("amount", "post"),
    [
        (0, PostKind.OUTLET_HEAD),
        (20_001, PostKind.SUB_BRANCH_HEAD),
        (200_001, PostKind.OFFICE_HEAD),
        (500_001, PostKind.VICE_PRESIDENT),
    ],
)
def test_the_decision_is_owed_by_the_lowest_post_with_authority(amount, post):
    made = complaint(desk(), State.PROPOSED, amount=amount)

    assert Obligation.objects.get(case=made.case, kind="complaint.decide").debtor_post.kind == post


def test_nobody_decides_their_own_proposal_and_it_goes_one_post_up():
    at_desk = desk()
    made = complaint(at_desk, State.DETERMINED)
    actions.propose(complaint_id=made.pk, outcome=outcome(), by=at_desk.outlet_head, now=NOW)

    owed = Obligation.objects.get(case=made.case, kind="complaint.decide")
    assert owed.debtor_post.kind == PostKind.SUB_BRANCH_HEAD
    with pytest.raises(RuleBroken) as refused:
        actions.decide(complaint_id=made.pk, by=at_desk.outlet_head, now=NOW)
    assert refused.value.code == "complaint.own_proposal"
    actions.decide(complaint_id=made.pk, by=at_desk.actor(PostKind.SUB_BRANCH_HEAD), now=NOW)


def test_the_database_knows_too_that_nobody_decides_their_own_proposal():
    at_desk = desk()
    made = complaint(at_desk, State.PROPOSED)
    proposal = Proposal.objects.get(complaint=made)

    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            complaint=made,
            proposal=proposal,
            ruling=Ruling.GIVEN_BACK,
            reason="x",
            by=proposal.by,
            proposed_by=proposal.by,
            decided_at=NOW,
        )


def test_a_head_who_is_complained_of_does_not_owe_the_decision():
    at_desk = desk()
    made = complaint(at_desk, State.DETERMINED, staff=[at_desk.person(PostKind.OUTLET_HEAD)])

    actions.propose(complaint_id=made.pk, outcome=outcome(), by=at_desk.service_manager, now=NOW)

    owed = Obligation.objects.get(case=made.case, kind="complaint.decide")
    assert owed.debtor_post.kind == PostKind.SUB_BRANCH_HEAD


def test_the_head_of_another_outlet_decides_nothing_here():
    at_desk = desk()
    made = complaint(at_desk, State.PROPOSED)
    org.holding(
        at_desk.person(PostKind.SERVICE_MANAGER, at_desk.sub_branch), PostKind.OUTLET_HEAD, at_desk.branch.outlets[1]
    )

    by = at_desk.actor(PostKind.SERVICE_MANAGER, at_desk.sub_branch)

    with pytest.raises(PermissionDenied):
        actions.decide(complaint_id=made.pk, by=by, now=NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        Outcome(" "),
        Outcome("致歉", -1),
        Outcome("致歉", 1_000_000_001, "complainant", "理由"),
        Outcome("致歉", 100, "", "理由"),
        Outcome("致歉", 100, "complainant", ""),
        Outcome("致歉", 100, "representative", "无代理人"),
    ],
)
def test_a_proposal_that_lacks_something_is_refused(wrong):
    at_desk = desk()
    made = complaint(at_desk, State.DETERMINED)

    with pytest.raises(InputRefused):
        actions.propose(complaint_id=made.pk, outcome=wrong, by=at_desk.service_manager, now=NOW)

    assert not Proposal.objects.exists()


def test_the_office_does_not_propose_for_the_unit():
    at_desk = desk()
    made = complaint(at_desk, State.DETERMINED)

    with pytest.raises(PermissionDenied):
        actions.propose(complaint_id=made.pk, outcome=outcome(), by=at_desk.officer, now=NOW)


def test_what_is_given_back_is_proposed_anew():
    at_desk = desk()
    made = complaint(at_desk, State.PROPOSED)

    with pytest.raises(InputRefused):
        actions.give_back(complaint_id=made.pk, reason="", by=at_desk.outlet_head, now=NOW)
    actions.give_back(complaint_id=made.pk, reason="补偿依据不足", by=at_desk.outlet_head, now=NOW)
    made.refresh_from_db()
    assert made.state == State.DETERMINED
    actions.propose(complaint_id=made.pk, outcome=outcome(), by=at_desk.service_manager, now=NOW)
    actions.decide(complaint_id=made.pk, by=at_desk.outlet_head, now=NOW)

    rulings = Decision.objects.filter(complaint=made).order_by("pk").values_list("ruling", flat=True)
    assert list(rulings) == [Ruling.GIVEN_BACK, Ruling.APPROVED]
