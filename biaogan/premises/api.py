"""Premises for programs."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema, Status

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.errors import InputRefused
from biaogan.core.programs import Cursor, CursorPage, Id, cursor_page
from biaogan.core.time import local_day
from biaogan.org.models import Unit
from biaogan.premises import actions, queries, rules
from biaogan.premises.kinds import AreaKind, Business, DeviceKind, DeviceStatus
from biaogan.premises.models import Area, Counter, Device
from biaogan.premises.rules import Span

router = Router()

Day = Annotated[dt.date, Field(ge=dt.date(2000, 1, 1), le=dt.date(2199, 12, 31))]
#: «9:00-12:00, 13:30-17:00»; empty is closed.
Hours = Annotated[str, Field(max_length=80)]


class AreaOut(Schema):
    id: int
    outlet_id: int
    kind: AreaKind
    name: str
    name_en: str
    floor: int
    place: int


class AreaIn(Schema):
    kind: AreaKind
    name: str = Field(min_length=1, max_length=60)
    name_en: str = Field("", max_length=60)
    floor: int = Field(1, ge=-5, le=99)


class CounterOut(Schema):
    id: int
    outlet_id: int
    number: int
    businesses: list[Business]
    area_id: int | None


class CounterIn(Schema):
    number: int = Field(ge=1, le=999)
    businesses: list[Business] = Field(default_factory=list, max_length=20)
    area_id: Id | None = None


class DeviceOut(Schema):
    id: int
    outlet_id: int
    kind: DeviceKind
    serial: str
    model: str
    counter_id: int | None
    area_id: int | None
    status: DeviceStatus
    status_since: dt.datetime
    status_note: str
    code: str = Field(description="What the QR code of its label says.")


class DevicesOut(CursorPage):
    items: list[DeviceOut]


class DeviceIn(Schema):
    kind: DeviceKind
    serial: str = Field(min_length=1, max_length=60)
    model: str = Field("", max_length=80)
    counter_id: Id | None = None
    area_id: Id | None = None


class DeviceNarrowing(Schema):
    q: str = Field("", max_length=60, description="The beginning of a serial number.")
    kind: DeviceKind | None = None
    status: DeviceStatus | None = None
    under: Id | None = None


class DeviceMoveIn(Schema):
    move: Literal["report", "repaired", "remove"]
    note: str = Field("", max_length=200, description="What is wrong; needed to report.")


class SpanOut(Schema):
    begins: str
    ends: str

    @staticmethod
    def resolve_begins(span: Span) -> str:
        return _clock(span.begins)

    @staticmethod
    def resolve_ends(span: Span) -> str:
        return _clock(span.ends)


class OpenDayOut(Schema):
    day: dt.date
    open: list[SpanOut] = Field(description="Empty: closed.")


class Days(Schema):
    first: Day | None = Field(None, description="Today, unless another is named.")
    days: int = Field(7, ge=1, le=366)


class WeekIn(Schema):
    valid_from: Day
    weekdays: list[Hours] = Field(min_length=7, max_length=7, description="Monday first; empty is closed.")


class ExceptionIn(Schema):
    first: Day
    last: Day | None = None
    hours: Hours = Field("", description="Empty: closed all day.")
    reason: str = Field("", max_length=120)


@router.get("/units/{int:unit_id}/areas", response=list[AreaOut], operation_id="premises_list_areas")
@needs(Permission.VIEW_PREMISES)
def list_areas(request: SignedInRequest, unit_id: Id) -> list[Area]:
    return queries.areas(_outlet(request, unit_id), on=_today())


@router.post("/units/{int:unit_id}/areas", response={201: AreaOut}, operation_id="premises_add_area")
@needs(Permission.EDIT_PREMISES)
def add_area(request: SignedInRequest, unit_id: Id, wanted: AreaIn) -> Status[Area]:
    outlet = _outlet(request, unit_id)
    return Status(201, actions.add_area(outlet=outlet, by=request.actor, now=timezone.now(), **wanted.dict()))


@router.post("/areas/{int:area_id}/remove", response={204: None}, operation_id="premises_remove_area")
@needs(Permission.EDIT_PREMISES)
def remove_area(request: SignedInRequest, area_id: Id) -> Status[None]:
    area = get_object_or_404(Area.objects.visible_to(request.actor), pk=area_id)
    actions.remove_area(area, by=request.actor, now=timezone.now())
    return Status(204, None)


@router.get("/units/{int:unit_id}/counters", response=list[CounterOut], operation_id="premises_list_counters")
@needs(Permission.VIEW_PREMISES)
def list_counters(request: SignedInRequest, unit_id: Id) -> list[Counter]:
    return queries.counters(_outlet(request, unit_id), on=_today())


@router.post("/units/{int:unit_id}/counters", response={201: CounterOut}, operation_id="premises_add_counter")
@needs(Permission.EDIT_PREMISES)
def add_counter(request: SignedInRequest, unit_id: Id, wanted: CounterIn) -> Status[Counter]:
    outlet = _outlet(request, unit_id)
    counter = actions.add_counter(
        outlet=outlet,
        number=wanted.number,
        businesses=[each.value for each in wanted.businesses],
        area=_area(outlet, wanted.area_id),
        by=request.actor,
        now=timezone.now(),
    )
    return Status(201, counter)


@router.post("/counters/{int:counter_id}/remove", response={204: None}, operation_id="premises_remove_counter")
@needs(Permission.EDIT_PREMISES)
def remove_counter(request: SignedInRequest, counter_id: Id) -> Status[None]:
    counter = get_object_or_404(Counter.objects.visible_to(request.actor), pk=counter_id)
    actions.remove_counter(counter, by=request.actor, now=timezone.now())
    return Status(204, None)


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
    outlet = _outlet(request, unit_id)
    device = actions.add_device(
        outlet=outlet,
        kind=wanted.kind,
        serial=wanted.serial,
        model=wanted.model,
        counter=_counter(outlet, wanted.counter_id),
        area=_area(outlet, wanted.area_id),
        by=request.actor,
        now=timezone.now(),
    )
    return Status(201, device)


@router.get("/devices/{int:device_id}", response=DeviceOut, operation_id="premises_get_device")
@needs(Permission.VIEW_PREMISES)
def get_device(request: SignedInRequest, device_id: Id) -> Device:
    return get_object_or_404(Device.objects.visible_to(request.actor), pk=device_id)


@router.post("/devices/{int:device_id}/move", response=DeviceOut, operation_id="premises_move_device")
@needs(Permission.EDIT_PREMISES)
def move_device(request: SignedInRequest, device_id: Id, wanted: DeviceMoveIn) -> Device:
    device = get_object_or_404(Device.objects.visible_to(request.actor), pk=device_id)
    move = rules.Move(wanted.move)
    return actions.move_device(device, move, note=wanted.note, by=request.actor, now=timezone.now())


@router.get("/units/{int:unit_id}/hours", response=list[OpenDayOut], operation_id="premises_get_hours")
@needs(Permission.VIEW_PREMISES)
def get_hours(request: SignedInRequest, unit_id: Id, wanted: Query[Days]) -> list[dict[str, Any]]:
    """When the outlet is open on each of the days."""
    outlet = _outlet(request, unit_id)
    first = wanted.first or _today()
    days = [first + dt.timedelta(days=each) for each in range(wanted.days)]
    table = queries.time_table(outlet, first=days[0], last=days[-1])
    return [{"day": day, "open": table.open_spans(day)} for day in days]


@router.put("/units/{int:unit_id}/hours", response={204: None}, operation_id="premises_set_hours")
@needs(Permission.EDIT_PREMISES)
def set_hours(request: SignedInRequest, unit_id: Id, wanted: WeekIn) -> Status[None]:
    """Let these hours hold by weekday from a day on."""
    weekly = {weekday: rules.read_spans(text) for weekday, text in enumerate(wanted.weekdays)}
    outlet = _outlet(request, unit_id)
    actions.set_hours(outlet=outlet, weekly=weekly, valid_from=wanted.valid_from, by=request.actor, now=timezone.now())
    return Status(204, None)


@router.post("/units/{int:unit_id}/exceptions", response={204: None}, operation_id="premises_set_exception")
@needs(Permission.EDIT_PREMISES)
def set_exception(request: SignedInRequest, unit_id: Id, wanted: ExceptionIn) -> Status[None]:
    """Let other hours hold on some days; none is closed."""
    actions.set_exception(
        outlet=_outlet(request, unit_id),
        first=wanted.first,
        last=wanted.last or wanted.first,
        spans=rules.read_spans(wanted.hours),
        reason=wanted.reason,
        by=request.actor,
        now=timezone.now(),
    )
    return Status(204, None)


def _outlet(request: SignedInRequest, unit_id: int) -> Unit:
    units = Unit.objects.visible_to(request.actor, Permission.VIEW_PREMISES).serving()
    return get_object_or_404(units, pk=unit_id)


def _area(outlet: Unit, area_id: int | None) -> Area | None:
    found = Area.objects.filter(outlet=outlet, pk=area_id).first() if area_id else None
    _require_found(area_id, found)
    return found


def _counter(outlet: Unit, counter_id: int | None) -> Counter | None:
    found = Counter.objects.filter(outlet=outlet, pk=counter_id).first() if counter_id else None
    _require_found(counter_id, found)
    return found


def _require_found(pk: int | None, found: Area | Counter | None) -> None:
    if pk and found is None:
        raise InputRefused("premises.unknown_part", _("The outlet has no such area or counter."))


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _today() -> dt.date:
    return local_day(timezone.now())
