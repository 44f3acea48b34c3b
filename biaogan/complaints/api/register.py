"""The register and one case."""

from __future__ import annotations

from typing import Annotated

from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.cases.queries import narrowed
from biaogan.complaints import looks, queries
from biaogan.complaints.api.lookups import units_by_code
from biaogan.complaints.api.orders import order_out
from biaogan.complaints.api.paths import ComplaintId
from biaogan.complaints.api.schemas import (
    CaseOut,
    ComplaintOut,
    CustomerOut,
    DutyOut,
    PageOut,
    ProposalOut,
    VerdictOut,
)
from biaogan.complaints.choices import Channel, Level, Liability, Source, State, Voice
from biaogan.complaints.models import Proposal, Verdict
from biaogan.complaints.queries import CasePage, Choice
from biaogan.complaints.rules import Move
from biaogan.core.programs import Day
from biaogan.parties.models import Party

router = Router()


class Narrowing(Schema):
    model_config = ConfigDict(extra="ignore")

    q: str = Field("", max_length=80, description="Number, telephone, identity number, or words that were all said.")
    open: bool = False
    overdue: bool = False
    state: State | None = None
    unit: str = Field("", max_length=40, description="Code of a unit: it and all below it.")
    begins_on: Day | None = None
    ends_on: Day | None = None
    liability: Liability | None = None
    channel: Channel | None = None
    source: Source | None = None
    voice: Voice | None = None
    level: Level | None = None
    cursor: str = Field("", max_length=400)
    size: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("/", response=PageOut, operation_id="complaints_list")
@needs(Permission.VIEW_COMPLAINT)
def list_complaints(request: SignedInRequest, narrowing: Query[Narrowing]) -> PageOut:
    """List what the caller may see, the newest first."""
    page = queries.register_whole(
        request.actor, _choice(request, narrowing), cursor=narrowing.cursor, size=narrowing.size
    )
    return PageOut(items=[ComplaintOut.of(row) for row in page.rows], next=page.next, previous=page.previous)


@router.get("/{complaint_id}", response=CaseOut, operation_id="complaints_get")
@needs(Permission.VIEW_COMPLAINT)
def get(request: SignedInRequest, complaint_id: ComplaintId) -> CaseOut:
    complaint = queries.visible_complaint(request.actor, complaint_id)
    page = queries.case_page(complaint, request.actor)
    return _case(page, looks.allowed(page, request.actor))


def _choice(request: SignedInRequest, narrowing: Narrowing) -> Choice:
    unit = units_by_code(narrowing.unit)[narrowing.unit] if narrowing.unit else None
    return Choice(
        open_only=narrowing.open,
        overdue_at=timezone.now() if narrowing.overdue else None,
        states=(narrowing.state,) if narrowing.state else (),
        unit=unit,
        begins_on=narrowing.begins_on,
        ends_on=narrowing.ends_on,
        sought=queries.sought(narrowed(request.actor, unit), narrowing.q),
        **{name: getattr(narrowing, name) or "" for name in ("liability", "channel", "source", "voice", "level")},
    )


def _case(page: CasePage, moves: list[Move]) -> CaseOut:
    complaint = page.complaint
    return CaseOut(
        **ComplaintOut.of(complaint).model_dump(),
        demand=complaint.demand,
        customer=_customer(complaint.party),
        representative=_customer(complaint.representative),
        handler=complaint.handler.name if complaint.handler else "",
        result=complaint.result,
        moves=[move.value for move in moves],
        limits=[DutyOut.of(duty) for duty in page.duties],
        verdicts=[_verdict(row) for row in page.verdicts],
        proposals=[_proposal(row) for row in page.proposals],
        orders=[order_out(row) for row, _progress in page.orders],
    )


def _customer(party: Party | None) -> CustomerOut | None:
    if party is None:
        return None
    return CustomerOut(id=party.pk, name=party.masked_name, phone=party.masked_phone, id_number=party.masked_id)


def _verdict(row: Verdict) -> VerdictOut:
    same = {
        name: getattr(row, name)
        for name in ("liability", "nature", "reason", "old_liability", "old_nature", "decided_at")
    }
    return VerdictOut(by=row.by.name if row.by else "", **same)


def _proposal(row: Proposal) -> ProposalOut:
    decision = getattr(row, "decision", None)
    return ProposalOut(
        by=row.by.name,
        ruling=decision.ruling if decision else "",
        decided_by=decision.by.name if decision else "",
        **{name: getattr(row, name) for name in ("id", "text", "amount", "payee", "reason", "proposed_at")},
    )
