"""Pairing, revoking and heartbeats."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, Permission, require
from biaogan.accounts.passwords import LETTERS
from biaogan.audit.actions import record_event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.org.models import Person, Unit
from biaogan.sync import queries, rules
from biaogan.sync.models import Device, Pairing, Purpose

CODE_LENGTH = 8

#: Who has something to do with a phone of one's own.
FIELD_WORK = (Permission.INSPECT, Permission.CHECK_ONESELF, Permission.REPORT_FAULT)
#: So many phones of one's own at a time; a lost one is revoked.
MOST_OWN = 5


@transaction.atomic
def offer_pairing(
    *, unit: Unit, name: str, purpose: str, person: Person | None, by: Actor, now: dt.datetime
) -> tuple[Pairing, str]:
    """Return a pairing with its code, which is good for minutes and for one device."""
    require(by, Permission.MANAGE_DEVICES, unit)
    if purpose not in Purpose.values:
        raise InputRefused("sync.unknown_purpose", _("There is no such purpose."))
    return _offer(unit=unit, name=name, purpose=purpose, person=person, by=by, now=now)


@transaction.atomic
def offer_own_pairing(*, name: str, by: Actor, now: dt.datetime) -> tuple[Pairing, str]:
    """Return a pairing for a phone of one's own, with its code: it acts with one's own rights and no others.

    Raises PermissionDenied for whoever is no signed-in member of staff with work to do on a phone, RuleBroken past the
    number of phones that one may have.
    """
    # A device must not beget devices: what is lost would go on living in its children.
    if by.person is None or not by.ref.startswith("user:") or not any(by.may_anywhere(each) for each in FIELD_WORK):
        raise PermissionDenied(_("Your posts and roles bring no work that is done on a phone."))
    if queries.own_devices(by).in_use().count() >= MOST_OWN:
        raise RuleBroken("sync.enough_devices", _("You have enough phones paired. Revoke one that you no longer use."))
    unit = queries.home_of(by)
    if unit is None:
        raise RuleBroken("sync.no_unit", _("You hold no post and no role at any unit; a phone belongs to one."))
    return _offer(unit=unit, name=name, purpose=Purpose.FIELD, person=by.person, by=by, now=now)


def _offer(
    *, unit: Unit, name: str, purpose: str, person: Person | None, by: Actor, now: dt.datetime
) -> tuple[Pairing, str]:
    code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    pairing = Pairing.objects.create(
        digest=_digest(code),
        unit=unit,
        person=person,
        name=name,
        purpose=purpose,
        made_at=now,
        expires_at=now + rules.PAIRING_LIFE,
    )
    record_event("device.pairing_offered", pairing, by=by, at=now, unit=unit.pk)
    return pairing, code


@transaction.atomic
def pair(*, code: str, algorithm: str, public_key: bytes, app_version: str, now: dt.datetime) -> Device:
    """Make the device of a code. Raises RuleBroken for one that is unknown, used or too old, InputRefused for a bad key."""
    pairing = Pairing.objects.select_for_update().filter(digest=_digest(code)).first()
    if pairing is None or pairing.device_id is not None or pairing.expires_at <= now:
        raise RuleBroken("sync.no_such_code", _("This code is not right, was used, or is too old. Ask for a new one."))
    rules.require_public_key(algorithm, public_key)
    if Device.objects.filter(public_key=public_key).exists():
        raise RuleBroken("sync.key_known", _("This device is paired already."))
    device = Device.objects.create(
        unit_id=pairing.unit_id,
        person_id=pairing.person_id,
        name=pairing.name,
        purpose=pairing.purpose,
        algorithm=algorithm,
        public_key=public_key,
        paired_at=now,
        last_seen_at=now,
        app_version=app_version,
    )
    pairing.device = device
    pairing.save(update_fields=["device"])
    by = queries.actor_of_device(device, now=now)
    record_event("device.paired", device, by=by, at=now, unit=device.unit_id, purpose=device.purpose)
    return device


@transaction.atomic
def revoke(*, device_id: int, by: Actor, now: dt.datetime) -> Device:
    """Refuse everything that the device sends from now on; revoked twice is revoked once."""
    rows = Device.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    device = rows.select_related("unit").get(pk=device_id)
    require(by, Permission.MANAGE_DEVICES, device.unit)
    return _revoke(device, by=by, now=now)


@transaction.atomic
def revoke_own(*, device_id: int, by: Actor, now: dt.datetime) -> Device:
    """Refuse everything that a phone of one's own sends from now on, as when it was lost."""
    rows = queries.own_devices(by).select_for_update(of=("self",), no_key=True)
    return _revoke(rows.select_related("unit").get(pk=device_id), by=by, now=now)


def _revoke(device: Device, *, by: Actor, now: dt.datetime) -> Device:
    if device.revoked_at is None:
        device.revoked_at = now
        device.save(update_fields=["revoked_at"])
        record_event("device.revoked", device, by=by, at=now, unit=device.unit_id)
    return device


def note_heartbeat(*, device: Device, sent_at: dt.datetime, app_version: str, now: dt.datetime) -> None:
    """Note that the device lives, which version it runs and how wrong its clock is. Too frequent for the trail."""
    device.last_seen_at, device.app_version, device.clock_error = now, app_version, sent_at - now
    device.save(update_fields=["last_seen_at", "app_version", "clock_error"])


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().lower().replace("-", "").encode()).hexdigest()
