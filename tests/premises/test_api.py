"""What programs change about premises."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine

from biaogan.accounts.roles import Role
from biaogan.premises.models import Area
from tests.conftest import NOW
from tests.factories import accounts, org, premises

pytestmark = pytest.mark.django_db

API = "/api/v1/premises"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def outlet():
    return org.branch().outlets[0]


@pytest.fixture
def program(outlet):
    return accounts.api_client(accounts.user_with_role(Role.OUTLET_HEAD, outlet))


def send(program, method: str, address: str, **body):
    return getattr(program, method)(f"{API}/{address}", json.dumps(body), content_type="application/json")


def test_the_usual_areas_are_added_once_and_one_is_changed(program, outlet):
    made = send(program, "post", f"units/{outlet.pk}/areas/usual")
    assert (made.status_code, len(made.json())) == (201, Area.objects.filter(outlet=outlet).count())
    assert send(program, "post", f"units/{outlet.pk}/areas/usual").json() == []
    first, second = made.json()[:2]

    changed = send(program, "patch", f"areas/{first['id']}", floor=2)

    assert changed.json() == {**first, "floor": 2}
    taken = send(program, "patch", f"areas/{first['id']}", name=second["name"])
    assert (taken.status_code, taken.json()["title"]) == (409, "area.name_taken")


def test_a_counter_gets_other_business_and_keeps_its_number(program, outlet):
    counter, area = premises.counter(outlet, number=3), premises.area(outlet)

    changed = send(program, "put", f"counters/{counter.pk}", businesses=["cash"], area_id=area.pk)

    assert changed.status_code == 200, changed.json()
    assert changed.json() == {
        "id": counter.pk,
        "outlet_id": outlet.pk,
        "number": 3,
        "businesses": ["cash"],
        "area_id": area.pk,
    }


def test_what_is_not_sent_about_a_device_stays(program, outlet):
    counter = premises.counter(outlet)
    device = premises.device(outlet, counter=counter, model="A1")

    renamed = send(program, "patch", f"devices/{device.pk}", serial="NEW-1").json()
    assert (renamed["serial"], renamed["model"], renamed["counter_id"]) == ("NEW-1", "A1", counter.pk)

    moved = send(program, "patch", f"devices/{device.pk}", counter_id=None).json()
    assert (moved["serial"], moved["counter_id"]) == ("NEW-1", None)


def test_an_exception_is_listed_and_withdrawn(program, outlet):
    premises.hours(outlet)
    premises.closed(outlet, dt.date(2026, 12, 31), "结算")
    address = f"units/{outlet.pk}/exceptions"
    assert program.get(f"{API}/{address}").json() == [{"day": "2026-12-31", "open": [], "reason": "结算"}]

    assert program.delete(f"{API}/{address}/2026-12-31").status_code == 204

    assert program.get(f"{API}/{address}").json() == []
    assert program.delete(f"{API}/{address}/2026-12-31").json()["title"] == "hours.no_exception"


def test_labels_come_with_the_picture_of_their_code(program, outlet):
    device = premises.device(outlet)

    found = program.get(f"{API}/units/{outlet.pk}/labels").json()

    assert [each["address"].endswith(device.code) for each in found] == [True]
    assert found[0]["svg"].startswith("<svg")
    assert program.get(f"{API}/units/{outlet.pk}/labels", {"kind": "nothing"}).status_code == 422


def test_nobody_changes_another_outlets_premises(program):
    elsewhere = org.branch().outlets[0]
    area, counter, device = premises.area(elsewhere), premises.counter(elsewhere), premises.device(elsewhere)

    answers = [
        send(program, "patch", f"areas/{area.pk}", floor=2),
        send(program, "put", f"counters/{counter.pk}", businesses=[]),
        send(program, "patch", f"devices/{device.pk}", serial="X"),
        send(program, "post", f"units/{elsewhere.pk}/areas/usual"),
        program.delete(f"{API}/units/{elsewhere.pk}/exceptions/2026-12-31"),
        program.get(f"{API}/units/{elsewhere.pk}/labels"),
    ]

    assert {answer.status_code for answer in answers} == {404}
