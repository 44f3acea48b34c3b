import pytest
from django.utils import timezone

from biaogan.accounts.access import Role
from biaogan.sync.models import Device, DeviceReceipt
from tests.factories import accounts
from tests.factories import sync as make


@pytest.fixture
def keeper(net):
    return accounts.signed_in_client(accounts.user_with_role(Role.ADMINISTRATOR, net.sub_branches[0]))


def text(answer) -> str:
    return answer.content.decode()


def receipt(device: Device, **values) -> DeviceReceipt:
    item = make.item()
    values = {"state": "accepted", "payload": None, **values}
    now = timezone.now()
    return DeviceReceipt.objects.create(
        id=item["id"],
        device=device,
        kind="note.left",
        claimed_at=now,
        happened_at=now,
        received_at=now,
        digest="x",
        **values,
    )


def test_devices_of_ones_units_are_listed_and_no_others(net, keeper):
    make.paired(net.outlets[0], name="Counter 3")
    make.paired(net.outlets[2], name="Elsewhere")

    page = text(keeper.get("/devices/"))

    assert "Counter 3" in page
    assert "Elsewhere" not in page
    assert "Counter 3" in text(keeper.get("/devices/?q=count"))
    assert "No device" in text(keeper.get("/devices/?state=revoked"))


def test_a_code_is_shown_with_its_picture_and_not_again(net, keeper):
    form = {"purpose": "field", "unit": net.outlets[0].code, "name": "Phone", "person": ""}

    answer = keeper.post("/devices/pair", form)

    assert answer.context["code"] in text(answer)
    assert "data:image/svg+xml" in text(answer)
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_unit_elsewhere_gets_no_code(net, keeper):
    answer = keeper.post("/devices/pair", {"purpose": "field", "unit": net.outlets[2].code, "name": "Phone"})

    assert answer.status_code == 403


def test_the_page_of_a_device_shows_what_it_sent_and_revokes_it(net, keeper):
    device = make.paired(net.outlets[0]).device
    receipt(device, answer={"message": "Too late."}, state="refused")

    page = text(keeper.get(f"/devices/{device.pk}"))
    keeper.post(f"/devices/{device.pk}/revoke")

    device.refresh_from_db()
    assert "Too late." in page
    assert device.revoked_at is not None
    assert "Revoke the device" not in text(keeper.get(f"/devices/{device.pk}"))


def test_what_is_kept_aside_is_listed_by_cursor(net, keeper):
    device = make.paired(net.outlets[0]).device
    for _ in range(51):
        receipt(device, state="quarantined", payload={})

    first = keeper.get("/devices/kept-aside")
    second = keeper.get("/devices/kept-aside", {"cursor": first.context["page"].next})

    assert len(first.context["page"]) == 50
    assert len(second.context["page"]) == 1


def test_lists_cost_the_same_for_many(net, keeper, query_count):
    def count(url: str) -> int:
        keeper.get(url)
        with query_count() as counted:
            keeper.get(url)
        return len(counted)

    receipt(make.paired(net.outlets[0]).device, state="quarantined", payload={})
    few = [count("/devices/"), count("/devices/kept-aside")]
    for _ in range(20):
        receipt(make.paired(net.outlets[1]).device, state="quarantined", payload={})

    assert [count("/devices/"), count("/devices/kept-aside")] == few
    assert max(few) <= 8


def test_programs_see_and_revoke_devices(net):
    client = accounts.api_client(accounts.user_with_role(Role.ADMINISTRATOR, net.bank))
    device = make.paired(net.outlets[0]).device
    receipt(device, state="quarantined", payload={})

    listed = client.get("/api/v1/sync/devices").json()["items"]
    one = client.get(f"/api/v1/sync/devices/{device.pk}").json()
    aside = client.get("/api/v1/sync/quarantine").json()["items"]
    code = client.post(
        "/api/v1/sync/pairings",
        {"unit_id": net.outlets[0].pk, "name": "x", "purpose": "field"},
        content_type="application/json",
    )
    revoked = client.post(f"/api/v1/sync/devices/{device.pk}/revoke").json()

    assert [each["id"] for each in listed] == [one["id"]] == [device.pk]
    assert aside[0]["kind"] == "note.left"
    assert len(code.json()["code"]) == 8
    assert revoked["revoked_at"] is not None
    sent = client.get(f"/api/v1/sync/devices/{device.pk}/receipts").json()["items"]
    assert [(each["device_id"], each["state"]) for each in sent] == [(device.pk, "quarantined")]
    assert client.get("/api/v1/sync/devices/999999/receipts").status_code == 404
