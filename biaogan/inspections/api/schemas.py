"""What programs send and get."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints

from biaogan.core import programs
from biaogan.core.time import local_day
from biaogan.inspections.choices import Channel, State, ThresholdCode, Turn
from biaogan.inspections.choices import Field as SheetField
from biaogan.inspections.models import Draw, LogKind, OutletLog, Plan, Sheet
from biaogan.org.models import Level

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Revision = Annotated[int, Field(ge=0, le=2**63 - 1)]
Code = Annotated[str, StringConstraints(max_length=40)]
NeededCode = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
LineOrNone = Annotated[str, StringConstraints(max_length=500)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
WordsOrNone = Annotated[str, StringConstraints(max_length=2000)]
LongWordsOrNone = Annotated[str, StringConstraints(max_length=4000)]
Moment = Annotated[programs.Moment, Field(examples=["2026-11-24T10:00:00+08:00"])]


class Sent(Schema):
    """A body with no field that is unknown: a slip of the pen is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class PlanIn(Sent):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    unit: NeededCode = Field(description="Code of the unit; the plan is for it and all outlets below it.")
    channel: Channel
    first: programs.Day
    last: programs.Day
    handbook: Code = Field("service", description="Code of the handbook.")
    is_regular: bool = True
    is_unannounced: bool = False
    note: WordsOrNone = ""


class DrawIn(Sent):
    size: int = Field(ge=1, le=20_000)
    seed: Annotated[str, StringConstraints(max_length=80)] = Field("", description="Empty: one is drawn.")


class DaysIn(Sent):
    days: list[programs.Day] = Field(min_length=1, max_length=400, description="The drawn units have them in turn.")


class SheetIn(Sent):
    unit: NeededCode
    channel: Channel
    planned_on: programs.Day
    plan: Id | None = None
    handbook: Code = Field("service", description="Of a sheet without a plan.")
    is_unannounced: bool = False


class SelfCheckIn(Sent):
    unit: NeededCode


class PeopleIn(Sent):
    people: list[Code] = Field(min_length=1, max_length=10, description="Staff numbers; the first leads.")


class BeginIn(Sent):
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    happened_at: Moment | None = None


class ChangeIn(Sent):
    field: SheetField
    base: Revision = Field(description="The revision that was seen; 0 for a field that was never written.")
    new: Any = Field(None, description="By the item's kind, as the handbook describes it; text for other fields.")
    item: Code = Field("", description="Code of the item; empty for fields of the sheet.")
    happened_at: Moment | None = None


class GuideIn(Sent):
    text: Words
    to_whom: Annotated[str, StringConstraints(max_length=120)] = ""
    item: Code = ""
    happened_at: Moment | None = None


class SubmitIn(Sent):
    assessment: LongWordsOrNone = Field("", description="Empty: as it was written before.")
    happened_at: Moment | None = None


class DisputeIn(Sent):
    reason: Words
    items: dict[Code, LineOrNone] = Field({}, max_length=400, description="Code of the item -> what is seen otherwise.")


class SettleIn(Sent):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
    changes: dict[Code, dict[str, Any]] = Field({}, max_length=400, description="Code of the item -> its new answer.")


class ReasonIn(Sent):
    reason: Line


class NoticeIn(Sent):
    findings: list[Id] = Field(min_length=1, max_length=400)


class LogIn(Sent):
    unit: NeededCode
    kind: LogKind
    text: Annotated[str, StringConstraints(max_length=1000)] = ""
    facts: dict[str, Any] = Field({}, max_length=12)
    happened_at: Moment | None = None


class TestIn(Sent):
    device: Id
    works: bool
    steps: dict[Code, bool | None] = Field({}, max_length=40)
    note: LineOrNone = ""
    happened_at: Moment | None = None
    down_since: Moment | None = None


class CadenceIn(Sent):
    level: Level
    channel: Channel
    every: int = Field(ge=1, le=120)
    turn: Turn
    begins_on: programs.Day
    basis: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    basis_en: Annotated[str, StringConstraints(max_length=200)] = ""


class ThresholdIn(Sent):
    code: ThresholdCode
    value: int = Field(ge=1, le=1000)
    begins_on: programs.Day
    basis: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    basis_en: Annotated[str, StringConstraints(max_length=200)] = ""


class PlanOut(Schema):
    id: int
    name: str
    unit: str
    channel: Channel
    handbook: str
    is_regular: bool
    is_unannounced: bool
    first: dt.date
    last: dt.date
    note: str
    made_at: dt.datetime
    closed_at: dt.datetime | None

    @classmethod
    def of(cls, plan: Plan) -> PlanOut:
        same = {name: getattr(plan, name) for name in SAME_OF_PLAN}
        last = plan.period.upper - dt.timedelta(days=1)
        return cls(unit=plan.unit.code, handbook=plan.handbook.code, first=plan.period.lower, last=last, **same)


SAME_OF_PLAN = [name for name in PlanOut.model_fields if name not in ("unit", "handbook", "first", "last")]


class PlansOut(programs.CursorPage):
    items: list[PlanOut]


class FramedOut(Schema):
    unit: str
    tickets: int
    last_seen: dt.date | None


class DrawOut(Schema):
    """All that is needed to draw again; `how` says how."""

    id: int
    plan: int
    drawn_at: dt.datetime
    method: str
    how: str
    seed: str
    size: int
    frame: list[FramedOut]
    result: list[str]
    is_repeated: bool = Field(description="Drawn again just now, it came to the same.")

    @classmethod
    def of(cls, draw: Draw, data: dict[str, Any], *, is_repeated: bool) -> DrawOut:
        told = {**data, "plan": draw.plan_id, "id": draw.pk, "is_repeated": is_repeated}
        return cls(**told)


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


class LogOut(Schema):
    id: int
    unit: str
    kind: LogKind
    text: str
    facts: dict[str, Any]
    happened_at: dt.datetime
    at: dt.datetime
    by: str

    @classmethod
    def of(cls, log: OutletLog) -> LogOut:
        same = {name: getattr(log, name) for name in ("id", "kind", "text", "facts", "happened_at", "at")}
        return cls(unit=log.unit.code, by=log.by.name if log.by else "", **same)


class LogsOut(Schema):
    items: list[LogOut]
    next: str
    previous: str


class TestOut(Schema):
    id: int
    device: int
    works: bool
    steps: dict[str, bool | None]
    note: str
    tested_at: dt.datetime
    down_since: dt.datetime | None
    repair: int | None


class AreaCompared(Schema):
    area: str
    own: int | None = Field(description="Share of the points, in hundredths of a per cent.")
    branch: int | None
    difference: int | None


class ComparedOut(Schema):
    own: int = Field(description="Id of the outlet's last self-check.")
    branch: int | None = Field(description="Id of the branch's last inspection on site.")
    areas: list[AreaCompared]


class UnseenOut(Schema):
    unit: str
    last_seen: dt.date | None
    is_planned: bool

    @classmethod
    def of(cls, unit: Any) -> UnseenOut:
        last = unit.last_seen
        return cls(unit=unit.code, last_seen=local_day(last) if last else None, is_planned=unit.is_planned)


class ItemFigures(Schema):
    code: str
    name: str
    points: int
    answer: str
    earned: int | None
    deducted: int | None
    note: str
    proofs: int
    is_veto: bool


class AreaFigures(Schema):
    name: str
    earned: int
    applicable: int
    deducted: int
    items: list[ItemFigures]


class ReportOut(Schema):
    """The figures of the report, in hundredths; the PDF, the Word and the Excel file have the same."""

    number: str
    unit: str
    channel: str
    handbook: str
    inspectors: list[str]
    score: int | None
    grade: str
    is_vetoed: bool
    earned: int
    applicable: int
    deducted: int
    answered: int
    not_applicable: int
    assessment: str
    areas: list[AreaFigures]


class CadenceOut(Schema):
    level: Level
    channel: Channel
    every: int
    turn: Turn
    begins_on: dt.date | None
    ends_before: dt.date | None
    origin: str
    basis: str


class ThresholdOut(Schema):
    code: ThresholdCode
    value: int
    begins_on: dt.date | None
    ends_before: dt.date | None
    origin: str
    basis: str


class FiguresOut(Schema):
    cadences: list[CadenceOut]
    thresholds: list[ThresholdOut]
