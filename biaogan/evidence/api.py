"""Proof for programs: listed, added and fetched; each fetch is written down as a look."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.cases.kinds import KINDS
from biaogan.cases.models import Case
from biaogan.core.errors import InputRefused
from biaogan.core.programs import Day, Id, Moment
from biaogan.evidence import actions, queries
from biaogan.evidence.models import Evidence, EvidenceAccess, EvidenceQuerySet, RetentionRule
from biaogan.evidence.serving import small_picture, whole_file
from biaogan.evidence.thumbnails import WITH_THUMBNAIL

router = Router()


class EvidenceOut(Schema):
    id: int
    case_id: int
    kind: str
    sha256: str
    size: int
    media_type: str
    original_name: str
    captured_at: dt.datetime | None
    latitude: float | None
    longitude: float | None
    recorder: str
    channel: str
    from_at: dt.datetime | None
    to_at: dt.datetime | None
    note: str
    added_at: dt.datetime
    deleted_at: dt.datetime | None

    @staticmethod
    def resolve_deleted_at(evidence: Evidence) -> dt.datetime | None:
        deletion = getattr(evidence, "deletion", None)
        return deletion.at if deletion else None


class AddIn(Schema):
    kind: Literal["", "photo", "document", "recording", "letter"] = Field("", description="Empty: as the file is.")
    note: str = Field("", max_length=500)


class ReferenceIn(Schema):
    recorder: str = Field(min_length=1, max_length=120)
    channel: str = Field("", max_length=60)
    from_at: Moment
    to_at: Moment
    note: str = Field("", max_length=500)


class LookOut(Schema):
    what: EvidenceAccess.What
    person_id: int | None
    actor_ref: str
    at: dt.datetime


class RetentionOut(Schema):
    case_kind: str = Field(description="Empty: every kind without a rule of its own.")
    months: int
    source: str
    basis: str
    begins_on: dt.date | None
    ends_before: dt.date | None

    @staticmethod
    def resolve_begins_on(rule: RetentionRule) -> dt.date | None:
        first: dt.date | None = rule.valid.lower
        return first

    @staticmethod
    def resolve_ends_before(rule: RetentionRule) -> dt.date | None:
        end: dt.date | None = rule.valid.upper
        return end


class RetentionIn(Schema):
    case_kind: str = Field("", max_length=24, description="Empty: every kind without a rule of its own.")
    months: int = Field(ge=1, le=1200, description="After the case has closed.")
    valid_from: Day = Field(
        ge=dt.date(2000, 1, 1), le=dt.date(2199, 12, 31), description="For cases that close from this day on."
    )
    basis_zh: str = Field(min_length=1, max_length=200, description="Document and clause.", pattern=r"^[^\x00]*$")
    basis_en: str = Field("", max_length=200, pattern=r"^[^\x00]*$")


@router.get("/cases/{int:case_id}", response=list[EvidenceOut], operation_id="evidence_of_case")
@needs(Permission.VIEW_UNIT)
def of_case(request: SignedInRequest, case_id: Id) -> list[Evidence]:
    return list(queries.evidence_of(_case(request, case_id)))


@router.post("/cases/{int:case_id}/files", response={201: EvidenceOut}, operation_id="evidence_add")
@needs(Permission.ADD_EVIDENCE)
def add(request: SignedInRequest, case_id: Id, file: File[UploadedFile], body: Form[AddIn]) -> Status[Evidence]:
    made = actions.add(
        case=_case(request, case_id), upload=file, kind=body.kind, note=body.note, by=request.actor, now=timezone.now()
    )
    return Status(201, made)


@router.post("/cases/{int:case_id}/references", response={201: EvidenceOut}, operation_id="evidence_add_reference")
@needs(Permission.ADD_EVIDENCE)
def add_reference(request: SignedInRequest, case_id: Id, body: ReferenceIn) -> Status[Any]:
    made = actions.add_reference(case=_case(request, case_id), by=request.actor, now=timezone.now(), **body.dict())
    return Status(201, made)


@router.get("/{int:evidence_id}/file", operation_id="evidence_file")
@needs(Permission.VIEW_UNIT)
def file(request: SignedInRequest, evidence_id: Id) -> HttpResponse | FileResponse:
    """The whole file, or with a Range header the stretch of it that is asked for."""
    return whole_file(_file(request, evidence_id), asked=request, by=request.actor, now=timezone.now())


@router.get("/{int:evidence_id}/small", operation_id="evidence_small_picture")
@needs(Permission.VIEW_UNIT)
def small(request: SignedInRequest, evidence_id: Id) -> HttpResponse | FileResponse:
    """A small JPEG of the picture, without what the camera wrote into it. Formats without a preview answer 404."""
    evidence = get_object_or_404(_files(request).filter(media_type__in=WITH_THUMBNAIL), pk=evidence_id)
    return small_picture(evidence, by=request.actor, now=timezone.now())


@router.get("/{int:evidence_id}/looks", response=list[LookOut], operation_id="evidence_looks")
@needs(Permission.VIEW_UNIT)
def looks(request: SignedInRequest, evidence_id: Id) -> list[EvidenceAccess]:
    """Who looked at the file, the last 200, for those who supervise the case or audit it."""
    rows = Evidence.objects.visible_to(request.actor).select_related("case__subject_unit")
    evidence = get_object_or_404(rows, pk=evidence_id)
    actions.require_may_see_looks(evidence, request.actor)
    return queries.who_looked(evidence)


@router.get("/retention", response=list[RetentionOut], operation_id="evidence_retention")
@needs(Permission.EDIT_LIMITS)
def retention(request: SignedInRequest) -> list[RetentionRule]:
    return list(RetentionRule.objects.order_by("case_kind", "-valid"))


@router.post("/retention", response={201: RetentionOut}, operation_id="evidence_set_retention")
@needs(Permission.EDIT_LIMITS)
def set_retention(request: SignedInRequest, body: RetentionIn) -> Status[RetentionRule]:
    if body.case_kind and body.case_kind not in KINDS:
        raise InputRefused("evidence.unknown_kind", _("There is no such kind of case."))
    return Status(201, actions.set_retention(**body.dict(), by=request.actor, now=timezone.now()))


def _file(request: SignedInRequest, evidence_id: int) -> Evidence:
    return get_object_or_404(_files(request), pk=evidence_id)


def _files(request: SignedInRequest) -> EvidenceQuerySet:
    return Evidence.objects.visible_to(request.actor).kept().exclude(sha256="").select_related("case")


def _case(request: SignedInRequest, case_id: int) -> Case:
    return get_object_or_404(Case.objects.visible_to(request.actor), pk=case_id)
