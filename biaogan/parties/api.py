"""Customers for programs: in part, in full with a purpose, corrected, erased."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.programs import Id
from biaogan.parties import actions
from biaogan.parties.models import Party

router = Router()

FieldName = Literal["name", "phone", "id_number", "account", "address"]
Value = Annotated[str, Field(max_length=actions.LONGEST)]


class PartyOut(Schema):
    """The values in part."""

    id: int
    name: str = Field(alias="masked_name")
    phone: str = Field(alias="masked_phone")
    id_number: str = Field(alias="masked_id")
    account: str = Field(alias="masked_account")
    address: str = Field(alias="masked_address")
    recorded_at: dt.datetime
    corrected_at: dt.datetime | None
    erased_at: dt.datetime | None


class RevealIn(Schema):
    fields: list[FieldName] = Field(min_length=1, max_length=5)
    purpose: Literal["contact", "verify", "tell", "pay", "correct", "authority", "own_data"]
    words: str = Field(min_length=1, max_length=200)


class CorrectIn(Schema):
    """Fields that are left out stay as they are."""

    name: Value | None = None
    phone: Value | None = None
    id_number: Value | None = None
    account: Value | None = None
    address: Value | None = None


class EraseIn(Schema):
    reason: str = Field(min_length=1, max_length=200)


@router.get("/{int:party_id}", response=PartyOut, by_alias=False, operation_id="parties_get")
@needs(Permission.VIEW_UNIT)
def get(request: SignedInRequest, party_id: Id) -> Party:
    return get_object_or_404(Party.objects.visible_to(request.actor), pk=party_id)


@router.post("/{int:party_id}/reveal", response=dict[str, str], operation_id="parties_reveal")
@needs(Permission.REVEAL_PERSONAL)
def reveal(request: SignedInRequest, party_id: Id, body: RevealIn) -> dict[str, str]:
    party = _with(request, party_id, Permission.REVEAL_PERSONAL)
    return actions.reveal(
        party, fields=body.fields, purpose=body.purpose, words=body.words, by=request.actor, now=timezone.now()
    )


@router.patch("/{int:party_id}", response=PartyOut, by_alias=False, operation_id="parties_correct")
@needs(Permission.REVEAL_PERSONAL)
def correct(request: SignedInRequest, party_id: Id, body: CorrectIn) -> Party:
    party = _with(request, party_id, Permission.REVEAL_PERSONAL)
    values = {name: value for name, value in body.dict().items() if value is not None}
    return actions.correct_party(party, by=request.actor, now=timezone.now(), **values)


@router.post("/{int:party_id}/erase", response=PartyOut, by_alias=False, operation_id="parties_erase")
@needs(Permission.ERASE_PERSONAL)
def erase(request: SignedInRequest, party_id: Id, body: EraseIn) -> Party:
    party = _with(request, party_id, Permission.ERASE_PERSONAL)
    return actions.erase_party(party, reason=body.reason, by=request.actor, now=timezone.now())


def _with(request: SignedInRequest, party_id: int, permission: str) -> Party:
    return get_object_or_404(Party.objects.visible_to(request.actor, needs=permission), pk=party_id)
