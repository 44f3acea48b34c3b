"""What was tried on the devices of a unit, and what that answers."""

from __future__ import annotations

from biaogan.handbook.models import Item
from biaogan.inspections.models import DeviceTest, Sheet
from biaogan.org.models import Unit
from biaogan.premises.models import Device


def tests_of(sheet: Sheet) -> list[DeviceTest]:
    """Return the last test of each device that was tried for the sheet."""
    rows = DeviceTest.objects.filter(sheet=sheet).select_related("device__counter", "device__area", "repair__case")
    last = {test.device_id: test for test in rows.order_by("tested_at", "pk")}
    return sorted(last.values(), key=lambda test: (test.device.kind, test.device.serial))


def devices_to_try(unit: Unit) -> list[Device]:
    return list(Device.objects.filter(outlet=unit).there().select_related("counter", "area").order_by("kind", "serial"))


def answer_of_tests(tests: list[DeviceTest], item: Item) -> dict[str, int] | None:
    """Return what the tests answer to an item on devices, None where none of its kinds was tried."""
    found = [test for test in tests if test.device.kind in item.device_kinds]
    return {"working": sum(test.works for test in found), "tested": len(found)} if found else None
