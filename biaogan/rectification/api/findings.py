"""The register of findings, one finding, and raising one."""

from __future__ import annotations

from typing import Annotated

from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status
from pydantic import ConfigDict

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.cases.queries import narrowed
from biaogan.core.programs import Cursor, Day
from biaogan.rectification import actions
from biaogan.rectification.api import schemas as s
from biaogan.rectification.api.lookups import item_or_none, unit_by_code
from biaogan.rectification.choices import Source, State
from biaogan.rectification.looks import moves
from biaogan.rectification.queries import pages
from biaogan.rectification.queries import register as queries
from biaogan.rectification.queries.register import Choice
from biaogan.rectification.queries.search import sought

router = Router()


class Narrowing(Schema):
    model_config = ConfigDict(extra="ignore")

    q: str = Field("", max_length=80, description="A number of ours, the number of a notice, or words.")
    open: bool = False
    overdue: bool = False
    unserved: bool = Field(False, description="Not on a notice yet.")
    repeated: bool = False
    state: State | None = None
    source: Source | None = None
    item: str = Field("", max_length=40, description="Code of an item.")
    unit: str = Field("", max_length=40, description="Code of a unit: it and all below it.")
    begins_on: Day | None = None
    ends_on: Day | None = None
    cursor: Cursor = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("/findings", response=s.FindingsOut, operation_id="rectification_findings")
@needs(Permission.VIEW_RECTIFICATION)
def list_findings(request: SignedInRequest, narrowing: Query[Narrowing]) -> s.FindingsOut:
    """List what the caller may see, the newest first."""
    page = queries.register_whole(
        request.actor, _choice(request, narrowing), cursor=narrowing.cursor, size=narrowing.size
    )
    return s.FindingsOut(items=[s.FindingOut.of(row) for row in page.rows], next=page.next, previous=page.previous)


@router.post("/findings", response={201: s.FindingOut}, operation_id="rectification_raise_finding")
@needs(Permission.VIEW_RECTIFICATION)
def raise_finding(request: SignedInRequest, body: s.FindingIn) -> Status[s.FindingOut]:
    """Raise a finding; what a unit finds at itself needs the right to check oneself, all else the right to raise findings."""
    item, now = item_or_none(body.item), timezone.now()
    made = actions.raise_finding(
        unit=unit_by_code(body.unit, request.actor),
        source=body.source,
        fact=body.fact,
        requirement=body.requirement or (item.name_zh if item else ""),
        item=item,
        points=body.points,
        found_at=body.found_at,
        by=request.actor,
        now=now,
    )
    return Status(201, s.FindingOut.of(made))


@router.get("/findings/{finding_id}", response=s.FindingWholeOut, operation_id="rectification_get_finding")
@needs(Permission.VIEW_RECTIFICATION)
def get(request: SignedInRequest, finding_id: s.FindingId) -> s.FindingWholeOut:
    finding = pages.visible_finding(request.actor, finding_id)
    page = pages.finding_page(finding, request.actor)
    allowed = moves.allowed(page, request.actor, now=timezone.now())
    return s.FindingWholeOut(
        **s.FindingOut.of(finding).model_dump(),
        moves=[move.value for move in allowed],
        limits=[s.DutyOut.of(duty) for duty in page.duties],
        replies=[s.ReplyOut.of(reply, pages.check_of(reply)) for reply in page.replies],
        links=[s.LinkOut.from_orm(link) for link in page.links],
    )


def _choice(request: SignedInRequest, narrowing: Narrowing) -> Choice:
    unit = unit_by_code(narrowing.unit, request.actor) if narrowing.unit else None
    return Choice(
        open_only=narrowing.open,
        overdue_at=timezone.now() if narrowing.overdue else None,
        unserved=narrowing.unserved,
        repeated=narrowing.repeated,
        states=(narrowing.state,) if narrowing.state else (),
        source=narrowing.source or "",
        item=narrowing.item,
        unit=unit,
        begins_on=narrowing.begins_on,
        ends_on=narrowing.ends_on,
        sought=sought(narrowed(request.actor, unit), "finding", narrowing.q),
    )
