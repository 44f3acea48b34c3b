"""Taking in what was done without a connection."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor
from biaogan.audit.actions import record_event
from biaogan.core.errors import InputRefused, Problem
from biaogan.sync import queries, rules
from biaogan.sync.kinds import KINDS, Work
from biaogan.sync.models import Device, DeviceReceipt, ReceiptState

logger = logging.getLogger(__name__)


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
