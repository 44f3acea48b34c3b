"""Devices that are tried during the visits of the demonstration."""

from __future__ import annotations

import datetime as dt

from biaogan.accounts.access import Actor
from biaogan.inspections.actions.device_tests import record_test
from biaogan.inspections.models import Sheet
from biaogan.inspections.scripts import script_for
from biaogan.premises.kinds import DeviceKind, DeviceStatus
from biaogan.premises.models import Device

TRIED = (DeviceKind.TICKET_MACHINE, DeviceKind.CASH_MACHINE, DeviceKind.SMART_TELLER, DeviceKind.RATING_DEVICE)
#: Every so manieth visit finds a machine whose receipts cannot be read.
FAULTY = 4


def try_devices(sheet: Sheet, place: int, *, by: Actor, at: dt.datetime) -> None:
    """Try one device of each main kind; what waits for its repair already is reported by whoever found that first."""
    devices = Device.objects.filter(outlet=sheet.case.subject_unit, kind__in=TRIED, status=DeviceStatus.IN_USE)
    for kind, device in {device.kind: device for device in devices.order_by("-pk")}.items():
        fails = kind == DeviceKind.CASH_MACHINE and place % FAULTY == 1
        steps = {step.code: not (fails and step.code == "paper") for step in script_for(kind).steps}
        record_test(
            sheet_id=sheet.pk,
            device_id=device.pk,
            steps=steps,
            works=not fails,
            note="凭条打印模糊，客户无法核对。" if fails else "",
            down_since=at - dt.timedelta(hours=2) if fails else None,
            by=by,
            now=at,
        )
