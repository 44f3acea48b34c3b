"""What is owed, for programs."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Router, Schema

from biaogan.accounts.access import SignedInRequest, signed_in
from biaogan.core.errors import InputRefused
from biaogan.core.programs import Cursor, CursorPage, Id
from biaogan.obligations import actions, looks, queries
from biaogan.obligations.kinds import KINDS
from biaogan.obligations.models import Change, Obligation
from biaogan.obligations.queries import Asked, View
from biaogan.obligations.rules import State

router = Router()

#: Text that the database takes.
Plain = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
Short = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class ObligationOut(Schema):
    id: int
    kind: str
    name: str
    case_id: int
    case_number: str = Field(alias="case.number")
    subject_unit_id: int = Field(alias="case.subject_unit_id")
    debtor_unit_id: int | None
    debtor_post_id: int | None
    person_id: int | None
    state: State
    started_at: dt.datetime
    first_due_at: dt.datetime
    due_at: dt.datetime
    is_provisional: bool
    is_window: bool
    warn_at: dt.datetime | None
    met_at: dt.datetime | None
    cancelled_at: dt.datetime | None
    paused_at: dt.datetime | None

    @staticmethod
    def resolve_name(duty: Obligation) -> str:
        return str(duty.kind_name)

    @staticmethod
    def resolve_state(duty: Obligation) -> State:
        return duty.state_at(timezone.now())


class ObligationsOut(CursorPage):
    items: list[ObligationOut]


class RuleOut(Schema):
    limit: str = Field(alias="written")
    basis: str = Field(alias="basis_text")
    source: str
    warn_before: str


class DayOut(Schema):
    day: dt.date
    count: str
    nature: str
    remarks: list[str]


class StretchOut(Schema):
    title: str
    reason: str
    due_at: dt.datetime
    days: list[DayOut]


class ChangeOut(Schema):
    cause: str
    limit: str
    old_due_at: dt.datetime
    new_due_at: dt.datetime
    reason: str
    at: dt.datetime


class WhyOut(Schema):
    obligation: ObligationOut
    limit: str
    calendar: str
    rule: RuleOut
    stretches: list[StretchOut]
    changes: list[ChangeOut]
    rolled_due_at: dt.datetime | None = Field(
        description="The end by the latest reading, where the last day is a day of rest."
    )


class FinishIn(Schema):
    note: Plain


class PauseIn(Schema):
    reason: Short
    proof: Plain


class CancelIn(Schema):
    reason: Plain


class ExtendIn(Schema):
    limit: str = Field(max_length=8, description="What is added: 2wd, 8wh, 24h, 15d or 1mo.", pattern=r"^[^\x00]*$")
    reason: Plain


@router.get("", response=ObligationsOut, operation_id="obligations_list")
@signed_in
def list_obligations(
    request: SignedInRequest, view: View = View.MINE, kind: str = "", cursor: Cursor = ""
) -> dict[str, Any]:
    """What is owed, the most urgent first: by the caller, by the caller's units, or where the caller supervises."""
    if kind and kind not in KINDS:
        raise InputRefused("obligation.unknown_kind", _("There is no such kind of duty."))
    page = queries.inbox(request.actor, Asked(view, kind), cursor=cursor)
    return {"items": page.rows, "next": page.next, "previous": page.previous}


@router.get("/{int:obligation_id}", response=WhyOut, operation_id="obligations_get")
@signed_in
def get_obligation(request: SignedInRequest, obligation_id: Id) -> dict[str, Any]:
    """One obligation, with the answer to why it is due when it is due."""
    duty = get_object_or_404(_rows(request), pk=obligation_id)
    answer = queries.why(duty)
    changes: list[Change] = answer.changes
    return {
        "obligation": duty,
        "limit": str(duty.limit),
        "calendar": duty.calendar,
        "rule": duty.rule,
        "stretches": [
            {
                "title": each.title,
                "reason": each.reason,
                "due_at": each.due_at,
                "days": each.days,
            }
            for each in looks.in_words(answer.stretches)
        ],
        "changes": changes,
        "rolled_due_at": answer.rolled_due_at,
    }


@router.post("/{int:obligation_id}/meet", response=ObligationOut, operation_id="obligations_meet")
@signed_in
def meet(request: SignedInRequest, obligation_id: Id, said: FinishIn) -> Obligation:
    """End what is ended in the inbox itself. Most kinds are met by a move of their case, and refuse this."""
    duty = get_object_or_404(_rows(request), pk=obligation_id)
    return actions.finish(duty, note=said.note, by=request.actor, now=timezone.now())


@router.post("/{int:obligation_id}/pause", response=ObligationOut, operation_id="obligations_pause")
@signed_in
def pause(request: SignedInRequest, obligation_id: Id, said: PauseIn) -> Obligation:
    duty = get_object_or_404(_rows(request), pk=obligation_id)
    return actions.pause_by_hand(duty, **said.dict(), by=request.actor, now=timezone.now())


@router.post("/{int:obligation_id}/resume", response=ObligationOut, operation_id="obligations_resume")
@signed_in
def resume(request: SignedInRequest, obligation_id: Id) -> Obligation:
    duty = get_object_or_404(_rows(request), pk=obligation_id)
    return actions.resume_by_hand(duty, by=request.actor, now=timezone.now())


@router.post("/{int:obligation_id}/extend", response=ObligationOut, operation_id="obligations_extend")
@signed_in
def extend(request: SignedInRequest, obligation_id: Id, said: ExtendIn) -> Obligation:
    duty = get_object_or_404(_rows(request), pk=obligation_id)
    return actions.extend_by_hand(duty, **said.dict(), by=request.actor, now=timezone.now())


@router.post("/{int:obligation_id}/cancel", response=ObligationOut, operation_id="obligations_cancel")
@signed_in
def cancel(request: SignedInRequest, obligation_id: Id, said: CancelIn) -> Obligation:
    """Drop what need not be done. Most kinds are dropped by a move of their case, and refuse this."""
    duty = get_object_or_404(_rows(request), pk=obligation_id)
    return actions.cancel_by_hand(duty, reason=said.reason, by=request.actor, now=timezone.now())


def _rows(request: SignedInRequest) -> QuerySet[Obligation]:
    return Obligation.objects.visible_to(request.actor).select_related(
        "rule__unit", "case__subject_unit", "debtor_unit", "debtor_post__unit", "person"
    )
