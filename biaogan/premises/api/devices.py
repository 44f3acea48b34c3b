"""Devices and their labels for programs."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Status

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.errors import InputRefused
from biaogan.core.programs import Cursor, Id, cursor_page
from biaogan.org.models import Unit
from biaogan.premises import actions, queries
from biaogan.premises.api.reach import area_of, counter_of, outlet_of
from biaogan.premises.api.schemas import (
    DeviceChangeIn,
    DeviceIn,
    DeviceNarrowing,
    DeviceOut,
    DevicesOut,
    LabelOut,
)
from biaogan.premises.labels import DEVICES, LABEL_KINDS, labels_of, qr_code
from biaogan.premises.models import Device

router = Router()


@router.get("/devices", response=DevicesOut, operation_id="premises_list_devices")
@needs(Permission.VIEW_PREMISES)
def list_devices(request: SignedInRequest, wanted: Query[DeviceNarrowing], cursor: Cursor = "") -> dict[str, Any]:
    units = Unit.objects.visible_to(request.actor, Permission.VIEW_PREMISES)
    under = get_object_or_404(units, pk=wanted.under) if wanted.under else None
    rows = queries.devices(request.actor, q=wanted.q, kind=wanted.kind or "", status=wanted.status or "", under=under)
    return cursor_page(rows, by=queries.BY_KIND, cursor=cursor)


@router.post("/units/{int:unit_id}/devices", response={201: DeviceOut}, operation_id="premises_add_device")
@needs(Permission.EDIT_PREMISES)
def add_device(request: SignedInRequest, unit_id: Id, wanted: DeviceIn) -> Status[Device]:
    outlet = outlet_of(request, unit_id)
    device = actions.add_device(
        outlet=outlet,
        kind=wanted.kind,
        serial=wanted.serial,
        model=wanted.model,
        counter=counter_of(outlet, wanted.counter_id),
        area=area_of(outlet, wanted.area_id),
        by=request.actor,
        now=timezone.now(),
    )
    return Status(201, device)


@router.get("/devices/{int:device_id}", response=DeviceOut, operation_id="premises_get_device")
@needs(Permission.VIEW_PREMISES)
def get_device(request: SignedInRequest, device_id: Id) -> Device:
    return get_object_or_404(Device.objects.visible_to(request.actor), pk=device_id)


@router.patch("/devices/{int:device_id}", response=DeviceOut, operation_id="premises_change_device")
@needs(Permission.EDIT_PREMISES)
def change_device(request: SignedInRequest, device_id: Id, wanted: DeviceChangeIn) -> Device:
    device = get_object_or_404(Device.objects.visible_to(request.actor), pk=device_id)
    sent = wanted.dict(exclude_unset=True)
    told = {name: sent[name] for name in ("kind", "serial", "model") if sent.get(name) is not None}
    if "counter_id" in sent:
        told["counter"] = counter_of(device.outlet, wanted.counter_id)
    if "area_id" in sent:
        told["area"] = area_of(device.outlet, wanted.area_id)
    return actions.change_device(device, by=request.actor, now=timezone.now(), **told)


@router.post("/devices/{int:device_id}/remove", response=DeviceOut, operation_id="premises_remove_device")
@needs(Permission.EDIT_PREMISES)
def remove_device(request: SignedInRequest, device_id: Id) -> Device:
    """Take the device away for good; its open repairs end."""
    device = get_object_or_404(Device.objects.visible_to(request.actor), pk=device_id)
    return actions.remove_device(device, by=request.actor, now=timezone.now())


@router.get("/units/{int:unit_id}/labels", response=list[LabelOut], operation_id="premises_labels")
@needs(Permission.VIEW_PREMISES)
def labels(request: SignedInRequest, unit_id: Id, kind: str = DEVICES) -> list[dict[str, str]]:
    """The labels of an outlet with their QR codes, those of its devices unless another kind is named."""
    outlet = outlet_of(request, unit_id)
    if kind != DEVICES and kind not in LABEL_KINDS:
        raise InputRefused("premises.unknown_labels", _("There are no such labels."))
    found = [(label, request.build_absolute_uri(label.url)) for label in labels_of(outlet, kind)]
    return [
        {"kind": kind, "title": label.title, "subtitle": label.subtitle, "address": address, "svg": qr_code(address)}
        for label, address in found
    ]
