"""Recordings for programs: drawn, asked for, ruled on, brought, looked at."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import StringConstraints

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.programs import Cursor, Id, Moment
from biaogan.core.programs import Day as ADay
from biaogan.inspections.actions import footage as bringing
from biaogan.inspections.actions import recordings as actions
from biaogan.inspections.api.lookups import unit_by_code
from biaogan.inspections.api.schemas import Code, Line, LineOrNone, NeededCode, Sent
from biaogan.inspections.models import Footage, RecordingRequest, SampleDraw, Viewing
from biaogan.inspections.queries import recordings as queries
from biaogan.inspections.rules.footage import Figure, Move, Request, Slot
from biaogan.inspections.rules.sampling import Size, draw

router = Router()

Camera = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class StretchIn(Sent):
    camera: Camera
    from_at: Moment
    to_at: Moment


class AskIn(Sent):
    unit: NeededCode
    purpose: Line
    stretches: Annotated[list[StretchIn], Field(max_length=200)] = Field(
        default_factory=list, description="Empty where a sample draw is named."
    )
    sheet_id: Id | None = None
    sample_id: Id | None = None


class DrawIn(Sent):
    unit: NeededCode
    first: ADay
    last: ADay
    cameras: Annotated[list[Camera], Field(max_length=100)] = Field(default_factory=list)
    always: Annotated[list[Camera], Field(max_length=100)] = Field(default_factory=list)
    seed: Annotated[str, StringConstraints(max_length=64)] = Field("", description="Empty: one is drawn.")


class SpanOut(Schema):
    id: int
    camera: str
    slot: Slot
    from_at: dt.datetime
    to_at: dt.datetime
    expires_on: dt.date


class RequestOut(Schema):
    id: int = Field(validation_alias="pk")
    number: str
    unit: str
    sheet_id: int | None
    sample_id: int | None
    purpose: str
    state: Request
    expires_on: dt.date
    asked_at: dt.datetime
    asked_by: str
    ruled_at: dt.datetime | None
    reason: str
    spans: list[SpanOut]

    @staticmethod
    def resolve_number(asked: RecordingRequest) -> str:
        return asked.case.number

    @staticmethod
    def resolve_unit(asked: RecordingRequest) -> str:
        return asked.case.subject_unit.code

    @staticmethod
    def resolve_asked_by(asked: RecordingRequest) -> str:
        return asked.asked_by.staff_no


class RequestsOut(Schema):
    items: list[RequestOut]
    next: str
    previous: str


class SampleOut(Schema):
    id: int
    unit: str
    seed: str
    frame: dict[str, Any]
    size: dict[str, int]
    result: list[dict[str, Any]]
    at: dt.datetime
    comes_out_again: bool

    @staticmethod
    def resolve_unit(drawn: SampleDraw) -> str:
        return drawn.unit.code

    @staticmethod
    def resolve_comes_out_again(drawn: SampleDraw) -> bool:
        return bool([each.as_json() for each in draw(drawn.seed, drawn.frame, Size(**drawn.size))] == drawn.result)


class ReasonIn(Sent):
    reason: LineOrNone = ""


class LookIn(Sent):
    span_ids: Annotated[list[Id], Field(min_length=1, max_length=200)]
    purpose: Line


class LookOut(Schema):
    id: int
    span_id: int
    camera: str
    person: str
    purpose: str
    at: dt.datetime

    @staticmethod
    def resolve_camera(look: Viewing) -> str:
        return look.span.camera

    @staticmethod
    def resolve_person(look: Viewing) -> str:
        return look.person.staff_no


class PlaceIn(Sent):
    recorder: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    channel: Annotated[str, StringConstraints(max_length=60)] = ""


class ClipIn(Schema):
    starts_at: Moment | None = Field(
        None, description="Of its first picture; the beginning of the stretch where it is left out."
    )


class FootageOut(Schema):
    id: int
    span_id: int
    evidence_id: int
    starts_at: dt.datetime
    milliseconds: int | None
    line_state: str
    line_percent: int


class FigureIn(Sent):
    code: Figure
    value: int = Field(ge=0, le=400)
    unit: Code = Field("", description="Empty: of the whole bank.")
    begins_on: ADay
    basis: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    basis_en: Annotated[str, StringConstraints(max_length=200)] = ""


class FigureOut(Schema):
    code: Figure
    value: int
    begins_on: dt.date


class Listing(Schema):
    state: Request | Literal[""] = ""
    open: bool = False
    cursor: Cursor = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("/recordings", response=RequestsOut, operation_id="inspections_recordings")
@needs(Permission.VIEW_RECORDING)
def recordings(request: SignedInRequest, listing: Query[Listing]) -> dict[str, Any]:
    page = queries.register(
        request.actor, state=listing.state, open_only=listing.open, cursor=listing.cursor, size=listing.size
    )
    return {"items": page.rows, "next": page.next, "previous": page.previous}


@router.post("/recordings", response={201: RequestOut}, operation_id="inspections_recording_ask")
@needs(Permission.REQUEST_RECORDING)
def ask(request: SignedInRequest, body: AskIn) -> Status[RecordingRequest]:
    """Ask to view stretches; somebody else rules on it."""
    stretches = [actions.Asked(each.camera, each.from_at, each.to_at) for each in body.stretches]
    if body.sample_id and not stretches:
        drawn = get_object_or_404(SampleDraw.objects.visible_to(request.actor), pk=body.sample_id)
        stretches = actions.stretches_of(drawn)
    made = actions.request_recordings(
        unit=unit_by_code(body.unit),
        stretches=stretches,
        purpose=body.purpose,
        sheet_id=body.sheet_id,
        sample_id=body.sample_id,
        by=request.actor,
        now=timezone.now(),
    )
    return Status(201, _seen(request, made.pk))


@router.post("/recordings/samples", response={201: SampleOut}, operation_id="inspections_recording_draw")
@needs(Permission.REQUEST_RECORDING)
def draw_sample(request: SignedInRequest, body: DrawIn) -> Status[SampleDraw]:
    values = body.model_dump(exclude={"unit"})
    made = actions.draw_sample(unit=unit_by_code(body.unit), by=request.actor, now=timezone.now(), **values)
    return Status(201, made)


@router.get("/recordings/samples/{int:sample_id}", response=SampleOut, operation_id="inspections_recording_sample")
@needs(Permission.VIEW_RECORDING)
def sample(request: SignedInRequest, sample_id: Id) -> SampleDraw:
    """Return a draw with its seed and frame, and whether it comes out again."""
    return get_object_or_404(SampleDraw.objects.visible_to(request.actor).select_related("unit"), pk=sample_id)


@router.post("/recordings/figures", response={201: FigureOut}, operation_id="inspections_recording_figure")
@needs(Permission.EDIT_LIMITS)
def set_figure(request: SignedInRequest, body: FigureIn) -> Status[FigureOut]:
    unit = unit_by_code(body.unit) if body.unit else None
    values = body.model_dump(exclude={"unit"})
    made = actions.set_figure(unit=unit, by=request.actor, now=timezone.now(), **values)
    return Status(201, FigureOut(code=Figure(made.code), value=made.value, begins_on=made.valid.lower))


@router.get("/recordings/{int:request_id}", response=RequestOut, operation_id="inspections_recording")
@needs(Permission.VIEW_RECORDING)
def recording(request: SignedInRequest, request_id: Id) -> RecordingRequest:
    return _seen(request, request_id)


@router.post("/recordings/{int:request_id}/approve", response=RequestOut, operation_id="inspections_recording_approve")
@needs(Permission.APPROVE_RECORDING)
def approve(request: SignedInRequest, request_id: Id) -> RecordingRequest:
    return _moved(request, request_id, Move.APPROVE)


@router.post("/recordings/{int:request_id}/refuse", response=RequestOut, operation_id="inspections_recording_refuse")
@needs(Permission.APPROVE_RECORDING)
def refuse(request: SignedInRequest, request_id: Id, body: ReasonIn) -> RecordingRequest:
    return _moved(request, request_id, Move.REFUSE, reason=body.reason)


@router.post(
    "/recordings/{int:request_id}/withdraw", response=RequestOut, operation_id="inspections_recording_withdraw"
)
@needs(Permission.REQUEST_RECORDING)
def withdraw(request: SignedInRequest, request_id: Id) -> RecordingRequest:
    return _moved(request, request_id, Move.WITHDRAW)


@router.post("/recordings/{int:request_id}/finish", response=RequestOut, operation_id="inspections_recording_finish")
@needs(Permission.REQUEST_RECORDING)
def finish(request: SignedInRequest, request_id: Id) -> RecordingRequest:
    return _moved(request, request_id, Move.FINISH)


@router.get("/recordings/{int:request_id}/looks", response=list[LookOut], operation_id="inspections_recording_looks")
@needs(Permission.VIEW_RECORDING)
def looks(request: SignedInRequest, request_id: Id) -> list[Viewing]:
    return queries.looks([queries.request_of(request.actor, request_id)])


@router.post(
    "/recordings/{int:request_id}/looks", response={201: list[LookOut]}, operation_id="inspections_recording_look"
)
@needs(Permission.REQUEST_RECORDING)
def look(request: SignedInRequest, request_id: Id, body: LookIn) -> Status[list[Viewing]]:
    """Write down what for, before the files of these stretches can be fetched."""
    made = actions.log_viewing(
        request_id=request_id, span_ids=body.span_ids, purpose=body.purpose, by=request.actor, now=timezone.now()
    )
    return Status(201, made)


@router.post(
    "/recordings/spans/{int:span_id}/clips", response={201: FootageOut}, operation_id="inspections_recording_clip"
)
@needs(Permission.REQUEST_RECORDING)
def add_clip(request: SignedInRequest, span_id: Id, clip: File[UploadedFile], body: Form[ClipIn]) -> Status[Footage]:
    made = bringing.add_clip(
        span_id=span_id, upload=clip, starts_at=body.starts_at, by=request.actor, now=timezone.now()
    )
    return Status(201, made)


@router.post(
    "/recordings/spans/{int:span_id}/places", response={201: FootageOut}, operation_id="inspections_recording_place"
)
@needs(Permission.REQUEST_RECORDING)
def add_place(request: SignedInRequest, span_id: Id, body: PlaceIn) -> Status[Footage]:
    made = bringing.add_reference(span_id=span_id, by=request.actor, now=timezone.now(), **body.model_dump())
    return Status(201, made)


_RUN = {
    Move.APPROVE: actions.approve_request,
    Move.REFUSE: actions.refuse_request,
    Move.WITHDRAW: actions.withdraw_request,
    Move.FINISH: actions.finish_request,
}


def _moved(request: SignedInRequest, pk: int, move: Move, **more: Any) -> RecordingRequest:
    run: Any = _RUN[move]
    run(request_id=pk, by=request.actor, now=timezone.now(), **more)
    return _seen(request, pk)


def _seen(request: SignedInRequest, pk: int) -> RecordingRequest:
    return queries.request_of(request.actor, pk)
