"""Filling a sheet in: fields, proof, guidance, tests of devices."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.errors import InputRefused
from biaogan.evidence.models import Evidence
from biaogan.inspections import actions
from biaogan.inspections.actions.device_tests import record_test
from biaogan.inspections.api import schemas as s
from biaogan.inspections.api.lookups import items_by_code, sheet_seen
from biaogan.inspections.api.paths import SheetId
from biaogan.inspections.api.sheets import out
from biaogan.inspections.choices import Field as SheetField
from biaogan.inspections.models import DeviceTest, Sheet
from biaogan.inspections.queries.device_tests import tests_of
from biaogan.inspections.queries.pages import may_see_inspectors

router = Router()


@router.post("/sheets/{sheet_id}/begin", response=s.SheetOut, operation_id="inspections_begin")
@needs(Permission.VIEW_INSPECTION)
def begin(request: SignedInRequest, sheet_id: SheetId, body: s.BeginIn) -> s.SheetOut:
    actions.begin(sheet_id=sheet_id, by=request.actor, now=timezone.now(), **body.model_dump())
    return out(request.actor, sheet_id)


@router.post("/sheets/{sheet_id}/change", response=s.ChangedOut, operation_id="inspections_change")
@needs(Permission.VIEW_INSPECTION)
def change(request: SignedInRequest, sheet_id: SheetId, body: s.ChangeIn) -> s.ChangedOut:
    """Write one field. A conflict is an answer like any other: nothing is lost, and one of the two values is chosen by writing it again."""
    sheet = sheet_seen(request.actor, sheet_id)
    made = actions.change(
        sheet_id=sheet_id,
        item_id=_item(sheet, body.item),
        field=body.field,
        base=body.base,
        new=_new(sheet, body),
        happened_at=body.happened_at,
        by=request.actor,
        now=timezone.now(),
    )
    told = s.ConflictOut(**made.conflict.as_json()) if made.conflict else None
    if told and not may_see_inspectors(sheet, request.actor):
        told.by = ""
    return s.ChangedOut(revision=made.revision, conflict=told)


def _new(sheet: Sheet, body: s.ChangeIn) -> object:
    """Return what is to be written; the item of the same fault comes by its code."""
    if body.field != SheetField.SAME_AS or body.new is None:
        return body.new
    if not isinstance(body.new, str):
        raise InputRefused("sheet.no_such_item", "same_as is the code of an item of this sheet.")
    return _item(sheet, body.new)


class ProofIn(Schema):
    item: s.Code = Field("", description="Code of the item; empty for the sheet as a whole.")
    note: s.LineOrNone = ""


@router.post("/sheets/{sheet_id}/proof", response={201: s.ProofOut}, operation_id="inspections_attach")
@needs(Permission.VIEW_INSPECTION)
def attach(
    request: SignedInRequest, sheet_id: SheetId, body: Form[ProofIn], file: File[UploadedFile]
) -> Status[s.ProofOut]:
    """Add a file as proof of an item."""
    sheet = sheet_seen(request.actor, sheet_id)
    made = actions.attach(
        sheet_id=sheet_id,
        item_id=_item(sheet, body.item),
        upload=file,
        caption=body.note,
        by=request.actor,
        now=timezone.now(),
    )
    return Status(201, s.ProofOut(evidence=made.evidence_id, item=body.item))


class LinkIn(s.Sent):
    evidence: s.Id
    item: s.Code = ""


@router.post("/sheets/{sheet_id}/proof/link", response={201: s.ProofOut}, operation_id="inspections_link_proof")
@needs(Permission.VIEW_INSPECTION)
def link_proof(request: SignedInRequest, sheet_id: SheetId, body: LinkIn) -> Status[s.ProofOut]:
    """Let a proof that the sheet has already prove an item."""
    sheet = sheet_seen(request.actor, sheet_id)
    proof = get_object_or_404(Evidence, pk=body.evidence, case=sheet.pk)
    actions.attach(
        sheet_id=sheet_id, item_id=_item(sheet, body.item), proof=proof, by=request.actor, now=timezone.now()
    )
    return Status(201, s.ProofOut(evidence=proof.pk, item=body.item))


@router.post("/sheets/{sheet_id}/guide", response={201: s.MadeOut}, operation_id="inspections_guide")
@needs(Permission.VIEW_INSPECTION)
def guide(request: SignedInRequest, sheet_id: SheetId, body: s.GuideIn) -> Status[s.MadeOut]:
    sheet = sheet_seen(request.actor, sheet_id)
    made = actions.guide(
        sheet_id=sheet_id,
        item_id=_item(sheet, body.item),
        text=body.text,
        to_whom=body.to_whom,
        happened_at=body.happened_at,
        by=request.actor,
        now=timezone.now(),
    )
    return Status(201, s.MadeOut(id=made.pk))


@router.get("/sheets/{sheet_id}/tests", response=list[s.TestOut], operation_id="inspections_tests")
@needs(Permission.VIEW_INSPECTION)
def tests(request: SignedInRequest, sheet_id: SheetId) -> list[s.TestOut]:
    """List the last test of each device that was tried for the sheet."""
    return [_test(row) for row in tests_of(sheet_seen(request.actor, sheet_id))]


@router.post("/sheets/{sheet_id}/tests", response={201: s.TestOut}, operation_id="inspections_record_test")
@needs(Permission.VIEW_INSPECTION)
def test(request: SignedInRequest, sheet_id: SheetId, body: s.TestIn) -> Status[s.TestOut]:
    """Keep what trying a device came to; one that does not work is reported for repair."""
    asked = body.model_dump(exclude={"device", "note"})
    made = record_test(
        sheet_id=sheet_id, device_id=body.device, note=body.note, by=request.actor, now=timezone.now(), **asked
    )
    return Status(201, _test(made))


def _test(row: DeviceTest) -> s.TestOut:
    same = {name: getattr(row, name) for name in ("id", "works", "steps", "note", "tested_at", "down_since")}
    return s.TestOut(device=row.device_id, repair=row.repair_id, **same)


def _item(sheet: Sheet, code: str) -> int | None:
    if not code:
        return None
    found: int = items_by_code(sheet, [code])[code].pk
    return found
