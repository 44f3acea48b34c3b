"""Which moves the inbox offers to whom."""

from __future__ import annotations

import pytest

from biaogan.org.models import PostKind
from biaogan.rectification.choices import NoticeState
from biaogan.rectification.queries.onward import doable
from tests.factories import org
from tests.factories import rectification as make

pytestmark = pytest.mark.django_db

REPLY, RECHECK = "rectification:reply", "rectification:recheck"
RECEIVE, APPROVE = "rectification:receive", "rectification:approve"


def test_the_responsible_unit_is_offered_to_answer_and_somebody_else_to_check():
    at_desk = make.desk()
    noticed, answered = make.noticed(at_desk), make.answered(at_desk, make.noticed(at_desk, item_code="E02"))
    asked = [(one.pk, route) for one in (noticed, answered) for route in (REPLY, RECHECK)]

    assert doable(at_desk.outlet_head, asked) == {(noticed.pk, REPLY)}
    assert doable(at_desk.inspector, asked) == {(answered.pk, RECHECK)}
    assert doable(at_desk.actor(PostKind.TELLER), asked) == set()


def test_an_inspector_who_helped_or_who_belongs_to_the_outlet_is_not_offered_to_check():
    at_desk = make.desk()
    one, two = make.noticed(at_desk), make.noticed(at_desk, item_code="E02")
    make.answer(at_desk, one, doer=at_desk.person(PostKind.INSPECTOR))
    make.answered(at_desk, two)

    assert doable(at_desk.inspector, [(one.pk, RECHECK), (two.pk, RECHECK)]) == {(two.pk, RECHECK)}
    org.holding(at_desk.person(PostKind.INSPECTOR), PostKind.LOBBY_MANAGER, at_desk.outlet)
    assert doable(at_desk.inspector, [(two.pk, RECHECK)]) == set()


def test_a_notice_is_approved_by_somebody_else_and_signed_for_by_the_outlet():
    at_desk = make.desk()
    draft, issued = make.notice(at_desk), make.notice(at_desk, NoticeState.ISSUED)
    asked = [(notice.pk, route) for notice in (draft, issued) for route in (RECEIVE, APPROVE)]

    assert doable(at_desk.office_head, asked) == {(draft.pk, APPROVE)}
    assert doable(at_desk.outlet_head, asked) == {(issued.pk, RECEIVE)}
    assert doable(at_desk.inspector, asked) == set()


def test_a_page_of_the_inbox_is_asked_in_three_queries_however_long(django_assert_num_queries):
    at_desk = make.desk()
    asked = [
        (make.answered(at_desk, make.noticed(at_desk, item_code=f"E0{number}")).pk, RECHECK) for number in range(4)
    ]
    asked.append((make.notice(at_desk, NoticeState.ISSUED).pk, RECEIVE))

    inspector = at_desk.inspector

    with django_assert_num_queries(3):
        assert len(doable(inspector, asked)) == 4
