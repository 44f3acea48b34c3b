"""Official papers for programs."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.programs import Cursor, CursorPage, Id, cursor_page
from biaogan.papers import actions, queries, rendering
from biaogan.papers.models import Paper

router = Router()

Form = Literal["pdf", "docx"]
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class PartOut(Schema):
    code: str
    heading: str
    text: str


class PaperOut(Schema):
    id: int
    kind: str
    unit_id: int
    case_id: int | None
    state: Literal["draft", "issued", "void"]
    number: str = Field(description="Empty for a draft.")
    title: str
    addressee: str = Field(description="Masked where it is a customer.")
    parts: list[PartOut]
    attachments: list[str]
    copies: list[str]
    template_version: int
    drafted_at: dt.datetime
    issued_at: dt.datetime | None
    void_at: dt.datetime | None
    void_because: str


class PapersOut(CursorPage):
    items: list[PaperOut]


class DraftIn(Schema):
    """Parts that are left out stay as they are."""

    parts: dict[str, Annotated[str, Field(max_length=actions.LONGEST_PART)]] = Field({}, max_length=50)
    attachments: list[Annotated[str, Field(max_length=200)]] | None = Field(None, max_length=50)
    copies: list[Annotated[str, Field(max_length=100)]] | None = Field(None, max_length=50)


class VoidIn(Schema):
    reason: str = Field(min_length=1, max_length=200)


@router.get("/", response=PapersOut, operation_id="papers_list")
@needs(Permission.VIEW_UNIT)
def list_papers(
    request: SignedInRequest,
    kind: Annotated[str, Field(max_length=40)] = "",
    state: Literal["", "draft", "issued", "void"] = "",
    q: Annotated[str, Field(max_length=60, description="A number, or words of the title.")] = "",
    cursor: Cursor = "",
) -> dict[str, Any]:
    return cursor_page(queries.register(request.actor, kind=kind, state=state, text=q), by=["-pk"], cursor=cursor)


@router.get("/{int:paper_id}", response=PaperOut, operation_id="papers_get")
@needs(Permission.VIEW_UNIT)
def get(request: SignedInRequest, paper_id: Id) -> Paper:
    return _seen(request, paper_id)


@router.get("/{int:paper_id}/file.{form}", operation_id="papers_file")
@needs(Permission.VIEW_UNIT)
def file(request: SignedInRequest, paper_id: Id, form: Form) -> HttpResponse:
    content = rendering.file_of(_seen(request, paper_id), form, now=timezone.now())
    return HttpResponse(content, content_type=MEDIA_TYPES[form], headers={"Cache-Control": "private, no-store"})


@router.patch("/{int:paper_id}", response=PaperOut, operation_id="papers_edit_draft")
@needs(Permission.ISSUE_PAPER)
def edit_draft(request: SignedInRequest, paper_id: Id, body: DraftIn) -> Paper:
    return actions.edit_draft(paper_id=paper_id, by=request.actor, now=timezone.now(), **body.dict())


@router.post("/{int:paper_id}/issue", response=PaperOut, operation_id="papers_issue")
@needs(Permission.ISSUE_PAPER)
def issue(request: SignedInRequest, paper_id: Id) -> Paper:
    return actions.issue_draft(paper_id=paper_id, by=request.actor, now=timezone.now())


@router.delete("/{int:paper_id}", response={204: None}, operation_id="papers_discard")
@needs(Permission.ISSUE_PAPER)
def discard(request: SignedInRequest, paper_id: Id) -> Status[None]:
    actions.discard_draft(paper_id=paper_id, by=request.actor, now=timezone.now())
    return Status(204, None)


@router.post("/{int:paper_id}/void", response=PaperOut, operation_id="papers_void")
@needs(Permission.ISSUE_PAPER)
def void(request: SignedInRequest, paper_id: Id, body: VoidIn) -> Paper:
    return actions.void(paper_id=paper_id, reason=body.reason, by=request.actor, now=timezone.now())


def _seen(request: SignedInRequest, paper_id: int) -> Paper:
    return get_object_or_404(Paper.objects.visible_to(request.actor), pk=paper_id)
