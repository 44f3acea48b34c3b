"""What screens ask about devices and their receipts."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from biaogan.accounts.access import Actor, actor_of
from biaogan.accounts.models import User
from biaogan.sync.models import Device, DeviceReceipt, DeviceReceiptQuerySet, PairedDeviceQuerySet
from biaogan.sync.rules import ALGORITHMS

__all__ = ["ALGORITHMS", "actor_of_device", "devices", "quarantined", "receipts_of"]


def devices(actor: Actor, *, text: str = "", state: str = "") -> PairedDeviceQuerySet:
    """Return the devices that the actor looks after, narrowed; order them by «name», «pk»."""
    found = Device.objects.visible_to(actor).select_related("unit", "person")
    if text:
        found = found.filter(Q(name__istartswith=text) | Q(unit__name__startswith=text) | Q(unit__code=text))
    if state:
        found = found.filter(revoked_at__isnull=state == "in_use")
    return found


def receipts_of(device: Device) -> DeviceReceiptQuerySet:
    return DeviceReceipt.objects.filter(device=device)


def quarantined(actor: Actor) -> DeviceReceiptQuerySet:
    """Return what was sent and nobody here can read yet, order it by «received_at», «pk»."""
    return DeviceReceipt.objects.visible_to(actor).quarantined().select_related("device__unit")


def actor_of_device(device: Device, *, now: dt.datetime) -> Actor:
    """Return the actor that a device is: with its owner's rights, or with none but to be itself."""
    ref = f"device:{device.pk}"
    user = User.objects.select_related("person").filter(person=device.person_id).first() if device.person_id else None
    if user is None:
        return Actor(ref=ref, person=device.person)
    return actor_of(user, now=now, ref=ref)
