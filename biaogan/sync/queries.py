"""What screens ask about devices and their receipts."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from biaogan.accounts.access import Actor, actor_of
from biaogan.accounts.models import User
from biaogan.org.models import Unit
from biaogan.sync.models import Device, DeviceReceipt, DeviceReceiptQuerySet, PairedDeviceQuerySet, Upload
from biaogan.sync.rules import ALGORITHMS

__all__ = [
    "ALGORITHMS",
    "actor_of_device",
    "devices",
    "home_of",
    "own_devices",
    "quarantined",
    "receipts_of",
    "uploads_of",
]


def devices(actor: Actor, *, text: str = "", state: str = "") -> PairedDeviceQuerySet:
    """Return the devices that the actor looks after, narrowed; order them by «name», «pk»."""
    found = Device.objects.visible_to(actor).select_related("unit", "person")
    if text:
        found = found.filter(Q(name__istartswith=text) | Q(unit__name__startswith=text) | Q(unit__code=text))
    if state:
        found = found.filter(revoked_at__isnull=state == "in_use")
    return found


def own_devices(actor: Actor) -> PairedDeviceQuerySet:
    """Return the devices that are the actor's own, the newest first."""
    found = Device.objects.filter(person=actor.person_id) if actor.person_id else Device.objects.none()
    return found.select_related("unit").order_by("-paired_at", "-pk")


def home_of(actor: Actor) -> Unit | None:
    """Return the unit where a device of the actor's own belongs: that of the first post, else of the widest role."""
    if actor.posts:
        return Unit.objects.filter(pk=actor.posts[0].unit_id).first()
    paths = sorted((grant.path for grant in actor.grants), key=len)
    return Unit.objects.filter(path=paths[0]).first() if paths else None


def receipts_of(device: Device) -> DeviceReceiptQuerySet:
    return DeviceReceipt.objects.filter(device=device)


def uploads_of(device: Device) -> QuerySet[Upload]:
    return Upload.objects.filter(device=device)


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
