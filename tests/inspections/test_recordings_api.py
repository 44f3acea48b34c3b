"""Programs ask for recordings, rule on requests, and read who has looked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from biaogan.core.time import ZONE
from tests.factories import accounts
from tests.factories.recordings import scene

pytestmark = pytest.mark.django_db

AT = "/api/v1/inspections/recordings"


@pytest.fixture
def program(monkeypatch) -> Any:
    """Return what asks as the inspector and as the head of the Office."""
    at = scene()

    def client(person) -> Client:
        return accounts.api_client(at.actor_for(person).user)

    return at, client(at.inspectors[0]), client(at.office_head.person)


def _asked(at, inspector: Client) -> dict[str, Any]:
    begins = (timezone.now() - dt.timedelta(days=1)).astimezone(ZONE).replace(hour=9, minute=0, second=0, microsecond=0)
    stretch = {
        "camera": "大厅",
        "from_at": begins.isoformat(),
        "to_at": (begins + dt.timedelta(minutes=15)).isoformat(),
    }
    body = {"unit": at.outlet.code, "purpose": "月度非现场监测", "stretches": [stretch]}
    answer = inspector.post(AT, body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_request_is_made_listed_approved_and_looked_at(program):
    at, inspector, head = program

    made = _asked(at, inspector)
    listed = inspector.get(AT).json()["items"]
    approved = head.post(f"{AT}/{made['id']}/approve").json()
    look = {"span_ids": [span["id"] for span in made["spans"]], "purpose": "核对服务规范"}
    looked = inspector.post(f"{AT}/{made['id']}/looks", look, content_type="application/json")

    assert [(row["number"], row["unit"], row["state"]) for row in listed] == [(made["number"], at.outlet.code, "asked")]
    assert approved["state"] == "approved"
    assert looked.status_code == 201, looked.content
    assert [row["purpose"] for row in inspector.get(f"{AT}/{made['id']}/looks").json()] == ["核对服务规范"]


def test_whoever_asks_does_not_approve(program):
    at, inspector, _head = program
    made = _asked(at, inspector)

    assert inspector.post(f"{AT}/{made['id']}/approve").status_code == 403


def test_a_refusal_gives_its_reason(program):
    at, inspector, head = program
    made = _asked(at, inspector)

    refused = head.post(f"{AT}/{made['id']}/refuse", {"reason": "时段与检查无关"}, content_type="application/json")

    assert (refused.status_code, refused.json()["state"], refused.json()["reason"]) == (
        200,
        "refused",
        "时段与检查无关",
    )
