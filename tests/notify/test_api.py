"""My messages for programs."""

from __future__ import annotations

import json

import pytest

from biaogan.notify import actions
from tests.conftest import NOW
from tests.factories.accounts import api_client, user
from tests.factories.notify import make_message

pytestmark = pytest.mark.django_db

API = "/api/v1/notify"


def test_a_program_reads_and_settles_my_messages_and_nobody_elses():
    me, other = user(), user()
    actions.tell(make_message(), to=[me.person, other.person], now=NOW, number="C-1", due=NOW)
    client = api_client(me, HTTP_ACCEPT_LANGUAGE="en")

    items = client.get(f"{API}/messages", {"unread": True}).json()["items"]
    assert [each["subject"] for each in items] == ["C-1 is waiting"]
    read = client.post(f"{API}/messages/read", json.dumps({"ids": [items[0]["id"]]}), content_type="application/json")
    assert read.json() == {"read": 1}
    assert client.get(f"{API}/messages", {"unread": True}).json()["items"] == []
    assert len(api_client(other).get(f"{API}/messages", {"unread": True}).json()["items"]) == 1


def test_preferences_are_read_and_set():
    client = api_client(user())
    wanted = {
        "choices": [{"topic": "work", "channel": "email", "mode": "daily"}],
        "quiet_from": "22:00:00",
        "quiet_to": "07:00:00",
    }

    kept = client.put(f"{API}/preferences", json.dumps(wanted), content_type="application/json").json()

    assert {"topic": "work", "channel": "email", "mode": "daily"} in kept["choices"]
    assert (kept["quiet_from"], kept["quiet_to"]) == ("22:00:00", "07:00:00")
    assert client.get(f"{API}/preferences").json() == kept
    wrong = wanted | {"choices": [{"topic": "x", "channel": "email", "mode": "off"}]}
    assert client.put(f"{API}/preferences", json.dumps(wrong), content_type="application/json").status_code == 422
