"""The outlet's logs and tests of devices at a desk."""

from __future__ import annotations

import uuid

import pytest

from biaogan.inspections.choices import State
from biaogan.inspections.models import DeviceTest, LogKind, OutletLog
from biaogan.premises.models import Repair
from tests.factories import accounts, premises
from tests.factories import inspections as make
from tests.inspections.desk import address, browser, lobby_manager, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> make.Scene:
    return make.scene()


def press(at: make.Scene, **sent: object):
    client = accounts.signed_in_client(lobby_manager(at))
    form = client.get("/inspections/logs/new/").context["form"]
    known = {"form_key": form.initial["form_key"], "unit": form.initial["unit"].code}
    return client.post("/inspections/logs/new/", {**known, **sent})


def test_a_patrol_in_which_all_was_in_order_is_one_press_on_its_page(at):
    assert press(at, kind="patrol").status_code == 302

    log = OutletLog.objects.get()
    assert (log.unit, log.kind, log.text) == (at.outlet, LogKind.PATROL, "")


def test_the_same_form_sent_twice_is_one_log(at):
    key = uuid.uuid4()

    press(at, kind="patrol", form_key=key)
    press(at, kind="patrol", form_key=key)

    assert OutletLog.objects.count() == 1


def test_a_meeting_without_words_is_refused_and_what_was_typed_stays(at):
    page = press(at, kind="morning_meeting", text="")

    assert page.status_code == 422
    assert "Say in a few words" in text_of(page)


def test_logs_are_listed_narrowed_and_given_out_as_a_file(at):
    press(at, kind="patrol", text="自助区地面有水")
    press(at, kind="drill", text="消防演练")
    client = browser(at.outlet_head)

    assert "自助区地面有水" in text_of(client.get("/inspections/logs/"))
    assert "自助区地面有水" not in text_of(client.get("/inspections/logs/?kind=drill"))
    file = client.get("/inspections/logs/?export=csv")
    assert "消防演练" in b"".join(file.streaming_content).decode()


def test_the_list_of_logs_asks_the_same_number_of_questions_however_many_there_are(at, query_count):
    client = browser(at.outlet_head)
    press(at, kind="patrol")
    client.get("/inspections/logs/")
    with query_count() as few:
        client.get("/inspections/logs/")
    for number in range(4):
        press(at, kind="patrol", text=f"第{number}次")

    with query_count() as many:
        client.get("/inspections/logs/")

    assert len(many) == len(few)


def test_another_outlets_lobby_manager_sees_none_of_it(at):
    press(at, kind="patrol", text="自助区地面有水")

    assert "自助区地面有水" not in text_of(browser(at.elsewhere).get("/inspections/logs/"))


def test_a_device_that_works_and_one_that_does_not_are_tested_on_the_page(at):
    sheet = make.sheet(at, State.IN_PROGRESS)
    good, bad = (premises.device(at.outlet, serial=serial) for serial in ("G-1", "B-1"))
    client = browser(at.inspector)

    assert client.post(address(sheet, "tests/"), {"device": good.pk, "works": "yes"}).status_code == 302
    refused = client.post(address(sheet, "tests/"), {"device": bad.pk, "works": "no"})
    told = client.post(address(sheet, "tests/"), {"device": bad.pk, "works": "no", "note": "不出票"})

    assert refused.status_code == 422
    assert told.status_code == 302
    assert {test.device_id: test.works for test in DeviceTest.objects.filter(sheet=sheet)} == {
        good.pk: True,
        bad.pk: False,
    }
    assert Repair.objects.get().device == bad
    assert "does not work" in text_of(client.get(address(sheet)))
