"""Areas and counters for programs."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Status

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.programs import Id
from biaogan.premises import actions, queries
from biaogan.premises.api.reach import area_of, outlet_of, today
from biaogan.premises.api.schemas import AreaChangeIn, AreaIn, AreaOut, CounterChangeIn, CounterIn, CounterOut
from biaogan.premises.models import Area, Counter

router = Router()


@router.get("/units/{int:unit_id}/areas", response=list[AreaOut], operation_id="premises_list_areas")
@needs(Permission.VIEW_PREMISES)
def list_areas(request: SignedInRequest, unit_id: Id) -> list[Area]:
    return queries.areas(outlet_of(request, unit_id), on=today())


@router.post("/units/{int:unit_id}/areas", response={201: AreaOut}, operation_id="premises_add_area")
@needs(Permission.EDIT_PREMISES)
def add_area(request: SignedInRequest, unit_id: Id, wanted: AreaIn) -> Status[Area]:
    outlet = outlet_of(request, unit_id)
    return Status(201, actions.add_area(outlet=outlet, by=request.actor, now=timezone.now(), **wanted.dict()))


@router.post("/units/{int:unit_id}/areas/usual", response={201: list[AreaOut]}, operation_id="premises_add_usual_areas")
@needs(Permission.EDIT_PREMISES)
def add_usual_areas(request: SignedInRequest, unit_id: Id) -> Status[list[Area]]:
    """Add the areas that most outlets have, as far as they are missing."""
    outlet = outlet_of(request, unit_id)
    return Status(201, actions.add_usual_areas(outlet=outlet, by=request.actor, now=timezone.now()))


@router.patch("/areas/{int:area_id}", response=AreaOut, operation_id="premises_change_area")
@needs(Permission.EDIT_PREMISES)
def change_area(request: SignedInRequest, area_id: Id, wanted: AreaChangeIn) -> Area:
    area = get_object_or_404(Area.objects.visible_to(request.actor), pk=area_id)
    told = {name: value for name, value in wanted.dict(exclude_unset=True).items() if value is not None}
    return actions.change_area(area, by=request.actor, now=timezone.now(), **told)


@router.post("/areas/{int:area_id}/remove", response={204: None}, operation_id="premises_remove_area")
@needs(Permission.EDIT_PREMISES)
def remove_area(request: SignedInRequest, area_id: Id) -> Status[None]:
    area = get_object_or_404(Area.objects.visible_to(request.actor), pk=area_id)
    actions.remove_area(area, by=request.actor, now=timezone.now())
    return Status(204, None)


@router.get("/units/{int:unit_id}/counters", response=list[CounterOut], operation_id="premises_list_counters")
@needs(Permission.VIEW_PREMISES)
def list_counters(request: SignedInRequest, unit_id: Id) -> list[Counter]:
    return queries.counters(outlet_of(request, unit_id), on=today())


@router.post("/units/{int:unit_id}/counters", response={201: CounterOut}, operation_id="premises_add_counter")
@needs(Permission.EDIT_PREMISES)
def add_counter(request: SignedInRequest, unit_id: Id, wanted: CounterIn) -> Status[Counter]:
    outlet = outlet_of(request, unit_id)
    counter = actions.add_counter(
        outlet=outlet,
        number=wanted.number,
        businesses=[each.value for each in wanted.businesses],
        area=area_of(outlet, wanted.area_id),
        by=request.actor,
        now=timezone.now(),
    )
    return Status(201, counter)


@router.put("/counters/{int:counter_id}", response=CounterOut, operation_id="premises_change_counter")
@needs(Permission.EDIT_PREMISES)
def change_counter(request: SignedInRequest, counter_id: Id, wanted: CounterChangeIn) -> Counter:
    """Say anew what business the counter does and where it stands. Its number stays."""
    counter = get_object_or_404(Counter.objects.visible_to(request.actor), pk=counter_id)
    return actions.change_counter(
        counter,
        businesses=[each.value for each in wanted.businesses],
        area=area_of(counter.outlet, wanted.area_id),
        by=request.actor,
        now=timezone.now(),
    )


@router.post("/counters/{int:counter_id}/remove", response={204: None}, operation_id="premises_remove_counter")
@needs(Permission.EDIT_PREMISES)
def remove_counter(request: SignedInRequest, counter_id: Id) -> Status[None]:
    counter = get_object_or_404(Counter.objects.visible_to(request.actor), pk=counter_id)
    actions.remove_counter(counter, by=request.actor, now=timezone.now())
    return Status(204, None)
