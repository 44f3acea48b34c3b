from __future__ import annotations

import json

import pytest

from biaogan.accounts.access import Role
from biaogan.handbook.choices import Kind, State
from biaogan.handbook.models import Handbook, Version
from tests.factories import accounts, org
from tests.factories import handbook as make

pytestmark = pytest.mark.django_db
API = "/api/v1/handbook"
ITEM = {
    "area": "A",
    "code": "A01",
    "name_zh": "门前整洁",
    "kind": "ded",
    "points": 200,
    "rule": {"each": 50},
    "channels": ["onsite"],
}


@pytest.fixture
def office():
    return _client(Role.OFFICE_HEAD)


def _client(role):
    return accounts.api_client(accounts.user_with_role(role, org.unit("branch"), language="en"), "*")


def _send(client, method, address, body=None):
    answer = getattr(client, method)(f"{API}{address}", json.dumps(body or {}), content_type="application/json")
    return answer.status_code, answer.json() if answer.content else None


def _got(client, address):
    answer = client.get(f"{API}{address}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_handbook_is_made_filled_published_and_withdrawn_by_programs(office):
    status, book = _send(office, "post", "/", {"code": "night", "name_zh": "夜间检查"})
    version = book["versions"][0]["id"]
    _status, area = _send(office, "post", f"/versions/{version}/areas", {"code": "A", "name_zh": "外部"})
    made, item = _send(office, "post", f"/versions/{version}/items", ITEM)
    _send(office, "put", f"/items/{item['id']}", {**ITEM, "points": 300})
    _send(office, "put", f"/areas/{area['id']}", {"code": "A", "name_zh": "门前"})
    _send(office, "put", f"/versions/{version}", {"scale": "deduct", "note": "首版"})
    grades = [
        {"floor": 6000, "code": "ok", "name_zh": "合格"},
        {"floor": 0, "code": "no", "name_zh": "不合格", "is_fail": True},
    ]
    _send(office, "put", f"/versions/{version}/grades", {"grades": grades})
    done, published = _send(office, "post", f"/versions/{version}/publish", {"first_day": "2026-01-01"})

    assert (status, made, done) == (201, 201, 200)
    assert item["rule_text"] == "−0.5 for each occurrence, not below 0"
    assert (published["state"], published["scale"], published["items"][0]["points"]) == ("published", "deduct", 300)
    assert _got(office, "/current?handbook=night")["id"] == version
    status, withdrawn = _send(office, "post", f"/versions/{version}/withdraw", {"because": "错版"})
    assert (status, withdrawn["state"]) == (200, State.WITHDRAWN)
    assert office.get(f"{API}/current?handbook=night").status_code == 404


def test_the_list_and_a_version_are_read_in_a_fixed_number_of_questions(office, query_count):
    version = make.ship()
    _got(office, "/"), _got(office, f"/versions/{version.pk}")
    with query_count() as first:
        books = _got(office, "/")
    with query_count() as whole:
        told = _got(office, f"/versions/{version.pk}")
    make.published()
    make.published()
    with query_count() as second:
        _got(office, "/")

    assert books[0]["versions"][0]["number"] == 1
    assert (len(told["items"]), len(told["areas"]), len(told["grades"])) == (109, 14, 4)
    assert len(second) == len(first)
    assert len(whole) <= 8


def test_two_versions_are_compared(office):
    version = make.ship()
    _status, draft = _send(office, "post", f"/{version.handbook_id}/draft", {"like": version.pk})
    _send(office, "delete", f"/items/{draft['items'][0]['id']}")

    found = _got(office, f"/versions/{draft['id']}/compare/{version.pk}")

    assert [pair["code"] for pair in found["items"] if pair["fate"] == "gone"] == ["A01"]
    assert {pair["fate"] for pair in found["grades"]} == {"same"}
    assert _send(office, "delete", f"/versions/{draft['id']}")[0] == 204
    assert Version.objects.filter(handbook=version.handbook).count() == 1


def test_answers_are_scored_without_a_sheet(office):
    version = make.ship()
    answers = {"A01": {"count": 1}, "A02": {"na": True}, "B10": {"met": False}, "E01": {"working": 2, "tested": 3}}

    status, found = _send(office, "post", f"/versions/{version.pk}/score", {"answers": answers})

    # 1.5 + 0 + 4 × 2/3 of 9.
    assert (status, found["score"], found["earned"], found["applicable"]) == (200, 4630, 417, 900)
    assert (found["grade"], found["flags"], found["items"]["E01"]["earned"]) == ("fail", 1, 267)


def test_every_answer_that_cannot_be_is_named(office):
    version = make.ship()

    status, told = _send(
        office, "post", f"/versions/{version.pk}/score", {"answers": {"A01": {"count": -1}, "Z9": {}, "A02": 5}}
    )

    assert status == 422
    assert {row["column"] for row in told["refusals"]} >= {"A01.count", "Z9", "A02.value"}


@pytest.mark.parametrize(
    "change", [{"rule": {"each": 0}}, {"channels": []}, {"kind": "guess"}, {"surprise": 1}, {"points": 0}]
)
def test_an_item_that_cannot_be_is_refused(office, change):
    draft = make.draft()

    status, _told = _send(office, "post", f"/versions/{draft.pk}/items", {**ITEM, **change})

    assert status == 422
    assert not draft.items.exists()


def test_a_published_version_is_not_changed_by_programs_either(office):
    version = make.published()
    item = version.items.first()

    assert _send(office, "put", f"/items/{item.pk}", ITEM)[0] == 409
    assert _send(office, "delete", f"/items/{item.pk}")[0] == 409
    assert _send(office, "post", f"/versions/{version.pk}/items", ITEM)[0] == 409
    assert _send(office, "delete", f"/versions/{version.pk}")[0] == 409


def test_programs_of_readers_change_nothing():
    draft = make.draft(items=[(Kind.BINARY, 200, {})])
    reader = _client(Role.LOBBY_MANAGER)

    assert _got(reader, f"/versions/{draft.pk}")["items"]
    assert _send(reader, "post", "/", {"code": "x", "name_zh": "x"})[0] == 403
    assert _send(reader, "delete", f"/items/{draft.items.get().pk}")[0] == 403
    assert not Handbook.objects.filter(code="x").exists()
