"""Proof for programs: listed, added and fetched; each fetch is written down as a look."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import AwareDatetime

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.cases.models import Case
from biaogan.core.programs import Id
from biaogan.evidence import actions, queries
from biaogan.evidence.models import Evidence
from biaogan.evidence.serving import whole_file

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
    from_at: AwareDatetime
    to_at: AwareDatetime
    note: str = Field("", max_length=500)


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
    rows = Evidence.objects.visible_to(request.actor).kept().exclude(sha256="")
    return whole_file(get_object_or_404(rows, pk=evidence_id), by=request.actor, now=timezone.now())


def _case(request: SignedInRequest, case_id: int) -> Case:
    return get_object_or_404(Case.objects.visible_to(request.actor), pk=case_id)
