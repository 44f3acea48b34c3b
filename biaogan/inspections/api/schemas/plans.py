"""What programs are told of plans, draws, logs, figures and reports."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import Field, Schema

from biaogan.core import programs
from biaogan.core.time import local_day
from biaogan.inspections.choices import Channel, ThresholdCode, Turn
from biaogan.inspections.models import Draw, LogKind, OutletLog, Plan
from biaogan.org.models import Level


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
