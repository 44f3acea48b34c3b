"""Units for programs."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Status

from biaogan.core.access import AskedRequest, needs
from biaogan.core.programs import Cursor, Id, cursor_page
from biaogan.org import actions, queries
from biaogan.org.api.reach import today, unit_above, unit_of
from biaogan.org.api.schemas import CloseIn, MoveIn, UnitChangeIn, UnitIn, UnitNarrowing, UnitOut, UnitsOut
from biaogan.org.models import Unit
from biaogan.org.permissions import EDIT_UNIT, VIEW_UNIT

router = Router()


@router.get("/units", response=UnitsOut, operation_id="org_list_units")
@needs(VIEW_UNIT)
def list_units(request: AskedRequest, wanted: Query[UnitNarrowing], cursor: Cursor = "") -> dict[str, Any]:
    above, level = unit_above(request, wanted.under), wanted.level or ""
    rows = queries.units(request.actor, q=wanted.q, level=level, under=above, state=wanted.state, on=today())
    return cursor_page(rows, by=queries.BY_NAME, cursor=cursor)


@router.post("/units", response={201: UnitOut}, operation_id="org_create_unit")
@needs(EDIT_UNIT)
def create_unit(request: AskedRequest, wanted: UnitIn) -> Status[Unit]:
    told = wanted.dict(exclude={"parent_id"})
    for name in ("serves_customers", "calendar"):
        if told[name] in (None, ""):
            del told[name]
    parent = unit_of(request, wanted.parent_id)
    return Status(201, actions.create_unit(parent=parent, by=request.actor, now=timezone.now(), **told))


@router.get("/units/{int:unit_id}", response=UnitOut, operation_id="org_get_unit")
@needs(VIEW_UNIT)
def get_unit(request: AskedRequest, unit_id: Id) -> Unit:
    return get_object_or_404(Unit.objects.visible_to(request.actor), pk=unit_id)


@router.patch("/units/{int:unit_id}", response=UnitOut, operation_id="org_change_unit")
@needs(EDIT_UNIT)
def change_unit(request: AskedRequest, unit_id: Id, wanted: UnitChangeIn) -> Unit:
    unit = get_object_or_404(Unit.objects.visible_to(request.actor), pk=unit_id)
    told = {name: value for name, value in wanted.dict(exclude_unset=True).items() if value is not None}
    names = {name: told.pop(name) for name in ("name", "name_en", "short_name") if name in told}
    now = timezone.now()
    if names:
        unit = actions.rename(unit, by=request.actor, now=now, **{"name": unit.name, **names})
    return actions.change_unit(unit, by=request.actor, now=now, **told)


@router.post("/units/{int:unit_id}/move", response=UnitOut, operation_id="org_move_unit")
@needs(EDIT_UNIT)
def move_unit(request: AskedRequest, unit_id: Id, wanted: MoveIn) -> Unit:
    unit = get_object_or_404(Unit.objects.visible_to(request.actor), pk=unit_id)
    parent = unit_of(request, wanted.parent_id)
    assert parent is not None
    actions.move_unit(unit, parent, wanted.on_day, reason=wanted.reason, by=request.actor, now=timezone.now())
    return Unit.objects.get(pk=unit_id)


@router.post("/units/{int:unit_id}/close", response=UnitOut, operation_id="org_close_unit")
@needs(EDIT_UNIT)
def close_unit(request: AskedRequest, unit_id: Id, wanted: CloseIn) -> Unit:
    unit = get_object_or_404(Unit.objects.visible_to(request.actor), pk=unit_id)
    return actions.close_unit(unit, wanted.on_day, reason=wanted.reason, by=request.actor, now=timezone.now())
