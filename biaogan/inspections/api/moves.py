"""The moves of a sheet, each an operation."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from ninja import Router, Status

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.time import local_day
from biaogan.inspections import actions
from biaogan.inspections.api import schemas as s
from biaogan.inspections.api.lookups import items_by_code, people_by_number, sheet_seen
from biaogan.inspections.api.paths import SheetId
from biaogan.inspections.api.sheets import out
from biaogan.inspections.choices import NOTICE_BASIS, Channel
from biaogan.inspections.rules import NEEDS, Move
from biaogan.rectification.actions import draft_notice

router = Router()


def _deed(request: SignedInRequest, sheet_id: int) -> dict[str, Any]:
    return {"sheet_id": sheet_id, "by": request.actor, "now": timezone.now()}


@router.post("/sheets/{sheet_id}/assign", response=s.SheetOut, operation_id="inspections_assign")
@needs(NEEDS[Move.ASSIGN])
def assign(request: SignedInRequest, sheet_id: SheetId, body: s.PeopleIn) -> s.SheetOut:
    """Name who inspects; who was named before is replaced."""
    sheet_seen(request.actor, sheet_id)
    people = [person.pk for person in people_by_number(body.people)]
    actions.assign_sheet(people=people, **_deed(request, sheet_id))
    return out(request.actor, sheet_id)


@router.post("/sheets/{sheet_id}/submit", response=s.SheetOut, operation_id="inspections_submit")
@needs(Permission.VIEW_INSPECTION)
def submit(request: SignedInRequest, sheet_id: SheetId, body: s.SubmitIn) -> s.SheetOut:
    """Hand a sheet in: it gets its score, and what is wrong becomes findings. A refusal names every item that lacks something."""
    actions.submit(**body.model_dump(), **_deed(request, sheet_id))
    return out(request.actor, sheet_id)


@router.post("/sheets/{sheet_id}/confirm", response=s.SheetOut, operation_id="inspections_confirm")
@needs(NEEDS[Move.CONFIRM])
def confirm(request: SignedInRequest, sheet_id: SheetId) -> s.SheetOut:
    actions.confirm(**_deed(request, sheet_id))
    return out(request.actor, sheet_id)


@router.post("/sheets/{sheet_id}/dispute", response=s.SheetOut, operation_id="inspections_dispute")
@needs(NEEDS[Move.DISPUTE])
def dispute(request: SignedInRequest, sheet_id: SheetId, body: s.DisputeIn) -> s.SheetOut:
    items = items_by_code(sheet_seen(request.actor, sheet_id), list(body.items))
    named = {items[code].pk: said for code, said in body.items.items()}
    actions.dispute(items=named, reason=body.reason, **_deed(request, sheet_id))
    return out(request.actor, sheet_id)


@router.post("/sheets/{sheet_id}/settle", response=s.SheetOut, operation_id="inspections_settle")
@needs(NEEDS[Move.SETTLE])
def settle(request: SignedInRequest, sheet_id: SheetId, body: s.SettleIn) -> s.SheetOut:
    """Settle a dispute: change some answers, or none; old and new scores are kept."""
    items = items_by_code(sheet_seen(request.actor, sheet_id), list(body.changes))
    changes = {items[code].pk: value for code, value in body.changes.items()}
    actions.settle(changes=changes, reason=body.reason, **_deed(request, sheet_id))
    return out(request.actor, sheet_id)


@router.post("/sheets/{sheet_id}/finalise", response=s.SheetOut, operation_id="inspections_finalise")
@needs(NEEDS[Move.FINALISE])
def finalise(request: SignedInRequest, sheet_id: SheetId) -> s.SheetOut:
    actions.finalise(**_deed(request, sheet_id))
    return out(request.actor, sheet_id)


@router.post("/sheets/{sheet_id}/cancel", response=s.SheetOut, operation_id="inspections_cancel")
@needs(Permission.VIEW_INSPECTION)
def cancel(request: SignedInRequest, sheet_id: SheetId, body: s.ReasonIn) -> s.SheetOut:
    actions.cancel(reason=body.reason, **_deed(request, sheet_id))
    return out(request.actor, sheet_id)


@router.post("/sheets/{sheet_id}/notice", response={201: s.MadeOut}, operation_id="inspections_draft_notice")
@needs(Permission.ISSUE_NOTICE)
def notice(request: SignedInRequest, sheet_id: SheetId, body: s.NoticeIn) -> Status[s.MadeOut]:
    """Draft a rectification notice of some of the sheet's open findings; its id is a notice's."""
    sheet, now = sheet_seen(request.actor, sheet_id), timezone.now()
    names = "" if sheet.is_mystery else "、".join(row.person.name for row in sheet.inspectors.all())
    made = draft_notice(
        unit=sheet.case.subject_unit,
        findings=body.findings,
        basis=NOTICE_BASIS[Channel(sheet.channel)],
        inspected_on=local_day(sheet.begun_at or now),
        inspectors=names,
        by=request.actor,
        now=now,
    )
    return Status(201, s.MadeOut(id=made.pk))
