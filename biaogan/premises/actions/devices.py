"""Devices are put up, changed and removed; that one does not work is a repair."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission, require
from biaogan.audit.actions import record_event
from biaogan.core.errors import RuleBroken
from biaogan.org.models import Unit
from biaogan.premises.actions.areas import lock_outlet
from biaogan.premises.actions.counters import require_of_outlet
from biaogan.premises.actions.repairs import scrap_repairs
from biaogan.premises.kinds import DeviceStatus
from biaogan.premises.models import Area, Counter, Device

#: Without letters that are read as others.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 10


@transaction.atomic
def add_device(
    *,
    outlet: Unit,
    kind: str,
    serial: str,
    by: Actor,
    now: dt.datetime,
    model: str = "",
    counter: Counter | None = None,
    area: Area | None = None,
) -> Device:
    """Put up a device. Raises PermissionDenied, and RuleBroken if the serial number is known or the place is not here."""
    lock_outlet(outlet, by)
    require_of_outlet(outlet, counter, area)
    _require_new(kind, serial)
    device = Device.objects.create(
        outlet=outlet,
        kind=kind,
        serial=serial,
        model=model,
        counter=counter,
        area=area,
        status_since=now,
        put_up_at=now,
        code="".join(secrets.choice(LETTERS) for _each in range(CODE_LENGTH)),
    )
    record_event("device.added", device, by=by, at=now, unit=outlet.pk, kind=kind)
    return device


@transaction.atomic
def change_device(device: Device, *, by: Actor, now: dt.datetime, **details: Any) -> Device:
    """Change kind, serial number, make or place of the device within its outlet."""
    device = _lock(device, by)
    require_of_outlet(device.outlet, details.get("counter"), details.get("area"))
    kind, serial = details.get("kind", device.kind), details.get("serial", device.serial)
    if (kind, serial) != (device.kind, device.serial):
        _require_new(kind, serial)
    changed = [name for name, value in details.items() if getattr(device, name) != value]
    for name in changed:
        setattr(device, name, details[name])
    if changed:
        device.save(update_fields=changed)
        record_event("device.changed", device, by=by, at=now, unit=device.outlet_id, fields=changed)
    return device


@transaction.atomic
def remove_device(device: Device, *, by: Actor, now: dt.datetime) -> Device:
    """Take the device away for good, and end what was to be mended; what was recorded about it stays."""
    device = _lock(device, by)
    if device.status == DeviceStatus.REMOVED:
        raise RuleBroken("device.removed_already", _("This device was removed."))
    scrap_repairs(device, by=by, now=now)
    device.status, device.status_since, device.status_note = DeviceStatus.REMOVED, now, ""
    device.save(update_fields=["status", "status_since", "status_note"])
    record_event("device.removed", device, by=by, at=now, unit=device.outlet_id)
    return device


def _lock(device: Device, by: Actor) -> Device:
    rows = Device.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("outlet", "counter", "area").get(pk=device.pk)
    require(by, Permission.EDIT_PREMISES, locked.outlet)
    return locked


def _require_new(kind: str, serial: str) -> None:
    if Device.objects.filter(kind=kind, serial=serial).exists():
        raise RuleBroken("device.serial_taken", _("A device of this kind has this serial number already."))
