import pytest

from biaogan.accounts.access import Actor, Role, job_actor
from biaogan.accounts.separation import (
    require_none_of,
    require_not_complained_of,
    require_other_approver,
    require_other_checker,
    require_other_person,
)
from biaogan.core.errors import RuleBroken
from tests.factories import accounts as make


@pytest.fixture
def actor(net) -> Actor:
    return make.actor_with(Role.LEADER, net.branch)


def code(check, *given) -> str:
    with pytest.raises(RuleBroken) as told:
        check(*given)
    assert told.value.message
    return told.value.code


def test_the_same_person_is_refused_by_person_and_by_number(actor):
    assert code(require_other_person, actor, actor.person) == "separation.same_person"
    assert code(require_other_person, actor, actor.person_id) == "separation.same_person"


def test_another_person_and_nobody_pass(actor):
    require_other_person(actor, make.person())
    require_other_person(actor, None)
    require_none_of(actor, [])


def test_each_pair_has_its_own_words(actor):
    assert code(require_other_approver, actor, actor.person) == "separation.own_proposal"
    assert code(require_not_complained_of, actor, [make.person(), actor.person]) == "separation.complained_of"
    assert code(require_other_checker, actor, [actor.person_id]) == "separation.own_work"


def test_a_user_who_is_no_member_of_staff_cannot_be_told_from_the_other(net):
    nobody = make.actor_with(Role.LEADER, net.branch, person=None)

    assert code(require_other_person, nobody, make.person()) == "separation.nobody"
    require_other_person(nobody, None)


def test_a_job_is_no_person(net):
    require_other_person(job_actor("x"), make.person())
