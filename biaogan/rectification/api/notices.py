"""Notices: the register, one notice, its draft, and the moves that bring it on its way."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status
from pydantic import ConfigDict

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.cases.queries import narrowed
from biaogan.core.programs import Cursor
from biaogan.rectification import actions
from biaogan.rectification.api import schemas as s
from biaogan.rectification.api.lookups import moment_of, unit_by_code
from biaogan.rectification.choices import NoticeState
from biaogan.rectification.looks import moves
from biaogan.rectification.queries import notices as queries
from biaogan.rectification.queries.notices import NoticeChoice
from biaogan.rectification.queries.search import sought
from biaogan.rectification.rules import NOTICE_NEEDS, NoticeMove

router = Router()


class NoticeNarrowing(Schema):
    model_config = ConfigDict(extra="ignore")

    q: str = Field("", max_length=80, description="A number, or words.")
    open: bool = False
    overdue: bool = False
    state: NoticeState | None = None
    unit: str = Field("", max_length=40, description="Code of a unit: it and all below it.")
    cursor: Cursor = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


def _deed(request: SignedInRequest, notice_id: int) -> dict[str, Any]:
    return {"notice_id": notice_id, "by": request.actor, "now": timezone.now()}


def _out(request: SignedInRequest, notice_id: int) -> s.NoticeOut:
    return s.NoticeOut.of(queries.visible_notice(request.actor, notice_id))


@router.get("/notices", response=s.NoticesOut, operation_id="rectification_notices")
@needs(Permission.VIEW_RECTIFICATION)
def list_notices(request: SignedInRequest, narrowing: Query[NoticeNarrowing]) -> s.NoticesOut:
    """List what the caller may see, the newest first."""
    unit = unit_by_code(narrowing.unit, request.actor) if narrowing.unit else None
    choice = NoticeChoice(
        open_only=narrowing.open,
        overdue_at=timezone.now() if narrowing.overdue else None,
        state=narrowing.state or "",
        unit=unit,
        sought=sought(narrowed(request.actor, unit), "notice", narrowing.q),
    )
    page = queries.register_whole(request.actor, choice, cursor=narrowing.cursor, size=narrowing.size)
    return s.NoticesOut(items=[s.NoticeOut.of(row) for row in page.rows], next=page.next, previous=page.previous)


@router.post("/notices", response={201: s.NoticeOut}, operation_id="rectification_draft_notice")
@needs(Permission.ISSUE_NOTICE)
def draft(request: SignedInRequest, body: s.NoticeIn) -> Status[s.NoticeOut]:
    """Draft a notice. Its findings get the unit, who answers for it, and the rule's limit, where they name none."""
    made = actions.draft_notice(
        unit=unit_by_code(body.unit, request.actor),
        findings=body.findings,
        report_back_at=moment_of(body.report_back_on) if body.report_back_on else None,
        by=request.actor,
        now=timezone.now(),
        **{name: getattr(body, name) for name in ("basis", "inspected_on", "inspectors", "copies")},
    )
    return Status(201, _out(request, made.pk))


@router.get("/notices/{notice_id}", response=s.NoticeWholeOut, operation_id="rectification_get_notice")
@needs(Permission.VIEW_RECTIFICATION)
def get(request: SignedInRequest, notice_id: s.NoticeId) -> s.NoticeWholeOut:
    notice = queries.visible_notice(request.actor, notice_id)
    page = queries.notice_page(notice, request.actor)
    return s.NoticeWholeOut(
        **s.NoticeOut.of(notice).model_dump(),
        moves=[move.value for move in moves.notice_allowed(page, request.actor)],
        findings=[s.FindingOut.of(finding) for finding in page.findings],
        limits=[s.DutyOut.of(duty) for duty in page.duties],
    )


@router.put("/notices/{notice_id}", response=s.NoticeOut, operation_id="rectification_edit_notice")
@needs(NOTICE_NEEDS[NoticeMove.EDIT])
def edit(request: SignedInRequest, notice_id: s.NoticeId, body: s.HeadIn) -> s.NoticeOut:
    """Change the head of a draft; what it orders is changed with «rectification_assign»."""
    head = body.model_dump(exclude={"report_back_on"})
    actions.edit_notice(report_back_at=moment_of(body.report_back_on), **head, **_deed(request, notice_id))
    return _out(request, notice_id)


@router.post("/notices/{notice_id}/findings", response=s.NoticeOut, operation_id="rectification_put_on")
@needs(NOTICE_NEEDS[NoticeMove.EDIT])
def put_on(request: SignedInRequest, notice_id: s.NoticeId, body: s.FindingsIn) -> s.NoticeOut:
    actions.put_on(findings=body.findings, **_deed(request, notice_id))
    return _out(request, notice_id)


@router.delete(
    "/notices/{notice_id}/findings/{finding_id}", response=s.NoticeOut, operation_id="rectification_take_off"
)
@needs(NOTICE_NEEDS[NoticeMove.EDIT])
def take_off(request: SignedInRequest, notice_id: s.NoticeId, finding_id: s.FindingId) -> s.NoticeOut:
    actions.take_off(finding_id=finding_id, **_deed(request, notice_id))
    return _out(request, notice_id)


@router.post("/notices/{notice_id}/submit", response=s.NoticeOut, operation_id="rectification_submit_notice")
@needs(NOTICE_NEEDS[NoticeMove.SUBMIT])
def submit(request: SignedInRequest, notice_id: s.NoticeId) -> s.NoticeOut:
    actions.submit_notice(**_deed(request, notice_id))
    return _out(request, notice_id)


@router.post("/notices/{notice_id}/approve", response=s.NoticeOut, operation_id="rectification_approve_notice")
@needs(NOTICE_NEEDS[NoticeMove.APPROVE])
def approve(request: SignedInRequest, notice_id: s.NoticeId) -> s.NoticeOut:
    actions.approve_notice(**_deed(request, notice_id))
    return _out(request, notice_id)


@router.post("/notices/{notice_id}/revise", response=s.NoticeOut, operation_id="rectification_revise_notice")
@needs(NOTICE_NEEDS[NoticeMove.REVISE])
def revise(request: SignedInRequest, notice_id: s.NoticeId, body: s.ShortReasonIn) -> s.NoticeOut:
    actions.revise_notice(reason=body.reason, **_deed(request, notice_id))
    return _out(request, notice_id)


@router.post("/notices/{notice_id}/issue", response=s.NoticeOut, operation_id="rectification_issue_notice")
@needs(NOTICE_NEEDS[NoticeMove.ISSUE])
def issue(request: SignedInRequest, notice_id: s.NoticeId) -> s.NoticeOut:
    """Give it its number and let its limits run. Its files are under /papers/."""
    actions.issue_notice(**_deed(request, notice_id))
    return _out(request, notice_id)


@router.post("/notices/{notice_id}/receive", response=s.NoticeOut, operation_id="rectification_receive_notice")
@needs(NOTICE_NEEDS[NoticeMove.RECEIVE])
def receive(request: SignedInRequest, notice_id: s.NoticeId, body: s.ReceiveIn) -> s.NoticeOut:
    actions.receive_notice(signature=body.signature, happened_at=body.happened_at, **_deed(request, notice_id))
    return _out(request, notice_id)


@router.post("/notices/{notice_id}/withdraw", response=s.NoticeOut, operation_id="rectification_withdraw_notice")
@needs(NOTICE_NEEDS[NoticeMove.WITHDRAW])
def withdraw(request: SignedInRequest, notice_id: s.NoticeId, body: s.ShortReasonIn) -> s.NoticeOut:
    actions.withdraw_notice(reason=body.reason, **_deed(request, notice_id))
    return _out(request, notice_id)
