import datetime as dt
import uuid

import pytest
import uuid_utils
from django.utils import timezone

from biaogan.evidence.models import Evidence
from biaogan.inspections.choices import Channel, State
from biaogan.inspections.models import AnswerEvidence, DeviceTest, Guidance, OutletLog, Sheet, SheetChange
from biaogan.rectification.models import Finding
from biaogan.sync.models import DeviceReceipt, Upload
from tests.factories import inspections as make
from tests.factories import premises
from tests.factories import sync as phones
from tests.field.conftest import of_person
from tests.field.phone import photo


@pytest.fixture
def sheet(scene) -> Sheet:
    return make.sheet(scene, State.ASSIGNED)


@pytest.fixture
def begun(scene) -> Sheet:
    return make.sheet(scene, State.IN_PROGRESS)


def answers(phone, scene, sheet, **values) -> None:
    for code, value in {**make.GOOD, **values}.items():
        phone.did("sheet.change", sheet=sheet.pk, item=scene.item(code).pk, field="value", base=0, new=value)


def test_a_whole_inspection_is_done_by_phone(scene, phone, sheet):
    phone.did("sheet.begin", sheet=sheet.pk, latitude=23.47, longitude=111.28)
    answers(phone, scene, sheet, A1={"met": False})
    proof = phone.did(
        "sheet.photo",
        sheet=sheet.pk,
        item=scene.item("A1").pk,
        upload=phone.uploads(photo()),
        note="Rubbish",
        kind="photo",
    )
    phone.did("sheet.guide", sheet=sheet.pk, item=None, text="Sweep before opening", to_whom="Lobby")
    signature = phone.uploads(photo(20), "signature.jpg")
    result = phone.did("sheet.submit", sheet=sheet.pk, assessment="Well kept", signature=signature)

    sheet.refresh_from_db()
    assert (sheet.state, sheet.assessment, sheet.latitude) == (State.SUBMITTED, "Well kept", 23.47)
    assert result["score"] == sheet.score
    finding = Finding.objects.get()
    assert finding.item == scene.item("A1")
    assert finding.case.evidence.filter(pk=proof["evidence"]).exists() or finding.case.evidence.exists()
    assert {row.item_id for row in AnswerEvidence.objects.filter(sheet=sheet)} == {scene.item("A1").pk, None}
    assert Guidance.objects.get().text == "Sweep before opening"
    assert set(Upload.objects.values_list("state", flat=True)) == {"claimed"}


def test_the_same_work_sent_again_is_done_once(scene, phone, begun):
    item = phones.item("sheet.guide", payload={"sheet": begun.pk, "item": None, "text": "Smile", "to_whom": ""})

    first, again = phone.sends_all(item), phone.sends_all(item)

    assert first == again
    assert Guidance.objects.count() == 1


def test_two_phones_that_write_differently_are_told_field_by_field(scene, phone, other_phone, begun):
    a1 = scene.item("A1").pk
    phone.did("sheet.change", sheet=begun.pk, item=a1, field="value", base=0, new={"met": True})

    told = other_phone.did("sheet.change", sheet=begun.pk, item=a1, field="value", base=0, new={"met": False})
    note = other_phone.did("sheet.change", sheet=begun.pk, item=a1, field="note", base=0, new="Seen twice")

    conflict = told["conflict"]
    assert (conflict["current"], conflict["by"], conflict["field"]) == (
        {"met": True},
        scene.inspectors[0].name,
        "value",
    )
    assert note["revision"]
    assert SheetChange.objects.filter(applied=False, new={"met": False}).count() == 1
    chosen = other_phone.did(
        "sheet.change", sheet=begun.pk, item=a1, field="value", base=conflict["revision"], new={"met": False}
    )
    assert chosen["revision"] > conflict["revision"]


def test_what_two_phones_write_alike_is_no_conflict(scene, phone, other_phone, begun):
    a1 = scene.item("A1").pk
    first = phone.did("sheet.change", sheet=begun.pk, item=a1, field="value", base=0, new={"met": True})

    second = other_phone.did("sheet.change", sheet=begun.pk, item=a1, field="value", base=0, new={"met": True})

    assert first == second


def test_a_change_that_comes_after_the_sheet_was_handed_in_is_kept_aside_and_told(scene, phone):
    done = make.sheet(scene, State.SUBMITTED)

    told = phone.did("sheet.change", sheet=done.pk, item=scene.item("A1").pk, field="note", base=0, new="Late")

    assert told["conflict"]["why"] == "late"
    assert SheetChange.objects.filter(applied=False, new="Late").exists()


def test_a_self_check_goes_by_the_id_of_its_beginning_until_it_has_a_number(scene, monkeypatch):
    from biaogan.inspections.actions import filling

    monkeypatch.setattr(filling, "current", lambda **_: scene.version)
    manager = of_person(scene, scene.outlet_head.person)
    begin = phones.item("self_check.begin", payload={"unit": scene.outlet.pk})
    note = {"sheet": begin["id"], "item": scene.item("A1").pk, "field": "note", "base": 0, "new": "Clean"}

    told = manager.sends_all(begin, phones.item("sheet.change", payload=note))

    sheet = Sheet.objects.get()
    assert [each["state"] for each in told] == ["accepted", "accepted"]
    assert (sheet.channel, told[0]["result"]["sheet"]) == (Channel.SELF_CHECK, sheet.pk)
    assert sheet.answers.get().note == "Clean"
    unknown = manager.sends("sheet.change", **{**note, "sheet": str(uuid_utils.uuid7())})
    assert unknown["code"] == "not_found"


def test_an_original_follows_its_photo_also_after_the_sheet_was_handed_in(scene, phone, begun):
    shown = phones.item(
        "sheet.photo",
        payload={
            "sheet": begun.pk,
            "item": scene.item("A1").pk,
            "upload": phone.uploads(photo()),
            "note": "",
            "kind": "photo",
        },
    )
    phone.sends_all(shown)
    make.fill(scene, begun, make.GOOD, by=scene.inspector)
    phone.did("sheet.submit", sheet=begun.pk, assessment="Well kept")
    original = photo(200)

    phone.did(
        "sheet.original", sheet=begun.pk, item=None, photo=shown["id"], upload=phone.uploads(original, "IMG_1.jpg")
    )

    assert Evidence.objects.filter(case=begun.case, original_name="IMG_1.jpg").count() == 1
    assert AnswerEvidence.objects.filter(sheet=begun).count() == 1
    stray = phone.sends(
        "sheet.original", sheet=begun.pk, item=None, photo=str(uuid.uuid4()), upload=phone.uploads(photo(7))
    )
    assert stray["code"] == "field.no_photo"


def test_a_photo_whose_file_has_not_arrived_adds_nothing(scene, phone, begun):
    told = phone.sends("sheet.photo", sheet=begun.pk, item=None, upload=str(uuid_utils.uuid7()), note="", kind="photo")

    assert (told["state"], told["code"]) == ("refused", "sync.upload_missing")
    assert not AnswerEvidence.objects.exists()


def test_a_machine_that_fails_its_test_is_in_repair(scene, phone, begun):
    machine = premises.device(scene.outlet, kind="ticket_machine")

    told = phone.did(
        "device.test",
        sheet=begun.pk,
        device=machine.pk,
        steps={"ticket": False},
        works=False,
        note="No tickets",
        down_since=None,
    )

    assert told["repair"]
    assert DeviceTest.objects.get().works is False


def test_a_fault_is_reported_without_a_sheet(scene, phone):
    machine = premises.device(scene.outlet, kind="ticket_machine")

    assert phone.did("repair.report", device=machine.pk, fault="No tickets", down_since=None)["repair"]


def test_an_outlet_keeps_its_log_by_phone(scene):
    manager = of_person(scene, scene.outlet_head.person)

    manager.did("outlet.log", unit=scene.outlet.pk, kind="morning_meeting", text="Queues at noon", facts={"present": 7})

    assert OutletLog.objects.get().facts == {"present": 7}


@pytest.mark.parametrize("days", [-1, 1, 400, -40])
def test_forged_and_impossible_times_are_put_right_and_what_was_said_is_kept(scene, phone, begun, days):
    claimed = timezone.now() + dt.timedelta(days=days)

    phone.sends(
        "sheet.change", at=claimed.isoformat(), sheet=begun.pk, item=scene.item("A1").pk, field="note", base=0, new="x"
    )

    change = SheetChange.objects.get()
    begun.refresh_from_db()
    assert begun.begun_at <= change.happened_at <= change.at
    assert DeviceReceipt.objects.get().claimed_at == claimed


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("sheet.begin", {"sheet": "x"}),
        ("sheet.begin", {"sheet": True}),
        ("sheet.change", {"sheet": 2**70, "item": 1, "field": "value", "base": 0, "new": 1}),
        ("sheet.change", {"sheet": 1, "item": -1, "field": [], "base": "0", "new": 1}),
        ("sheet.photo", {"sheet": 1, "item": None, "upload": 7, "note": "", "kind": "photo"}),
        ("sheet.submit", {"sheet": 1, "assessment": 7}),
        ("device.test", {"sheet": 1, "device": 1, "steps": [], "works": "yes"}),
        ("repair.report", {"device": 1, "fault": "x", "down_since": "yesterday"}),
        ("outlet.log", {"unit": 1, "kind": "patrol", "text": "x", "facts": 3}),
        ("self_check.begin", {}),
    ],
)
def test_work_that_cannot_be_read_is_refused_with_the_part_and_breaks_nothing(scene, phone, kind, payload):
    told = phone.sends(kind, **payload)

    assert told["state"] == "refused"
    assert told["code"] in ("field.unreadable", "not_found", "forbidden")


def test_a_stranger_to_the_sheet_changes_nothing(scene, begun):
    elsewhere = of_person(scene, scene.elsewhere.person)

    told = elsewhere.sends("sheet.change", sheet=begun.pk, item=None, field="assessment", base=0, new="Mine now")

    assert told["code"] in ("not_found", "forbidden")
    assert not SheetChange.objects.exists()


def test_whoever_has_left_sends_nothing_any_more(scene, phone, begun):
    person = scene.inspectors[0]
    person.left_on = dt.date(2026, 1, 1)
    person.save(update_fields=["left_on"])

    assert phone.sends("sheet.guide", sheet=begun.pk, text="x")["state"] == "refused"
    assert phone.package().status_code == 403
