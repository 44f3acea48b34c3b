"""What the holders of a post owe again and again."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.programs import Id
from biaogan.obligations import actions
from biaogan.obligations.api.limits import Day, Written
from biaogan.obligations.models import Cadence, RecurringDuty
from biaogan.org.models import PostKind

router = Router()

Name = Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")]


class RecurringOut(Schema):
    id: int
    post_kind: PostKind
    name: str
    name_en: str
    cadence: Cadence
    limit: str
    source: str
    begins_on: dt.date | None = Field(alias="valid.lower")
    ends_before: dt.date | None = Field(alias="valid.upper")


class RecurringIn(Schema):
    post_kind: PostKind
    name: Name = Field(min_length=1)
    name_en: Name = ""
    cadence: Cadence
    limit: Written = Field(description="Counted from the day on which it opens, as in 5wd.")
    begins_on: Day


class EndIn(Schema):
    last_day: Day


@router.get("/recurring", response=list[RecurringOut], operation_id="obligations_recurring")
@needs(Permission.EDIT_LIMITS)
def recurring(request: SignedInRequest) -> list[RecurringDuty]:
    return list(RecurringDuty.objects.all())


@router.post("/recurring", response={201: RecurringOut}, operation_id="obligations_set_recurring")
@needs(Permission.EDIT_LIMITS)
def set_recurring(request: SignedInRequest, wanted: RecurringIn) -> Status[RecurringDuty]:
    return Status(201, actions.set_recurring_duty(**wanted.dict(), by=request.actor, now=timezone.now()))


@router.post("/recurring/{int:duty_id}/end", response=RecurringOut, operation_id="obligations_end_recurring")
@needs(Permission.EDIT_LIMITS)
def end_recurring(request: SignedInRequest, duty_id: Id, wanted: EndIn) -> RecurringDuty:
    """Let the duty come round no more after that day. What is open stays open."""
    duty = get_object_or_404(RecurringDuty, pk=duty_id)
    return actions.end_recurring_duty(duty, last_day=wanted.last_day, by=request.actor, now=timezone.now())
