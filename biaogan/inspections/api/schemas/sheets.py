"""What programs are told of sheets."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import Field, Schema

from biaogan.inspections.choices import Channel, State
from biaogan.inspections.models import Sheet


class InspectorOut(Schema):
    staff_no: str
    name: str
    is_lead: bool


class SheetOut(Schema):
    id: int
    number: str
    unit: str
    channel: Channel
    state: State
    planned_on: dt.date
    is_unannounced: bool
    plan: int | None
    handbook: str
    version: int
    inspectors: list[InspectorOut] = Field(description="Empty where the caller may not know, as of a mystery visit.")
    begun_at: dt.datetime | None
    submitted_at: dt.datetime | None
    respond_by: dt.datetime | None
    final_at: dt.datetime | None
    score: int | None = Field(description="Hundredths of 100.")
    earned: int
    applicable: int
    deducted: int
    is_vetoed: bool
    grade: str
    assessment: str

    @classmethod
    def of(cls, sheet: Sheet, *, is_hidden: bool) -> SheetOut:
        people = [] if is_hidden else sheet.inspectors.all()
        named = [
            InspectorOut(staff_no=row.person.staff_no, name=row.person.name, is_lead=row.is_lead) for row in people
        ]
        return cls(
            id=sheet.pk,
            number=sheet.case.number,
            unit=sheet.case.subject_unit.code,
            plan=sheet.plan_id,
            handbook=sheet.version.handbook.code,
            version=sheet.version.number,
            inspectors=named,
            **{name: getattr(sheet, name) for name in SAME_OF_SHEET},
        )


_OTHERWISE = ("id", "number", "unit", "plan", "handbook", "version", "inspectors")
SAME_OF_SHEET = [name for name in SheetOut.model_fields if name not in _OTHERWISE]


class SheetsOut(Schema):
    items: list[SheetOut]
    next: str
    previous: str


class AnswerOut(Schema):
    """An item with its answer and the revision of each of its fields."""

    item: str
    name: str
    value: dict[str, Any] | None
    text: str
    note: str
    same_as: str
    earned: int | None
    deducted: int | None
    points: int
    is_filled: bool
    evidence: list[int]
    revisions: dict[str, int]


class GuidanceOut(Schema):
    text: str
    to_whom: str
    item: str
    happened_at: dt.datetime


class ScoreOut(Schema):
    score: int | None
    earned: int
    applicable: int
    deducted: int
    is_vetoed: bool
    grade: str
    why: str
    reason: str
    decided_at: dt.datetime
    by: str


class AsideOut(Schema):
    """What was kept aside, since somebody else had written meanwhile; it waits for a choice."""

    id: int
    item: str
    field: str
    value: Any
    happened_at: dt.datetime


class DisputeOut(Schema):
    reason: str
    items: dict[str, str]
    at: dt.datetime
    settled_at: dt.datetime | None
    outcome: str


class WholeSheetOut(SheetOut):
    moves: list[str]
    answers: list[AnswerOut]
    revisions: dict[str, int]
    guidance: list[GuidanceOut]
    scores: list[ScoreOut]
    aside: list[AsideOut]
    dispute: DisputeOut | None
    findings: list[int]


class ConflictOut(Schema):
    field: str
    item: int | None
    current: Any
    revision: int
    by: str
    at: dt.datetime | None
    why: str


class ChangedOut(Schema):
    """`conflict` where what was written does not hold: both values are kept, and one of them is chosen by writing it again."""

    revision: int
    conflict: ConflictOut | None


class ProofOut(Schema):
    evidence: int
    item: str


class MadeOut(Schema):
    id: int
