"""What programs read and do."""

from __future__ import annotations

import json

import pytest
import time_machine

from biaogan.accounts.access import Role
from biaogan.org.models import PostKind
from tests.conftest import NOW
from tests.factories import org
from tests.factories.accounts import api_client, user, user_with_role
from tests.factories.obligations import HANDY, LEGAL, owe

pytestmark = pytest.mark.django_db

LIST = "/api/v1/obligations"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def network() -> org.Branch:
    return org.branch()


def post(client, address: str, **body):
    return client.post(address, json.dumps(body), content_type="application/json")


def test_a_program_reads_what_is_owed_page_by_page(network):
    outlet = network.outlets[0]
    wanted = [owe(outlet).pk for _ in range(60)]
    program = api_client(user(person=network.holder(PostKind.OUTLET_HEAD, outlet)))

    first = program.get(LIST).json()
    second = program.get(LIST, {"cursor": first["next"]}).json()

    assert [item["id"] for item in first["items"] + second["items"]] == wanted
    assert first["items"][0]["state"] == "running"
    assert first["items"][0]["name"] == "duty"
    assert program.get(LIST, {"kind": LEGAL}).json()["items"] == []


@pytest.mark.parametrize("query", [{"view": "theirs"}, {"kind": "no such"}, {"cursor": "x"}])
def test_a_question_that_means_nothing_is_refused(network, query):
    program = api_client(user_with_role(Role.LEADER, network.branch))

    assert program.get(LIST, query).status_code == 422


def test_a_program_asks_why(network):
    duty = owe(network.outlets[0], kind=LEGAL)
    program = api_client(user_with_role(Role.LEADER, network.branch))

    answer = program.get(f"{LIST}/{duty.pk}").json()

    assert answer["limit"] == "15d"
    assert answer["rule"] == {"limit": "15d", "basis": "article of a test", "source": "law", "warn_before": "3wd"}
    assert [day["day"] for day in answer["stretches"][0]["days"]][:2] == ["2026-11-24", "2026-11-25"]
    stranger = api_client(user_with_role(Role.LEADER, network.sub_branches[1]))
    assert stranger.get(f"{LIST}/{duty.pk}").status_code == 404
    assert program.get(f"{LIST}/{2**62}").status_code == 404


def test_a_program_makes_the_moves_that_its_user_may(network):
    outlet = network.outlets[0]
    duty, plain = owe(outlet, kind=HANDY), owe(outlet)
    leader = api_client(user_with_role(Role.LEADER, network.branch))
    head = user(person=network.holder(PostKind.OUTLET_HEAD, outlet))

    assert post(leader, f"{LIST}/{duty.pk}/extend", limit="1wd", reason="等候").json()["due_at"][:10] == "2026-11-27"
    assert post(leader, f"{LIST}/{duty.pk}/pause", reason="鉴定", proof="鉴字3号").json()["state"] == "paused"
    assert post(leader, f"{LIST}/{duty.pk}/pause", reason="鉴定", proof="鉴字3号").status_code == 409
    assert post(leader, f"{LIST}/{duty.pk}/resume").json()["state"] == "running"
    assert post(leader, f"{LIST}/{duty.pk}/meet", note="已办").status_code == 403
    assert post(api_client(head, "view_complaint"), f"{LIST}/{duty.pk}/meet", note="已办").status_code == 403
    own = api_client(head)
    assert post(own, f"{LIST}/{plain.pk}/meet", note="已办").json()["title"] == "obligation.done_on_the_case"
    assert post(own, f"{LIST}/{duty.pk}/meet", note="").status_code == 422
    assert post(own, f"{LIST}/{duty.pk}/meet", note="已办\x00").status_code == 400
    assert post(own, f"{LIST}/{duty.pk}/meet", note="已办").json()["state"] == "met"
    assert post(own, f"{LIST}/{duty.pk}/meet", note="已办").status_code == 409


def test_without_a_token_nothing_is_told(client, network):
    duty = owe(network.outlets[0])

    assert [client.get(address).status_code for address in (LIST, f"{LIST}/{duty.pk}")] == [401, 401]
