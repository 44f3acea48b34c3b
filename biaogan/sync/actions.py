"""Pairing, revoking, heartbeats, and taking in what was done without a connection."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, Permission, require
from biaogan.accounts.passwords import LETTERS
from biaogan.audit.actions import record_event
from biaogan.core.errors import InputRefused, Problem, RuleBroken
from biaogan.org.models import Person, Unit
from biaogan.sync import queries, rules
from biaogan.sync.kinds import KINDS, Work
from biaogan.sync.models import Device, DeviceReceipt, Pairing, Purpose, ReceiptState

logger = logging.getLogger(__name__)

CODE_LENGTH = 8


@transaction.atomic
def offer_pairing(
    *, unit: Unit, name: str, purpose: str, person: Person | None, by: Actor, now: dt.datetime
) -> tuple[Pairing, str]:
    """Return a pairing with its code, which is good for minutes and for one device."""
    require(by, Permission.MANAGE_DEVICES, unit)
    if purpose not in Purpose.values:
        raise InputRefused("sync.unknown_purpose", _("There is no such purpose."))
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
    if device.revoked_at is None:
        device.revoked_at = now
        device.save(update_fields=["revoked_at"])
        record_event("device.revoked", device, by=by, at=now, unit=device.unit_id)
    return device


def note_heartbeat(*, device: Device, sent_at: dt.datetime, app_version: str, now: dt.datetime) -> None:
    """Note that the device lives, which version it runs and how wrong its clock is. Too frequent for the trail."""
    device.last_seen_at, device.app_version, device.clock_error = now, app_version, sent_at - now
    device.save(update_fields=["last_seen_at", "app_version", "clock_error"])


# Offline work


@dataclass(frozen=True)
class Sent:
    """A piece of work as the device sent it."""

    id: uuid.UUID
    kind: str
    claimed_at: dt.datetime
    payload: dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What the device is told: `state` is a ReceiptState, or «failed» where it had better ask again."""

    id: uuid.UUID
    state: str
    result: dict[str, Any] | None = None
    code: str = ""
    message: str = ""


def take_in(items: list[Sent], *, device: Device, by: Actor, sent_at: dt.datetime, now: dt.datetime) -> list[Answer]:
    """Do every piece of work once, each in a transaction of its own, in the order sent; answer each."""
    return [_take_in_safely(item, device=device, by=by, clock_error=sent_at - now, now=now) for item in items]


def _take_in_safely(item: Sent, *, device: Device, by: Actor, clock_error: dt.timedelta, now: dt.datetime) -> Answer:
    try:
        rules.require_id(item.id, now=now)
        return _take_in(item, device=device, by=by, clock_error=clock_error, now=now)
    except Problem as error:
        # Refused before there was a receipt: nothing is kept under this id.
        return Answer(item.id, ReceiptState.REFUSED, code=error.code, message=error.message)
    except OperationalError:
        raise
    except Exception:
        # One piece that we cannot digest must not keep back those after it. The device keeps it and asks again.
        logger.exception("offline work %s of %s failed", item.id, by.ref)
        return Answer(
            item.id, "failed", code="sync.failed", message=_("This failed on our side. It will be sent again.")
        )


@transaction.atomic
def _take_in(item: Sent, *, device: Device, by: Actor, clock_error: dt.timedelta, now: dt.datetime) -> Answer:
    digest = rules.digest_of(item.kind, item.claimed_at, item.payload)
    receipt = DeviceReceipt(
        id=item.id,
        device=device,
        kind=item.kind,
        claimed_at=item.claimed_at,
        happened_at=rules.put_right(item.claimed_at, clock_error, now=now),
        received_at=now,
        digest=digest,
        state=ReceiptState.QUARANTINED,
        payload=item.payload,
    )
    if not _claim(receipt):
        return _answer_again(item.id, digest, device)
    if item.kind in KINDS:
        _work(receipt, by=by, now=now)
    return _answer_of(receipt)


def _claim(receipt: DeviceReceipt) -> bool:
    """Take the id; a second transmission of it waits here for the first."""
    try:
        with transaction.atomic():
            receipt.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _answer_again(ident: uuid.UUID, digest: str, device: Device) -> Answer:
    receipt = DeviceReceipt.objects.get(pk=ident)
    if receipt.device_id != device.pk or receipt.digest != digest:
        raise InputRefused("sync.other_content", _("Other work was sent under this id before."))
    return _answer_of(receipt)


def _work(receipt: DeviceReceipt, *, by: Actor, now: dt.datetime) -> None:
    work = Work(receipt.pk, receipt.payload or {}, receipt.device, by, receipt.happened_at, now)
    try:
        with transaction.atomic():
            receipt.answer = {"result": KINDS[receipt.kind].handle(work)}
            receipt.state = ReceiptState.ACCEPTED
    except Problem as error:
        _refuse(receipt, error.code, error.message)
    except PermissionDenied as error:
        _refuse(receipt, "forbidden", str(error) or _("Your posts and roles do not allow this."))
    except ObjectDoesNotExist:
        _refuse(receipt, "not_found", _("There is nothing at this address, or it is not yours to see."))
    receipt.payload = None
    receipt.save(update_fields=["state", "answer", "payload"])


def _refuse(receipt: DeviceReceipt, code: str, message: str) -> None:
    receipt.state, receipt.answer = ReceiptState.REFUSED, {"code": code, "message": message}


def _answer_of(receipt: DeviceReceipt) -> Answer:
    said = receipt.answer
    return Answer(receipt.pk, receipt.state, said.get("result"), said.get("code", ""), said.get("message", ""))


@transaction.atomic
def work_off(*, receipt_id: uuid.UUID, by: Actor, now: dt.datetime) -> bool:
    """Do work that was kept aside, if its kind is known by now; return whether it was done."""
    rows = DeviceReceipt.objects.quarantined().select_for_update(of=("self",), skip_locked=True)
    receipt = rows.select_related("device__person").filter(pk=receipt_id).first()
    if receipt is None or receipt.kind not in KINDS:
        return False
    _work(receipt, by=queries.actor_of_device(receipt.device, now=now), now=now)
    facts: dict[str, Any] = {"state": receipt.state, "kind": receipt.kind}
    record_event("device.work_taken_up", receipt, by=by, at=now, unit=receipt.device.unit_id, **facts)
    return True


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().lower().replace("-", "").encode()).hexdigest()
