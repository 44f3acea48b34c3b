"""What programs do with handbooks: whatever the pages can do."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from ninja import Router, Status

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.handbook import actions, queries
from biaogan.handbook.api import schemas as s
from biaogan.handbook.api.paths import AreaId, HandbookId, ItemId, VersionId
from biaogan.handbook.api.reading import version_of
from biaogan.handbook.models import Area, Item

router = Router()
EDITS = Permission.EDIT_HANDBOOK


def _deed(request: SignedInRequest, **whose: int) -> dict[str, Any]:
    return {**whose, "by": request.actor, "now": timezone.now()}


def _version_out(request: SignedInRequest, version_id: int) -> s.VersionOut:
    found = version_of(request, version_id)
    return s.VersionOut.of(found, queries.items_of(found))


@router.post("/", response={201: s.HandbookOut}, operation_id="handbook_make")
@needs(EDITS)
def make(request: SignedInRequest, body: s.HandbookIn) -> Status[s.HandbookOut]:
    """Begin a handbook with an empty draft."""
    book = actions.make_handbook(**body.model_dump(), **_deed(request))
    return Status(201, s.HandbookOut.of(book, list(book.versions.all())))


@router.post("/{handbook_id}/draft", response={201: s.VersionOut}, operation_id="handbook_draft")
@needs(EDITS)
def draft(request: SignedInRequest, handbook_id: HandbookId, body: s.DraftIn) -> Status[s.VersionOut]:
    """Draft the next version from an older one."""
    made = actions.draft_version(like=body.like, **_deed(request, handbook_id=handbook_id))
    return Status(201, _version_out(request, made.pk))


@router.put("/versions/{version_id}", response=s.VersionOut, operation_id="handbook_edit_version")
@needs(EDITS)
def edit_version(request: SignedInRequest, version_id: VersionId, body: s.VersionIn) -> s.VersionOut:
    actions.edit_version(**body.model_dump(mode="json"), **_deed(request, version_id=version_id))
    return _version_out(request, version_id)


@router.delete("/versions/{version_id}", response={204: None}, operation_id="handbook_discard_draft")
@needs(EDITS)
def discard(request: SignedInRequest, version_id: VersionId) -> Status[None]:
    actions.discard_draft(**_deed(request, version_id=version_id))
    return Status(204, None)


@router.post("/versions/{version_id}/publish", response=s.VersionOut, operation_id="handbook_publish")
@needs(EDITS)
def publish(request: SignedInRequest, version_id: VersionId, body: s.PublishIn) -> s.VersionOut:
    actions.publish(first_day=body.first_day, **_deed(request, version_id=version_id))
    return _version_out(request, version_id)


@router.post("/versions/{version_id}/withdraw", response=s.VersionOut, operation_id="handbook_withdraw")
@needs(EDITS)
def withdraw(request: SignedInRequest, version_id: VersionId, body: s.WithdrawIn) -> s.VersionOut:
    actions.withdraw(because=body.because, **_deed(request, version_id=version_id))
    return _version_out(request, version_id)


@router.put("/versions/{version_id}/grades", response=s.VersionOut, operation_id="handbook_set_grades")
@needs(EDITS)
def set_grades(request: SignedInRequest, version_id: VersionId, body: s.GradesIn) -> s.VersionOut:
    actions.set_bands(bands=[each.grade() for each in body.grades], **_deed(request, version_id=version_id))
    return _version_out(request, version_id)


@router.post("/versions/{version_id}/areas", response={201: s.AreaOut}, operation_id="handbook_add_area")
@needs(EDITS)
def add_area(request: SignedInRequest, version_id: VersionId, body: s.AreaIn) -> Status[s.AreaOut]:
    made = actions.add_area(**body.model_dump(), **_deed(request, version_id=version_id))
    return Status(201, s.area_out(made))


@router.put("/areas/{area_id}", response=s.AreaOut, operation_id="handbook_edit_area")
@needs(EDITS)
def edit_area(request: SignedInRequest, area_id: AreaId, body: s.AreaIn) -> s.AreaOut:
    area = Area.objects.visible_to(request.actor).get(pk=area_id)
    told = body.model_dump() | {"position": area.position if body.position is None else body.position}
    return s.area_out(actions.edit_area(**told, **_deed(request, version_id=area.version_id, area_id=area_id)))


@router.delete("/areas/{area_id}", response={204: None}, operation_id="handbook_remove_area")
@needs(EDITS)
def remove_area(request: SignedInRequest, area_id: AreaId) -> Status[None]:
    area = Area.objects.visible_to(request.actor).get(pk=area_id)
    actions.remove_area(**_deed(request, version_id=area.version_id, area_id=area_id))
    return Status(204, None)


@router.post("/versions/{version_id}/items", response={201: s.ItemOut}, operation_id="handbook_add_item")
@needs(EDITS)
def add_item(request: SignedInRequest, version_id: VersionId, body: s.ItemIn) -> Status[s.ItemOut]:
    made = actions.add_item(area=body.area, values=body.values(), **_deed(request, version_id=version_id))
    return Status(201, s.ItemOut.of(made))


@router.put("/items/{item_id}", response=s.ItemOut, operation_id="handbook_edit_item")
@needs(EDITS)
def edit_item(request: SignedInRequest, item_id: ItemId, body: s.ItemIn) -> s.ItemOut:
    item = Item.objects.visible_to(request.actor).get(pk=item_id)
    whose = {"version_id": item.version_id, "item_id": item_id}
    return s.ItemOut.of(actions.edit_item(area=body.area, values=body.values(), **_deed(request, **whose)))


@router.delete("/items/{item_id}", response={204: None}, operation_id="handbook_remove_item")
@needs(EDITS)
def remove_item(request: SignedInRequest, item_id: ItemId) -> Status[None]:
    item = Item.objects.visible_to(request.actor).get(pk=item_id)
    actions.remove_item(**_deed(request, version_id=item.version_id, item_id=item_id))
    return Status(204, None)
