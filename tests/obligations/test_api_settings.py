"""Programs set limits, recurring duties and the address for calendar programs."""

from __future__ import annotations

import json

import pytest
import time_machine

from biaogan.accounts.access import Role
from tests.conftest import NOW
from tests.factories import org
from tests.factories.accounts import api_client, user_with_role
from tests.factories.obligations import DUTY

pytestmark = pytest.mark.django_db

API = "/api/v1/obligations"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def network() -> org.Branch:
    return org.branch()


def sent(client, address: str, method: str = "post", **body):
    return getattr(client, method)(f"{API}/{address}", json.dumps(body), content_type="application/json")


def test_a_program_sets_a_limit_for_a_branch_from_a_day_on(network):
    office = api_client(user_with_role(Role.OFFICE_HEAD, network.branch))
    wanted = {
        "limit": "3wd",
        "warn_before": "1wd",
        "basis": "本行规定第三条",
        "source": "brief",
        "begins_on": "2027-01-04",
        "unit_id": network.branch.pk,
        "ladder": [{"after": "0wd", "tell": ["debtor", "head"]}],
    }

    made = sent(office, f"limits/{DUTY}", **wanted)

    assert made.status_code == 201, made.json()
    assert made.json() | {"id": 0} == {
        **wanted,
        "id": 0,
        "kind": DUTY,
        "name": "duty",
        "basis_en": "",
        "ends_before": None,
    }
    held = office.get(f"{API}/limits", {"kind": DUTY}).json()
    assert [each["limit"] for each in held] == ["3wd", "2wd"]
    again = sent(office, f"limits/{DUTY}", **wanted)
    assert (again.status_code, again.json()["title"]) == (409, "limit.follows_already")
    assert sent(office, f"limits/{DUTY}", **{**wanted, "unit_id": 999999}).status_code == 422
    assert sent(office, "limits/nothing", **wanted).status_code == 422
    assert api_client(user_with_role(Role.LEADER, network.branch)).get(f"{API}/limits").status_code == 403


def test_a_program_sets_and_ends_a_recurring_duty(network):
    office = api_client(user_with_role(Role.OFFICE_HEAD, network.branch))
    wanted = {
        "post_kind": "service_manager",
        "name": "晨会",
        "cadence": "weekly",
        "limit": "5wd",
        "begins_on": "2026-12-01",
    }

    made = sent(office, "recurring", **wanted)

    assert made.status_code == 201, made.json()
    assert [each["name"] for each in office.get(f"{API}/recurring").json()] == ["晨会"]
    ended = sent(office, f"recurring/{made.json()['id']}/end", last_day="2026-12-31")
    assert (ended.status_code, ended.json()["ends_before"]) == (200, "2027-01-01")
    assert sent(office, "recurring/999999/end", last_day="2026-12-31").status_code == 404


def test_a_program_makes_its_users_address_for_a_calendar_and_takes_it_back(network):
    member = user_with_role(Role.OFFICE_HEAD, network.branch)
    whole, narrow = api_client(member), api_client(member, "view_unit")
    assert whole.get(f"{API}/calendar").json() == {"address": "", "created_at": None}

    made = sent(whole, "calendar")

    assert made.status_code == 201
    address = made.json()["address"].removeprefix("http://testserver")
    assert whole.get(address).content.startswith(b"BEGIN:VCALENDAR")
    assert (narrow.get(f"{API}/calendar").status_code, sent(narrow, "calendar").status_code) == (403, 403)
    assert whole.delete(f"{API}/calendar").status_code == 204
    assert whole.get(address).status_code == 404
