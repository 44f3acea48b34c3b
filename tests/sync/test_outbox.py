import datetime as dt
import threading
import time
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.utils import timezone

from biaogan.audit.models import Event
from biaogan.core.errors import RuleBroken
from biaogan.sync import jobs
from biaogan.sync.kinds import KINDS, OfflineKind, Work, register_offline_kind
from biaogan.sync.models import Device, DeviceReceipt
from tests.factories import org
from tests.factories import sync as make

OUTBOX, HEARTBEAT = "/api/v1/sync/outbox", "/api/v1/sync/heartbeat"


@pytest.fixture
def done(monkeypatch) -> list[Work]:
    """What the only kind of work was asked to do: notes that are left, unless they say how to fail."""
    work: list[Work] = []

    def leave(each: Work) -> dict[str, object]:
        failures = {
            "rule": RuleBroken("note.too_late", "Too late."),
            "right": PermissionDenied("Not yours."),
            "gone": Device.DoesNotExist(),
            "bug": ZeroDivisionError(),
            "down": OperationalError(),
        }
        work.append(each)
        if failure := failures.get(each.payload.get("fail", "")):
            raise failure
        return {"number": len(work)}

    monkeypatch.setattr(KINDS, "_things", {})
    register_offline_kind(OfflineKind("note.left", "Note", leave))
    return work


@pytest.fixture
def handset(net) -> make.Handset:
    return make.paired(net.outlets[0])


def states(answer) -> list[str]:
    return [each["state"] for each in answer.json()["items"]]


@pytest.mark.parametrize("algorithm", ["ed25519", "p256"])
def test_work_is_taken_in_and_answered(net, done, algorithm):
    handset = make.paired(net.outlets[0], algorithm)
    sent = make.item()

    answer = handset.post(OUTBOX, make.outbox(sent))

    assert answer.json()["items"] == [
        {"id": sent["id"], "state": "accepted", "result": {"number": 1}, "code": "", "message": ""}
    ]
    receipt = DeviceReceipt.objects.get()
    assert (str(receipt.pk), receipt.state, receipt.payload) == (sent["id"], "accepted", None)
    assert done[0].by.ref == f"device:{handset.device.pk}"
    assert done[0].payload == {"text": "swept"}


def test_the_same_work_again_is_answered_the_same_and_done_once(handset, done):
    sent = make.outbox(make.item())

    first, again = handset.post(OUTBOX, sent), handset.post(OUTBOX, sent)

    assert first.json()["items"] == again.json()["items"]
    assert len(done) == 1


def test_a_refusal_is_answered_the_same_too(handset, done):
    sent = make.outbox(make.item(payload={"fail": "rule"}))

    first, again = handset.post(OUTBOX, sent), handset.post(OUTBOX, sent)

    assert first.json()["items"] == again.json()["items"]
    assert first.json()["items"][0]["code"] == "note.too_late"
    assert len(done) == 1


@pytest.mark.parametrize(("fail", "code"), [("rule", "note.too_late"), ("right", "forbidden"), ("gone", "not_found")])
def test_a_refused_piece_does_not_hold_up_the_next(handset, done, fail, code):
    answer = handset.post(OUTBOX, make.outbox(make.item(payload={"fail": fail}), make.item()))

    assert states(answer) == ["refused", "accepted"]
    assert answer.json()["items"][0]["code"] == code


def test_what_fails_on_our_side_is_asked_for_again(handset, done):
    sent = make.item(payload={"fail": "bug"})

    answer = handset.post(OUTBOX, make.outbox(sent, make.item()))

    assert states(answer) == ["failed", "accepted"]
    assert not DeviceReceipt.objects.filter(pk=sent["id"]).exists()


def test_a_database_that_is_down_is_told_as_such(handset, done):
    answer = handset.post(OUTBOX, make.outbox(make.item(payload={"fail": "down"})))

    assert answer.status_code == 503


def test_other_work_under_a_known_id_is_refused(handset, done):
    sent = make.item()
    handset.post(OUTBOX, make.outbox(sent))

    answer = handset.post(OUTBOX, make.outbox({**sent, "payload": {"text": "other"}}))

    assert answer.json()["items"][0]["code"] == "sync.other_content"
    assert len(done) == 1


def test_the_id_of_another_device_is_refused(net, handset, done):
    sent = make.item()
    handset.post(OUTBOX, make.outbox(sent))

    answer = make.paired(net.outlets[1]).post(OUTBOX, make.outbox(sent))

    assert answer.json()["items"][0]["code"] == "sync.other_content"


@pytest.mark.parametrize(
    "ident",
    [uuid.uuid4(), make.uuid7_of(timezone.now() + dt.timedelta(days=2)), uuid.UUID(int=0)],
    ids=["random", "ahead", "zero"],
)
def test_an_id_that_cannot_be_is_refused_and_not_kept(handset, done, ident):
    answer = handset.post(OUTBOX, make.outbox(make.item(id=str(ident))))

    assert answer.json()["items"][0]["code"] == "sync.bad_id"
    assert not DeviceReceipt.objects.exists()


def test_work_from_weeks_ago_is_taken(handset, done):
    long_ago = timezone.now() - dt.timedelta(days=40)

    handset.post(OUTBOX, make.outbox(make.item(id=str(make.uuid7_of(long_ago)), happened_at=long_ago.isoformat())))

    assert done[0].happened_at == long_ago


def test_work_of_a_kind_that_nobody_knows_is_kept_aside_and_taken_up_later(handset, done):
    sent = make.item(kind="floor.polished")

    answer = handset.post(OUTBOX, make.outbox(sent))
    before = jobs.take_up(now=timezone.now())
    polished: list[Work] = []
    register_offline_kind(OfflineKind("floor.polished", "Polish", lambda work: polished.append(work) or {"ok": 1}))
    after = jobs.take_up(now=timezone.now())

    receipt = DeviceReceipt.objects.get()
    assert states(answer) == ["quarantined"]
    assert (before, after) == (0, 1)
    assert (receipt.state, receipt.payload) == ("accepted", None)
    assert polished[0].payload == sent["payload"]
    assert polished[0].by.ref == f"device:{handset.device.pk}"
    assert Event.objects.latest("pk").name == "device.work_taken_up"
    assert handset.post(OUTBOX, make.outbox(sent)).json()["items"][0]["result"] == {"ok": 1}


def test_a_wrong_clock_is_put_right(handset, done):
    now = timezone.now()
    fast = now + dt.timedelta(hours=3)

    handset.post(
        OUTBOX, make.outbox(make.item(happened_at=(fast - dt.timedelta(minutes=10)).isoformat()), sent_at=fast)
    )

    receipt = DeviceReceipt.objects.get()
    assert receipt.claimed_at == fast - dt.timedelta(minutes=10)
    assert abs(receipt.happened_at - (now - dt.timedelta(minutes=10))) < dt.timedelta(seconds=10)


def test_nothing_takes_place_after_it_arrived(handset, done):
    handset.post(OUTBOX, make.outbox(make.item(happened_at="2199-01-01T00:00:00Z")))

    receipt = DeviceReceipt.objects.get()
    assert receipt.happened_at == receipt.received_at


def test_a_heartbeat_notes_version_and_clock(handset):
    handset.post(HEARTBEAT, {"sent_at": timezone.now() - dt.timedelta(minutes=2), "app_version": "1.4"})

    device = Device.objects.get()
    assert device.app_version == "1.4"
    assert round(device.clock_error.total_seconds()) == -120


def test_a_batch_that_is_too_large_is_sent_in_pieces(handset, done):
    answer = handset.post(OUTBOX, make.outbox(*[make.item() for _ in range(101)]))

    assert answer.status_code == 422


@pytest.mark.parametrize(
    "header",
    ["", "Bearer x", "Device", "Device 1.2", "Device x.y.z", "Device 99999999999999999999.1.AA", "Device 1.1.!!"],
)
def test_whoever_is_no_device_stays_out(handset, client, header):
    answer = client.post(
        HEARTBEAT, {"sent_at": timezone.now()}, content_type="application/json", headers={"Authorization": header}
    )

    assert answer.status_code == 401


def test_a_signature_holds_for_its_content_alone(handset, client):
    header = handset.header("POST", HEARTBEAT, b'{"sent_at": "2026-11-24T10:00:00Z"}')

    answer = client.post(
        HEARTBEAT,
        b'{"sent_at": "2026-11-25T10:00:00Z"}',
        content_type="application/json",
        headers={"Authorization": header},
    )

    assert answer.status_code == 401


@pytest.mark.parametrize("off", [-301, 301, 10**9])
def test_an_old_signature_is_refused_with_the_way_out(handset, client, off):
    answer = handset.post(HEARTBEAT, {"sent_at": timezone.now()}, at=time.time() + off)

    assert answer.json()["title"] == "sync.clock"
    assert client.get("/api/v1/sync/time").json()["now"]


@pytest.mark.django_db(transaction=True)
def test_the_same_work_twice_at_once_is_done_once(done):
    handset = make.paired(org.branch().outlets[0])
    sent, answers = make.outbox(make.item()), []

    def send() -> None:
        answers.append(handset.post(OUTBOX, sent).json()["items"])
        connection.close()

    both = [threading.Thread(target=send) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()

    assert answers[0] == answers[1]
    assert len(done) == 1
