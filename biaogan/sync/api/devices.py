"""How devices pair, report and send their work; and what programs may know of them."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import uuid
from dataclasses import asdict
from typing import Any, Literal

from allauth.core import ratelimit
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Router, Schema, Status
from ninja.errors import Throttled

from biaogan.accounts.access import Actor, Permission, SignedInRequest, needs, public, signed_in
from biaogan.core.errors import InputRefused
from biaogan.core.programs import Cursor, CursorPage, Id, Moment, cursor_page
from biaogan.org.models import Person, Unit
from biaogan.sync import actions, queries
from biaogan.sync.models import Device, Purpose, ReceiptState
from biaogan.sync.signature import DeviceSignature

router = Router()

#: A batch that is larger is sent in pieces.
BATCH = 100


class DeviceRequest(HttpRequest):
    device: Device
    actor: Actor


class TimeOut(Schema):
    now: dt.datetime


class PairIn(Schema):
    code: str = Field(min_length=1, max_length=20)
    algorithm: Literal["ed25519", "p256"]
    public_key: str = Field(max_length=200, description="The raw public key in base64.")
    app_version: str = Field("", max_length=40)


class PairOut(Schema):
    device_id: int
    name: str
    purpose: Purpose
    unit_id: int
    unit_name: str
    now: dt.datetime


class HeartbeatIn(Schema):
    sent_at: Moment = Field(description="By the device's own clock.")
    app_version: str = Field("", max_length=40)


class ItemIn(Schema):
    id: uuid.UUID = Field(description="A UUIDv7, made when the work was done.")
    kind: str = Field(min_length=1, max_length=40)
    happened_at: Moment = Field(description="By the device's own clock.")
    payload: dict[str, Any]


class OutboxIn(Schema):
    sent_at: Moment = Field(description="By the device's own clock.")
    items: list[ItemIn] = Field(max_length=BATCH)


class AnswerOut(Schema):
    id: uuid.UUID
    state: str = Field(
        description="accepted, refused, quarantined (kept until it can be read) or failed (send it again)."
    )
    result: dict[str, Any] | None
    code: str
    message: str


class OutboxOut(Schema):
    received_at: dt.datetime
    items: list[AnswerOut]


class DeviceOut(Schema):
    id: int
    name: str
    purpose: Purpose
    unit_id: int
    person_id: int | None
    paired_at: dt.datetime
    revoked_at: dt.datetime | None
    last_seen_at: dt.datetime | None
    app_version: str
    clock_error_seconds: float | None

    @staticmethod
    def resolve_clock_error_seconds(device: Device) -> float | None:
        return device.clock_error.total_seconds() if device.clock_error is not None else None


class DevicesOut(CursorPage):
    items: list[DeviceOut]


class PairingIn(Schema):
    unit_id: Id
    name: str = Field(min_length=1, max_length=60)
    purpose: Purpose
    staff_no: str = Field("", max_length=32)


class PairingOut(Schema):
    code: str = Field(description="Told once.")
    expires_at: dt.datetime


class ReceiptOut(Schema):
    id: uuid.UUID
    device_id: int
    kind: str
    state: ReceiptState
    happened_at: dt.datetime
    received_at: dt.datetime


class ReceiptsOut(CursorPage):
    items: list[ReceiptOut]


@router.get("/time", response=TimeOut, auth=None, operation_id="sync_time")
@public
def time(request: HttpRequest) -> dict[str, dt.datetime]:
    return {"now": timezone.now()}


@router.post("/pair", response={201: PairOut}, auth=None, operation_id="sync_pair")
@public
def pair(request: HttpRequest, wanted: PairIn) -> Status[dict[str, Any]]:
    if not ratelimit.consume(request, action="device_pairing"):
        raise Throttled(wait=600)
    now = timezone.now()
    device = actions.pair(
        code=wanted.code,
        algorithm=wanted.algorithm,
        public_key=_bytes(wanted.public_key),
        app_version=wanted.app_version,
        now=now,
    )
    return Status(
        201,
        {
            "device_id": device.pk,
            "name": device.name,
            "purpose": device.purpose,
            "unit_id": device.unit_id,
            "unit_name": device.unit.label,
            "now": now,
        },
    )


@router.post("/heartbeat", response=TimeOut, auth=DeviceSignature(), operation_id="sync_heartbeat")
@signed_in
def heartbeat(request: DeviceRequest, beat: HeartbeatIn) -> dict[str, dt.datetime]:
    now = timezone.now()
    actions.note_heartbeat(device=request.device, sent_at=beat.sent_at, app_version=beat.app_version, now=now)
    return {"now": now}


@router.post("/outbox", response=OutboxOut, auth=DeviceSignature(), operation_id="sync_outbox")
@signed_in
def outbox(request: DeviceRequest, sent: OutboxIn) -> dict[str, Any]:
    now = timezone.now()
    items = [actions.Sent(each.id, each.kind, each.happened_at, each.payload) for each in sent.items]
    answers = actions.take_in(items, device=request.device, by=request.actor, sent_at=sent.sent_at, now=now)
    return {"received_at": now, "items": [asdict(answer) for answer in answers]}


@router.get("/devices", response=DevicesOut, operation_id="sync_list_devices")
@needs(Permission.MANAGE_DEVICES)
def list_devices(request: SignedInRequest, q: str = "", state: str = "", cursor: Cursor = "") -> dict[str, Any]:
    return cursor_page(queries.devices(request.actor, text=q, state=state), by=["name", "pk"], cursor=cursor)


@router.get("/devices/{int:device_id}", response=DeviceOut, operation_id="sync_get_device")
@needs(Permission.MANAGE_DEVICES)
def get_device(request: SignedInRequest, device_id: Id) -> Device:
    return get_object_or_404(Device.objects.visible_to(request.actor), pk=device_id)


@router.get("/devices/{int:device_id}/receipts", response=ReceiptsOut, operation_id="sync_receipts_of_device")
@needs(Permission.MANAGE_DEVICES)
def receipts_of_device(request: SignedInRequest, device_id: Id, cursor: Cursor = "") -> dict[str, Any]:
    """What the device has sent, the newest first, and what became of it."""
    device = get_object_or_404(Device.objects.visible_to(request.actor), pk=device_id)
    return cursor_page(queries.receipts_of(device), by=["-received_at", "-pk"], cursor=cursor)


@router.post("/devices/{int:device_id}/revoke", response=DeviceOut, operation_id="sync_revoke_device")
@needs(Permission.MANAGE_DEVICES)
def revoke_device(request: SignedInRequest, device_id: Id) -> Device:
    return actions.revoke(device_id=device_id, by=request.actor, now=timezone.now())


@router.post("/pairings", response={201: PairingOut}, operation_id="sync_offer_pairing")
@needs(Permission.MANAGE_DEVICES)
def offer_pairing(request: SignedInRequest, wanted: PairingIn) -> Status[dict[str, Any]]:
    pairing, code = actions.offer_pairing(
        unit=get_object_or_404(Unit, pk=wanted.unit_id),
        name=wanted.name,
        purpose=wanted.purpose,
        person=get_object_or_404(Person, staff_no=wanted.staff_no) if wanted.staff_no else None,
        by=request.actor,
        now=timezone.now(),
    )
    return Status(201, {"code": code, "expires_at": pairing.expires_at})


@router.get("/quarantine", response=ReceiptsOut, operation_id="sync_quarantine")
@needs(Permission.MANAGE_DEVICES)
def quarantine(request: SignedInRequest, cursor: Cursor = "") -> dict[str, Any]:
    return cursor_page(queries.quarantined(request.actor), by=["received_at", "pk"], cursor=cursor)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise InputRefused("sync.bad_key", _("This is no public key.")) from None
