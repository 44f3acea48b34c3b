"""My messages for programs."""

from __future__ import annotations

import json

import pytest

from biaogan.accounts.access import Role
from biaogan.notify import actions
from biaogan.notify.models import Delivery
from tests.conftest import NOW
from tests.factories import org
from tests.factories.accounts import api_client, user, user_with_role
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


def sent(client, method: str, address: str, **body):
    return getattr(client, method)(f"{API}/{address}", json.dumps(body), content_type="application/json")


def test_a_program_writes_the_words_of_a_message_and_takes_them_back():
    code = make_message()
    office = api_client(user_with_role(Role.OFFICE_HEAD, org.unit()))
    shipped = office.get(f"{API}/texts/{code}").json()
    assert (shipped["is_own"], shipped["placeholders"]) == (False, ["due", "number"])
    words = {
        "subject_zh": "{number}待办",
        "subject_en": "{number} waits",
        "body_zh": "请看{number}",
        "body_en": "See it.",
    }

    own = sent(office, "put", f"texts/{code}", **words).json()

    assert own == {**shipped, **words, "is_own": True}
    assert own in office.get(f"{API}/texts").json()
    strange = sent(office, "put", f"texts/{code}", **{**words, "body_en": "{amount}"})
    assert (strange.status_code, strange.json()["title"]) == (422, "notify.unknown_placeholder")
    assert office.delete(f"{API}/texts/{code}").json() == shipped
    assert office.get(f"{API}/texts/nothing").status_code == 404
    assert api_client(user()).get(f"{API}/texts").status_code == 403


def test_a_program_decides_on_what_is_stuck_and_never_reads_what_it_says():
    person = user().person
    (row,) = actions.tell(make_message(), to=[person], now=NOW, number="C-1", due=NOW)
    stuck = Delivery.objects.create(
        notification=row, person=person, channel="email", not_before=NOW, given_up_at=NOW, error="550"
    )
    admin = api_client(user_with_role(Role.ADMINISTRATOR, org.unit()))
    channel = admin.get(f"{API}/channels").json()[0]
    assert (channel["code"], channel["given_up"]) == ("email", 1)
    (found,) = admin.get(f"{API}/stuck").json()["items"]
    assert (found["id"], found["error"]) == (stuck.pk, "550")
    assert "C-1" not in json.dumps(found)

    assert sent(admin, "post", f"deliveries/{stuck.pk}/send-again").json()["given_up_at"] is None

    assert admin.get(f"{API}/stuck").json()["items"] == []
    assert sent(admin, "post", f"deliveries/{stuck.pk}/count-as-sent").status_code == 409
    assert sent(admin, "post", "deliveries/999999/send-again").status_code == 404
    assert api_client(user()).get(f"{API}/stuck").status_code == 403
