"""How devices send files in pieces: announce, send from where it broke off, ask where that was."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from biaogan.accounts.access import signed_in
from biaogan.core.programs import BIGGEST
from biaogan.sync import actions, queries, rules
from biaogan.sync.api.devices import DeviceRequest
from biaogan.sync.models import Upload, UploadState
from biaogan.sync.signature import DeviceSignature

router = Router()

Offset = Annotated[int, Query(ge=0, le=BIGGEST)]

PIECE = {
    "requestBody": {
        "required": True,
        "description": f"The bytes from `offset` on, at most {rules.MOST_CHUNK}.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class UploadIn(Schema):
    id: uuid.UUID = Field(description="A UUIDv7; the work that belongs to the file names it.")
    name: str = Field(min_length=1, max_length=200)
    size: int = Field(ge=1, le=BIGGEST)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class UploadOut(Schema):
    id: uuid.UUID
    size: int
    offset: int = Field(description="How much is here; go on from there.")
    state: UploadState = Field(description="receiving; ready; refused, with the reason; claimed by its work.")
    code: str
    message: str

    @staticmethod
    def resolve_offset(upload: Upload) -> int:
        return upload.received

    @staticmethod
    def resolve_code(upload: Upload) -> str:
        return str(upload.answer.get("code", ""))

    @staticmethod
    def resolve_message(upload: Upload) -> str:
        return str(upload.answer.get("message", ""))


@router.post("/uploads", response={201: UploadOut}, auth=DeviceSignature(), operation_id="sync_announce_upload")
@signed_in
def announce_upload(request: DeviceRequest, wanted: UploadIn) -> Status[Upload]:
    """Announce a file. Announced again it is the same one, and the answer tells from where to go on."""
    upload = actions.announce(
        ident=wanted.id,
        name=wanted.name,
        size=wanted.size,
        sha256=wanted.sha256,
        device=request.device,
        now=timezone.now(),
    )
    return Status(201, upload)


@router.get("/uploads/{uuid:upload_id}", response=UploadOut, auth=DeviceSignature(), operation_id="sync_get_upload")
@signed_in
def get_upload(request: DeviceRequest, upload_id: uuid.UUID) -> Upload:
    return get_object_or_404(queries.uploads_of(request.device), pk=upload_id)


@router.put(
    "/uploads/{uuid:upload_id}",
    response=UploadOut,
    auth=DeviceSignature(),
    operation_id="sync_send_chunk",
    openapi_extra=PIECE,
)
@signed_in
def send_chunk(request: DeviceRequest, upload_id: uuid.UUID, offset: Offset) -> Any:
    """Send the bytes from `offset` on. What is here already is taken again without harm."""
    return actions.take_chunk(
        ident=upload_id, offset=offset, content=request.body, device=request.device, now=timezone.now()
    )
