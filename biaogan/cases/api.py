"""Cases for programs: found by number; linked, barred, made confidential and held as on their pages."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from biaogan.accounts.access import SignedInRequest, signed_in
from biaogan.cases import actions, queries
from biaogan.cases.models import Case, CaseLink
from biaogan.core.programs import Id
from biaogan.org.models import Person

router = Router()

MOST_FOUND = 20


class CaseOut(Schema):
    id: int
    kind: str
    number: str
    subject_unit_id: int
    handling_unit_id: int | None
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    confidentiality: Literal["ordinary", "restricted"]
    held_at: dt.datetime | None


class LinkIn(Schema):
    other_id: Id
    kind: Literal["merged_into", "follows", "repeats", "reviews"]


class LinkedOut(Schema):
    id: int
    case_id: int
    other_id: int
    kind: str


class BarIn(Schema):
    staff_no: str = Field(min_length=1, max_length=32)
    reason: str = Field(min_length=1, max_length=200)


class BarOut(Schema):
    id: int
    case_id: int
    person_id: int
    reason: str


class ReasonIn(Schema):
    reason: str = Field(min_length=1, max_length=200)


class ConfidentialityIn(ReasonIn):
    confidentiality: Literal["ordinary", "restricted"]


@router.get("/", response=list[CaseOut], operation_id="cases_find")
@signed_in
def find(request: SignedInRequest, number: Annotated[str, Field(min_length=1, max_length=40)]) -> list[Case]:
    return list(queries.by_number(request.actor, number)[:MOST_FOUND])


@router.get("/{int:case_id}", response=CaseOut, operation_id="cases_get")
@signed_in
def get(request: SignedInRequest, case_id: Id) -> Case:
    return _seen(request, case_id)


@router.post("/{int:case_id}/links", response={201: LinkedOut}, operation_id="cases_link")
@signed_in
def link(request: SignedInRequest, case_id: Id, body: LinkIn) -> Status[CaseLink]:
    other = _seen(request, body.other_id)
    return Status(201, actions.link_by_hand(other=other, kind=body.kind, **_who(request, case_id)))


@router.post("/{int:case_id}/bars", response={201: BarOut}, operation_id="cases_bar")
@signed_in
def bar(request: SignedInRequest, case_id: Id, body: BarIn) -> Status[Any]:
    _seen(request, case_id)
    person = get_object_or_404(Person, staff_no=body.staff_no)
    return Status(201, actions.bar_by_hand(person=person, reason=body.reason, **_who(request, case_id)))


@router.post("/{int:case_id}/bars/{int:bar_id}/lift", response={204: None}, operation_id="cases_lift_bar")
@signed_in
def lift_bar(request: SignedInRequest, case_id: Id, bar_id: Id, body: ReasonIn) -> Status[None]:
    barred = get_object_or_404(_seen(request, case_id).bars, pk=bar_id)
    actions.lift_bar(bar_id=barred.pk, reason=body.reason, by=request.actor, now=timezone.now())
    return Status(204, None)


@router.post("/{int:case_id}/confidentiality", response=CaseOut, operation_id="cases_set_confidentiality")
@signed_in
def set_confidentiality(request: SignedInRequest, case_id: Id, body: ConfidentialityIn) -> Case:
    act = actions.make_confidential if body.confidentiality == "restricted" else actions.make_ordinary
    return act(reason=body.reason, **_who(request, case_id))


@router.post("/{int:case_id}/hold", response=CaseOut, operation_id="cases_hold")
@signed_in
def hold(request: SignedInRequest, case_id: Id, body: ReasonIn) -> Case:
    return actions.hold(reason=body.reason, **_who(request, case_id))


@router.post("/{int:case_id}/lift-hold", response=CaseOut, operation_id="cases_lift_hold")
@signed_in
def lift_hold(request: SignedInRequest, case_id: Id, body: ReasonIn) -> Case:
    return actions.lift_hold(reason=body.reason, **_who(request, case_id))


def _seen(request: SignedInRequest, case_id: int) -> Case:
    return get_object_or_404(Case.objects.visible_to(request.actor), pk=case_id)


def _who(request: SignedInRequest, case_id: int) -> dict[str, Any]:
    return {"case_id": case_id, "by": request.actor, "now": timezone.now()}
