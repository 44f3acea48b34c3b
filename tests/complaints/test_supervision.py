from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.accounts.roles import Role
from biaogan.complaints import actions
from biaogan.complaints.choices import State
from biaogan.complaints.models import SupervisionOrder
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import ZONE
from biaogan.org.models import PostKind
from tests.conftest import NOW
from tests.factories.accounts import give
from tests.factories.complaints import complaint, desk

pytestmark = pytest.mark.django_db


def test_an_order_is_owed_by_the_head_of_the_unit_within_the_days_that_it_names():
    at_desk = desk()
    made = complaint(at_desk, State.DETERMINED)

    order = actions.issue_order(complaint_id=made.pk, item="增开窗口", working_days=5, by=at_desk.officer, now=NOW)

    assert order.number == f"{made.case.number}-D1"
    assert order.obligation.due_at == dt.datetime(2026, 12, 1, 17, 30, tzinfo=ZONE)
    assert order.obligation.debtor_post.kind == PostKind.OUTLET_HEAD
    assert at_desk.person(PostKind.OUTLET_HEAD).notifications.filter(code="complaint.order").exists()


def test_an_order_is_refused_without_right_item_limit_or_unit():
    at_desk = desk()
    made = complaint(at_desk, State.DETERMINED)

    def attempt(by=at_desk.officer, **details):
        actions.issue_order(complaint_id=made.pk, **{"item": "增开窗口", **details}, by=by, now=NOW)

    with pytest.raises(PermissionDenied):
        attempt(by=at_desk.outlet_head)
    with pytest.raises(InputRefused):
        attempt(item=" ")
    for days in (0, 61):
        with pytest.raises(InputRefused):
            attempt(working_days=days)
    with pytest.raises(PermissionDenied):
        attempt(unit=at_desk.branch.outlets[3])
    assert not SupervisionOrder.objects.exists()
    attempt()


def test_an_order_is_closed_by_somebody_else_than_who_reported_it():
    at_desk = desk()
    made = complaint(at_desk, State.DETERMINED)
    order = actions.issue_order(complaint_id=made.pk, item="增开窗口", by=at_desk.officer, now=NOW)

    def close(by, opinion="属实"):
        return actions.close_order(order_id=order.pk, opinion=opinion, by=by, now=NOW)

    with pytest.raises(RuleBroken) as early:
        close(at_desk.officer)
    assert early.value.code == "order.not_reported"
    actions.report_progress(order_id=order.pk, text="在办", is_done=False, by=at_desk.outlet_head, now=NOW)
    head = at_desk.user(PostKind.OUTLET_HEAD)
    give(head, Role.OFFICE_HEAD, at_desk.branch.branch)
    actions.report_progress(order_id=order.pk, text="已增开", is_done=True, by=at_desk.outlet_head, now=NOW)
    with pytest.raises(RuleBroken) as own:
        close(at_desk.outlet_head)
    assert own.value.code == "order.own_report"
    with pytest.raises(InputRefused):
        close(at_desk.officer, opinion=" ")
    close(at_desk.officer)

    order.refresh_from_db()
    assert (order.closed_at, order.obligation.met_at) == (NOW, NOW)
    with pytest.raises(RuleBroken):
        close(at_desk.officer)


def test_progress_comes_from_the_unit_that_was_ordered():
    at_desk = desk()
    made = complaint(at_desk, State.DETERMINED)
    order = actions.issue_order(complaint_id=made.pk, item="增开窗口", by=at_desk.officer, now=NOW)
    elsewhere = at_desk.actor(PostKind.OUTLET_HEAD, at_desk.branch.outlets[3])

    with pytest.raises(SupervisionOrder.DoesNotExist):
        actions.report_progress(order_id=order.pk, text="已办", is_done=True, by=elsewhere, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.report_progress(order_id=order.pk, text="已办", is_done=True, by=at_desk.lobby_manager, now=NOW)


def test_a_report_that_it_is_done_may_come_twice_without_being_met_twice():
    at_desk = desk()
    made = complaint(at_desk, State.DETERMINED)
    order = actions.issue_order(complaint_id=made.pk, item="增开窗口", by=at_desk.officer, now=NOW)

    for _ in range(2):
        actions.report_progress(order_id=order.pk, text="已增开", is_done=True, by=at_desk.outlet_head, now=NOW)

    assert order.progress.count() == 2
