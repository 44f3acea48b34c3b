"""What programs send."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Field
from pydantic import StringConstraints

from biaogan.core import programs
from biaogan.inspections.api.schemas.words import (
    Code,
    Id,
    Line,
    LineOrNone,
    LongWordsOrNone,
    Moment,
    NeededCode,
    Revision,
    Sent,
    Words,
    WordsOrNone,
)
from biaogan.inspections.choices import Channel, ThresholdCode, Turn
from biaogan.inspections.choices import Field as SheetField
from biaogan.inspections.models import LogKind
from biaogan.org.models import Level


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
