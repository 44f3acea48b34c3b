"""How long each kind of duty may take, over time."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Router, Schema, Status

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core import programs
from biaogan.core.errors import InputRefused
from biaogan.core.programs import Id
from biaogan.obligations import actions
from biaogan.obligations.kinds import KINDS, kind_of
from biaogan.obligations.models import LimitRule, Source
from biaogan.org.models import Unit

router = Router()

#: Days that calendars know.
Day = Annotated[programs.Day, Field(ge=dt.date(2000, 1, 1), le=dt.date(2099, 12, 31))]
Written = Annotated[str, Field(max_length=8, pattern=r"^[^\x00]*$")]
Basis = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]


class Rung(Schema):
    after: Written = Field(description="How long after the end: 0wd is the end itself.")
    tell: list[Literal["debtor", "head", "upper_head", "office_head", "vice_president"]] = Field(
        min_length=1, max_length=5
    )


class LimitOut(Schema):
    id: int
    kind: str
    name: str
    unit_id: int | None = Field(description="For cases of this unit and all below it; none: for everybody.")
    limit: str = Field(alias="written")
    warn_before: str
    basis: str
    basis_en: str
    source: str
    ladder: list[Rung]
    begins_on: dt.date | None = Field(alias="valid.lower")
    ends_before: dt.date | None = Field(alias="valid.upper")

    @staticmethod
    def resolve_name(rule: LimitRule) -> str:
        kind = kind_of(rule.kind)
        return str(kind.name) if kind else rule.kind


class LimitIn(Schema):
    limit: Written = Field(description="2wd, 8wh, 24h, 15d or 1mo.")
    warn_before: Written = ""
    basis: Basis = Field(min_length=1, description="Document and clause, in Chinese.")
    basis_en: Basis = ""
    source: Source
    begins_on: Day = Field(description="Tomorrow or later.")
    unit_id: Id | None = Field(None, description="Only for this unit and all below it.")
    ladder: list[Rung] = Field(default_factory=list, max_length=4)


@router.get("/limits", response=list[LimitOut], operation_id="obligations_limits")
@needs(Permission.EDIT_LIMITS)
def limits(request: SignedInRequest, kind: str = "") -> list[LimitRule]:
    """The limits of one kind of duty or of all, those that held and those that will hold included, the newest first."""
    actions.ensure_rules()
    rows = LimitRule.objects.filter(kind__in=[_known(kind)] if kind else [each.code for each in KINDS])
    return list(rows.order_by("kind", "-pk"))


@router.post("/limits/{kind}", response={201: LimitOut}, operation_id="obligations_set_limit")
@needs(Permission.EDIT_LIMITS)
def set_limit(request: SignedInRequest, kind: str, wanted: LimitIn) -> Status[LimitRule]:
    """Let a new limit hold for what begins from that day on; what is running keeps its own."""
    told = wanted.dict(exclude={"unit_id"})
    new = actions.NewLimit(**told, unit=_unit(request, wanted.unit_id))
    return Status(201, actions.set_limit(_known(kind), new, by=request.actor, now=timezone.now()))


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise InputRefused("limit.unknown_kind", _("There is no such kind of duty."))
    return kind


def _unit(request: SignedInRequest, unit_id: int | None) -> Unit | None:
    if unit_id is None:
        return None
    found = Unit.objects.visible_to(request.actor).filter(pk=unit_id).first()
    if found is None:
        raise InputRefused("unit.unknown", _("There is no such unit."))
    return found
