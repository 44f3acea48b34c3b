"""Faults and repairs for programs."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.programs import Cursor, CursorPage, Id, Moment
from biaogan.org.models import Person, Unit
from biaogan.premises import actions, looks, queries
from biaogan.premises.kinds import DeviceKind, FaultKind, RepairState
from biaogan.premises.models import Repair
from biaogan.premises.queries import RepairChoice
from biaogan.premises.rules import Move

router = Router()

Words = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]


class RepairOut(Schema):
    id: int
    number: str
    device_id: int
    outlet_id: int
    state: RepairState
    kind: FaultKind
    fault: str
    down_since: dt.datetime
    reported_at: dt.datetime
    mender_unit_id: int | None
    mender_person_id: int | None
    contractor: str
    mended_at: dt.datetime | None
    mended_note: str
    checked_at: dt.datetime | None


def told(repair: Repair) -> dict[str, Any]:
    """Return what programs are told of a repair."""
    same = ("device_id", "state", "kind", "fault", "down_since", "mender_unit_id", "mender_person_id", "contractor")
    case = repair.case
    return {
        "id": case.pk,
        "number": case.number,
        "outlet_id": case.subject_unit_id,
        "reported_at": case.opened_at,
        **{name: getattr(repair, name) for name in (*same, "mended_at", "mended_note", "checked_at")},
    }


class RepairWholeOut(RepairOut):
    due_at: dt.datetime | None = Field(description="By when the next step is owed; null where nothing is.")
    moves: list[Move] = Field(description="What the caller may do now.")


class RepairsOut(CursorPage):
    items: list[RepairOut]


class RepairNarrowing(Schema):
    q: str = Field("", max_length=80, description="A number, or words that were all said.")
    open: bool = False
    overdue: bool = False
    state: RepairState | None = None
    kind: DeviceKind | None = None
    under: Id | None = None


class FaultIn(Schema):
    kind: FaultKind = FaultKind.OTHER
    fault: Words = Field("", description="In words; needed for «other».")
    down_since: Moment | None = Field(None, description="Now, unless told.")


class AssignIn(Schema):
    unit_id: Id | None = Field(None, description="Not sent: the unit that has it.")
    person_id: Id | None = None
    contractor: str = Field("", max_length=120, pattern=r"^[^\x00]*$")
    note: Words = ""


class MendedIn(Schema):
    note: Words = Field(min_length=1, description="What was done.")
    mended_at: Moment | None = Field(None, description="Now, unless told.")


class RemarkIn(Schema):
    note: Words = ""


class WhyIn(Schema):
    reason: Words = Field(min_length=1)


@router.get("/repairs", response=RepairsOut, operation_id="premises_list_repairs")
@needs(Permission.VIEW_PREMISES)
def list_repairs(request: SignedInRequest, wanted: Query[RepairNarrowing], cursor: Cursor = "") -> dict[str, Any]:
    """List the repairs that the caller may see, the newest first."""
    units = Unit.objects.visible_to(request.actor, Permission.VIEW_PREMISES)
    choice = RepairChoice(
        q=wanted.q,
        state=wanted.state or "",
        open_only=wanted.open,
        device_kind=wanted.kind or "",
        under=get_object_or_404(units, pk=wanted.under) if wanted.under else None,
        overdue_at=timezone.now() if wanted.overdue else None,
    )
    page = queries.repairs(request.actor, choice, cursor=cursor)
    return {"items": [told(row) for row in page.rows], "next": page.next, "previous": page.previous}


@router.post("/devices/{int:device_id}/repairs", response={201: RepairWholeOut}, operation_id="premises_report_fault")
@needs(Permission.REPORT_FAULT)
def report_fault(request: SignedInRequest, device_id: Id, body: FaultIn) -> Status[dict[str, Any]]:
    """Report that a device does not work. Of one that waits for its repair already, the words are added to that repair."""
    made = actions.report_fault(device_id=device_id, by=request.actor, now=timezone.now(), **body.dict())
    return Status(201, _whole(request, made.pk))


@router.get("/repairs/{int:repair_id}", response=RepairWholeOut, operation_id="premises_get_repair")
@needs(Permission.VIEW_PREMISES)
def get_repair(request: SignedInRequest, repair_id: Id) -> dict[str, Any]:
    return _whole(request, repair_id)


@router.post("/repairs/{int:repair_id}/assign", response=RepairWholeOut, operation_id="premises_assign_repair")
@needs(Permission.VIEW_PREMISES)
def assign(request: SignedInRequest, repair_id: Id, body: AssignIn) -> dict[str, Any]:
    """Say who mends: a unit, a person, or a contractor whom the unit watches."""
    unit = get_object_or_404(Unit.objects.visible_to(request.actor), pk=body.unit_id) if body.unit_id else None
    people = Person.objects.visible_to(request.actor)
    person = get_object_or_404(people, pk=body.person_id) if body.person_id else None
    deed = _deed(request, repair_id)
    actions.assign_repair(unit=unit, person=person, contractor=body.contractor, note=body.note, **deed)
    return _whole(request, repair_id)


@router.post("/repairs/{int:repair_id}/mended", response=RepairWholeOut, operation_id="premises_mended")
@needs(Permission.VIEW_PREMISES)
def mended(request: SignedInRequest, repair_id: Id, body: MendedIn) -> dict[str, Any]:
    actions.mended(note=body.note, happened_at=body.mended_at, **_deed(request, repair_id))
    return _whole(request, repair_id)


@router.post("/repairs/{int:repair_id}/check", response=RepairWholeOut, operation_id="premises_check_repair")
@needs(Permission.REPORT_FAULT)
def check(request: SignedInRequest, repair_id: Id, body: RemarkIn) -> dict[str, Any]:
    """Say that the device works again. Somebody other than the mender does."""
    actions.check_repair(note=body.note, **_deed(request, repair_id))
    return _whole(request, repair_id)


@router.post("/repairs/{int:repair_id}/give-back", response=RepairWholeOut, operation_id="premises_give_repair_back")
@needs(Permission.REPORT_FAULT)
def give_back(request: SignedInRequest, repair_id: Id, body: WhyIn) -> dict[str, Any]:
    actions.give_back(reason=body.reason, **_deed(request, repair_id))
    return _whole(request, repair_id)


@router.post("/repairs/{int:repair_id}/drop", response=RepairWholeOut, operation_id="premises_drop_repair")
@needs(Permission.EDIT_PREMISES)
def drop(request: SignedInRequest, repair_id: Id, body: WhyIn) -> dict[str, Any]:
    """Take back a report that was made by mistake."""
    actions.drop_repair(reason=body.reason, **_deed(request, repair_id))
    return _whole(request, repair_id)


def _deed(request: SignedInRequest, repair_id: int) -> dict[str, Any]:
    return {"repair_id": repair_id, "by": request.actor, "now": timezone.now()}


def _whole(request: SignedInRequest, repair_id: int) -> dict[str, Any]:
    repair = queries.visible_repair(request.actor, repair_id)
    page = queries.repair_page(repair, request.actor)
    due_at = page.next.due_at if page.next else None
    return {**told(repair), "due_at": due_at, "moves": looks.allowed(repair, request.actor)}
