"""Dropping by hand what need not be done after all."""

from __future__ import annotations

import json

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from biaogan.accounts.access import Role, actor_of
from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.obligations import actions, jobs
from biaogan.obligations.models import Obligation
from biaogan.org.models import PostKind
from tests.conftest import NOW
from tests.factories import org
from tests.factories.accounts import api_client, signed_in_client, user, user_with_role
from tests.factories.obligations import BY, DUTY, HANDY, owe

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def network() -> org.Branch:
    return org.branch()


def test_who_supervises_drops_a_duty_with_a_reason_and_nobody_drops_their_own(network):
    duty = owe(network.outlets[0], kind=HANDY)
    of_the_case = owe(network.outlets[0], kind=DUTY)
    leader = actor_of(user_with_role(Role.LEADER, network.branch), now=NOW)
    viewer = actor_of(user_with_role(Role.VIEWER, network.branch), now=NOW)
    holder = user(person=network.holder(PostKind.OUTLET_HEAD, network.outlets[0]))
    owes = actor_of(holder, now=NOW)

    for who in (viewer, owes):
        with pytest.raises(PermissionDenied):
            actions.cancel_by_hand(duty, reason="重复", by=who, now=NOW)
    with pytest.raises(InputRefused):
        actions.cancel_by_hand(duty, reason=" ", by=leader, now=NOW)
    with pytest.raises(RuleBroken, match="done_on_the_case"):
        actions.cancel_by_hand(of_the_case, reason="重复", by=leader, now=NOW)
    assert not Event.objects.filter(name="obligation.cancelled").exists()

    actions.cancel_by_hand(duty, reason="重复", by=leader, now=NOW)
    duty.refresh_from_db()
    assert (duty.cancelled_at, duty.next_step_at) == (NOW, None)
    assert Event.objects.get(name="obligation.cancelled").facts["reason"] == "重复"


def test_a_round_of_a_recurring_duty_is_dropped_on_its_page_and_its_case_closes(network):
    actions.set_recurring_duty(
        post_kind=PostKind.OUTLET_HEAD,
        name="检查",
        name_en="Check",
        cadence="monthly",
        limit="5wd",
        begins_on=NOW.date(),
        by=BY,
        now=NOW,
    )
    jobs.open_recurring(now=NOW)
    duty = Obligation.objects.filter(kind="duty.recurring").earliest("pk")
    leader = signed_in_client(user_with_role(Role.LEADER, network.branch))
    assert "Drop it" in leader.get(f"/inbox/{duty.pk}/").content.decode()

    leader.post(f"/inbox/{duty.pk}/cancel/", {"reason": "网点装修停业"})

    duty.refresh_from_db()
    assert duty.cancelled_at == NOW
    duty.case.refresh_from_db()
    assert duty.case.closed_at == NOW
    assert "Drop it" not in leader.get(f"/inbox/{duty.pk}/").content.decode()


def test_a_program_drops_a_duty_once(network):
    duty = owe(network.outlets[0], kind=HANDY)
    program = api_client(user_with_role(Role.LEADER, network.branch))

    def drop():
        body = json.dumps({"reason": "重复"})
        return program.post(f"/api/v1/obligations/{duty.pk}/cancel", body, content_type="application/json")

    first, second = drop(), drop()

    assert (first.status_code, first.json()["state"]) == (200, "cancelled")
    assert second.status_code == 409
