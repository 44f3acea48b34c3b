"""People for programs."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Status

from biaogan.core.access import AskedRequest, needs
from biaogan.core.programs import Cursor, Id, cursor_page
from biaogan.org import actions, queries
from biaogan.org.api.reach import today, unit_above
from biaogan.org.api.schemas import (
    HoldingOut,
    LeavingIn,
    PeopleNarrowing,
    PeopleOut,
    PersonChangeIn,
    PersonIn,
    PersonOut,
)
from biaogan.org.models import Person
from biaogan.org.permissions import EDIT_UNIT, VIEW_UNIT

router = Router()


@router.get("/people", response=PeopleOut, operation_id="org_list_people")
@needs(VIEW_UNIT)
def list_people(request: AskedRequest, wanted: Query[PeopleNarrowing], cursor: Cursor = "") -> dict[str, Any]:
    above, post = unit_above(request, wanted.under), wanted.post or ""
    rows = queries.people(request.actor, q=wanted.q, post=post, under=above, on=today())
    return cursor_page(rows, by=queries.BY_NAME, cursor=cursor)


@router.post("/people", response={201: PersonOut}, operation_id="org_add_person")
@needs(EDIT_UNIT)
def add_person(request: AskedRequest, wanted: PersonIn) -> Status[Person]:
    return Status(201, actions.add_person(by=request.actor, now=timezone.now(), **wanted.dict()))


@router.get("/people/{int:person_id}", response=PersonOut, operation_id="org_get_person")
@needs(VIEW_UNIT)
def get_person(request: AskedRequest, person_id: Id) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.actor), pk=person_id)


@router.patch("/people/{int:person_id}", response=PersonOut, operation_id="org_change_person")
@needs(EDIT_UNIT)
def change_person(request: AskedRequest, person_id: Id, wanted: PersonChangeIn) -> Person:
    person = get_object_or_404(Person.objects.visible_to(request.actor), pk=person_id)
    return actions.change_person(person, by=request.actor, now=timezone.now(), **wanted.dict(exclude_unset=True))


@router.get("/people/{int:person_id}/posts", response=list[HoldingOut], operation_id="org_list_posts_of_person")
@needs(VIEW_UNIT)
def list_posts_of_person(request: AskedRequest, person_id: Id) -> Any:
    person = get_object_or_404(Person.objects.visible_to(request.actor), pk=person_id)
    return queries.holdings_of(person, request.actor)


@router.post("/people/{int:person_id}/leave", response=PersonOut, operation_id="org_record_leaving")
@needs(EDIT_UNIT)
def record_leaving(request: AskedRequest, person_id: Id, wanted: LeavingIn) -> Person:
    person = get_object_or_404(Person.objects.visible_to(request.actor), pk=person_id)
    return actions.record_leaving(person, last_day=wanted.last_day, by=request.actor, now=timezone.now())
