"""The review desk for programs: pictures as proof, marks, motion lines, second reviews and how far reviewers agree."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import StringConstraints

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.programs import Day as ADay
from biaogan.core.programs import Id, Moment
from biaogan.inspections.actions import review, seconds
from biaogan.inspections.actions.footage import require_said
from biaogan.inspections.api.lookups import items_by_code, people_by_number, sheet_seen, unit_by_code
from biaogan.inspections.api.schemas import Code, LineOrNone, NeededCode, Sent
from biaogan.inspections.looks.desk import line_json
from biaogan.inspections.models import Footage, Mark, RecordingRequest, SecondDraw
from biaogan.inspections.queries import agreement as queries
from biaogan.inspections.queries import recordings
from biaogan.inspections.queries.agreement import Asked
from biaogan.inspections.rules.agreement import Kappa
from biaogan.org.models import Unit

router = Router()

DAY = dt.timedelta(days=1)


class FrameIn(Sent):
    footage_id: Id
    at_ms: int = Field(ge=0, le=2**31)
    item: Code = Field("", description="Code of the item that the picture proves.")
    is_fault: bool = False
    note: LineOrNone = ""


class ShotIn(Schema):
    span_id: Id
    moment: Moment
    item: Code = ""
    is_fault: bool = False
    note: LineOrNone = ""


class MarkIn(Sent):
    span_id: Id
    moment: Moment
    note: LineOrNone = ""


class MarkOut(Schema):
    id: int
    span_id: int
    evidence_id: int | None
    item: str
    moment: dt.datetime
    note: str

    @staticmethod
    def resolve_item(mark: Mark) -> str:
        return mark.item.code if mark.item else ""


class LineOut(Schema):
    state: str
    percent: int
    step_ms: int
    values: list[int]


class SecondIn(Sent):
    person: NeededCode = Field(description="Staff number of somebody who did not do the first review.")
    planned_on: ADay


class SecondOut(Schema):
    sheet_id: int
    number: str


class DrawSecondsIn(Sent):
    unit: NeededCode
    first: ADay
    last: ADay
    seed: Annotated[str, StringConstraints(max_length=64)] = ""


class DrawSecondsOut(Schema):
    id: int
    seed: str
    size: int
    frame: dict[str, Any]
    result: list[int]


class KappaOut(Schema):
    item: str
    pairs: int
    agreed: int
    kappa: float | None = Field(description="None where there are too few pairs, or nothing ever differs.")
    low: float | None
    high: float | None


class AgreementOut(Schema):
    whole: KappaOut
    items: list[KappaOut]


class Days(Schema):
    unit: NeededCode
    first: ADay
    last: ADay


@router.post("/sheets/{int:sheet_id}/frames", response={201: MarkOut}, operation_id="inspections_frame")
@needs(Permission.REQUEST_RECORDING)
def frame(request: SignedInRequest, sheet_id: Id, body: FrameIn) -> Status[Mark]:
    """Turn the picture of a clip into proof, and into a fault of the item."""
    made = review.keep_frame(
        sheet_id=sheet_id,
        footage_id=body.footage_id,
        at_ms=body.at_ms,
        item_id=_item(request, sheet_id, body.item),
        note=body.note,
        is_fault=body.is_fault,
        by=request.actor,
        now=timezone.now(),
    )
    return Status(201, made)


@router.post("/sheets/{int:sheet_id}/screenshots", response={201: MarkOut}, operation_id="inspections_screenshot")
@needs(Permission.REQUEST_RECORDING)
def screenshot(request: SignedInRequest, sheet_id: Id, picture: File[UploadedFile], body: Form[ShotIn]) -> Status[Mark]:
    """Keep a screenshot of the recorder as proof; the recording stays where it is."""
    made = review.keep_screenshot(
        sheet_id=sheet_id,
        span_id=body.span_id,
        moment=body.moment,
        upload=picture,
        item_id=_item(request, sheet_id, body.item),
        note=body.note,
        is_fault=body.is_fault,
        by=request.actor,
        now=timezone.now(),
    )
    return Status(201, made)


@router.get("/sheets/{int:sheet_id}/marks", response=list[MarkOut], operation_id="inspections_marks")
@needs(Permission.REQUEST_RECORDING)
def marks(request: SignedInRequest, sheet_id: Id) -> list[Mark]:
    return recordings.marks_of(sheet_seen(request.actor, sheet_id))


@router.post("/sheets/{int:sheet_id}/marks", response={201: MarkOut}, operation_id="inspections_mark")
@needs(Permission.REQUEST_RECORDING)
def mark(request: SignedInRequest, sheet_id: Id, body: MarkIn) -> Status[Mark]:
    made = review.mark(sheet_id=sheet_id, by=request.actor, now=timezone.now(), **body.model_dump())
    return Status(201, made)


@router.delete("/marks/{int:mark_id}", response={204: None}, operation_id="inspections_drop_mark")
@needs(Permission.REQUEST_RECORDING)
def drop_mark(request: SignedInRequest, mark_id: Id) -> Status[None]:
    review.drop_mark(mark_id=mark_id, by=request.actor, now=timezone.now())
    return Status(204, None)


@router.get("/recordings/lines/{int:footage_id}", response=LineOut, operation_id="inspections_motion_line")
@needs(Permission.REQUEST_RECORDING)
def line(request: SignedInRequest, footage_id: Id) -> dict[str, Any]:
    """How much moves in each step of a clip, or how far the drawing of that is."""
    seen = RecordingRequest.objects.visible_to(request.actor)
    rows = Footage.objects.select_related("evidence").filter(span__request__in=seen)
    clip = get_object_or_404(rows, pk=footage_id)
    require_said(clip.evidence, by=request.actor, now=timezone.now())
    return line_json(clip)


@router.post("/seconds/draws", response={201: DrawSecondsOut}, operation_id="inspections_draw_seconds")
@needs(Permission.PLAN_INSPECTION)
def draw_seconds(request: SignedInRequest, body: DrawSecondsIn) -> Status[SecondDraw]:
    values = body.model_dump(exclude={"unit"})
    made = seconds.draw_seconds(unit=unit_by_code(body.unit), by=request.actor, now=timezone.now(), **values)
    return Status(201, made)


@router.post("/sheets/{int:sheet_id}/second", response={201: SecondOut}, operation_id="inspections_order_second")
@needs(Permission.PLAN_INSPECTION)
def order_second(request: SignedInRequest, sheet_id: Id, body: SecondIn) -> Status[SecondOut]:
    (person,) = people_by_number([body.person])
    made = seconds.order_second(
        sheet_id=sheet_id, person=person, planned_on=body.planned_on, by=request.actor, now=timezone.now()
    )
    return Status(201, SecondOut(sheet_id=made.pk, number=made.case.number))


@router.get("/agreement", response=AgreementOut, operation_id="inspections_agreement")
@needs(Permission.SETTLE_SHEET)
def agreement(request: SignedInRequest, days: Query[Days]) -> AgreementOut:
    """Cohen's kappa over all items and item by item, from the sheets reviewed twice."""
    units = Unit.objects.visible_to(request.actor, needs=Permission.SETTLE_SHEET)
    unit = get_object_or_404(units, code=days.unit)
    end = days.last + DAY if days.last < dt.date.max else days.last
    whole, items = queries.agreement(Asked(unit, days.first, end), request.actor)
    return AgreementOut(whole=_kappa("", whole), items=[_kappa(line.item.code, line.kappa) for line in items])


def _kappa(item: str, found: Kappa) -> KappaOut:
    return KappaOut(
        item=item, pairs=found.pairs, agreed=found.agreed, kappa=found.value, low=found.low, high=found.high
    )


def _item(request: SignedInRequest, sheet_id: int, code: str) -> int | None:
    if not code:
        return None
    key: int = items_by_code(sheet_seen(request.actor, sheet_id), [code])[code].pk
    return key
