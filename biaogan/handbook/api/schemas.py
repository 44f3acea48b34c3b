"""What programs send and get. Points, floors and shares are whole hundredths, as they are stored."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints

from biaogan.core import programs
from biaogan.handbook.actions import Grade, ItemValues
from biaogan.handbook.choices import Channel, Kind, Proof, Scale, State
from biaogan.handbook.models import Area, Handbook, Item, Version
from biaogan.handbook.queries import Comparison, Pair, bands_of, has_figures
from biaogan.handbook.rules import SheetScore, rule_text
from biaogan.premises.kinds import DeviceKind

Id = programs.Id
Code = Annotated[str, StringConstraints(pattern=r"^[\w.\-]{1,20}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]{1,40}$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Text = Annotated[str, StringConstraints(max_length=2000)]
Points = Annotated[int, Field(ge=0, le=100_000_000, description="Whole hundredths of a point.")]


class Sent(Schema):
    """A body with no field that is unknown: a slip of the pen is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class HandbookIn(Sent):
    code: Slug
    name_zh: Name
    name_en: Annotated[str, StringConstraints(max_length=160)] = ""


class DraftIn(Sent):
    like: Id | None = Field(None, description="The version to copy; the newest where it is left out.")


class VersionIn(Sent):
    scale: Scale
    basis_zh: Text = ""
    basis_en: Text = ""
    note: Text = ""


class PublishIn(Sent):
    first_day: programs.Day


class WithdrawIn(Sent):
    because: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class AreaIn(Sent):
    code: Code
    name_zh: Name
    name_en: Annotated[str, StringConstraints(max_length=160)] = ""
    position: Annotated[int, Field(ge=0, le=9999)] | None = None


class ItemIn(Sent):
    area: Code = Field(description="Code of the area.")
    code: Code
    name_zh: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    name_en: Text = ""
    kind: Kind
    points: Points = 0
    rule: dict[str, Any] = Field(default_factory=dict, description="As docs/handbook.md writes it for the kind.")
    channels: list[Channel] = Field(min_length=1)
    proof: Proof = Proof.DEDUCTION
    basis_zh: Text = ""
    basis_en: Text = ""
    how_zh: Text = ""
    how_en: Text = ""
    metric: Annotated[str, StringConstraints(max_length=60)] = ""
    device_kinds: list[DeviceKind] = []
    is_red_flag: bool = False

    def values(self) -> ItemValues:
        return ItemValues(**self.model_dump(mode="json", exclude={"area"}))


class GradeIn(Sent):
    floor: Annotated[int, Field(ge=0, le=10_000, description="Whole hundredths of 100.")]
    code: Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]{1,20}$")]
    name_zh: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    name_en: Annotated[str, StringConstraints(max_length=80)] = ""
    is_fail: bool = False

    def grade(self) -> Grade:
        return Grade(**self.model_dump())


class GradesIn(Sent):
    grades: Annotated[list[GradeIn], Field(max_length=12)]


class AnswersIn(Sent):
    answers: Annotated[dict[str, Any], Field(max_length=2000)] = Field(
        default_factory=dict, description="By the code of the item; an item left out is not answered yet."
    )


class VersionLine(Schema):
    id: int
    number: int
    state: State
    scale: Scale
    first_day: dt.date | None
    last_day: dt.date | None


class HandbookOut(Schema):
    id: int
    code: str
    name_zh: str
    name_en: str
    versions: list[VersionLine]

    @classmethod
    def of(cls, handbook: Handbook, versions: list[Version]) -> HandbookOut:
        return cls(versions=[line_of(each) for each in versions], **_same(handbook, "id", "code", "name_zh", "name_en"))


class AreaOut(Schema):
    id: int
    code: str
    position: int
    name_zh: str
    name_en: str


class ItemOut(Schema):
    id: int
    area: str
    code: str
    name_zh: str
    name_en: str
    kind: Kind
    points: int
    rule: dict[str, Any]
    rule_text: str = Field(description="The rule in the caller's language.")
    channels: list[Channel]
    proof: Proof
    basis_zh: str
    basis_en: str
    how_zh: str
    how_en: str
    metric: str
    has_figures: bool = Field(description="Whether anything counts the measure; without, records leave the item out.")
    device_kinds: list[str]
    is_red_flag: bool

    @classmethod
    def of(cls, item: Item) -> ItemOut:
        names = [name for name in cls.model_fields if name not in ("area", "rule_text", "has_figures")]
        return cls(area=item.area.code, rule_text=rule_text(item), has_figures=has_figures(item), **_same(item, *names))


class GradeOut(Schema):
    floor: int
    code: str
    name_zh: str
    name_en: str
    is_fail: bool


class VersionOut(VersionLine):
    handbook: str
    basis_zh: str
    basis_en: str
    note: str
    withdrawn_because: str
    areas: list[AreaOut]
    items: list[ItemOut]
    grades: list[GradeOut]

    @classmethod
    def of(cls, version: Version, items: list[Item]) -> VersionOut:
        return cls(
            **line_of(version).model_dump(),
            **_same(version, "basis_zh", "basis_en", "note", "withdrawn_because"),
            handbook=version.handbook.code,
            areas=[area_out(area) for area in version.areas.all()],
            items=[ItemOut.of(item) for item in items],
            grades=[GradeOut(**_same(band, *GradeOut.model_fields)) for band in bands_of(version)],
        )


class ChangeOut(Schema):
    what: str
    before: str
    after: str


class PairOut(Schema):
    code: str
    fate: str = Field(description="new, gone, changed or same.")
    changes: list[ChangeOut]

    @classmethod
    def of(cls, pair: Pair) -> PairOut:
        changes = [ChangeOut(what=str(each.what), before=each.before, after=each.after) for each in pair.changes]
        return cls(code=pair.code, fate=pair.fate, changes=changes)


class ComparisonOut(Schema):
    items: list[PairOut]
    areas: list[PairOut]
    grades: list[PairOut]

    @classmethod
    def of(cls, found: Comparison) -> ComparisonOut:
        parts = {"items": found.items, "areas": found.areas, "grades": found.bands}
        return cls(**{name: [PairOut.of(pair) for pair in pairs] for name, pairs in parts.items()})


class ItemScoreOut(Schema):
    earned: int
    applicable: int
    is_veto: bool
    is_flag: bool


class ScoreOut(Schema):
    score: int | None = Field(description="Whole hundredths of 100; null where nothing applied.")
    earned: int
    applicable: int
    deducted: int
    is_veto: bool
    flags: int
    grade: str
    items: dict[str, ItemScoreOut]

    @classmethod
    def of(cls, sheet: SheetScore, items: dict[str, ItemScoreOut]) -> ScoreOut:
        names = [name for name in cls.model_fields if name != "items"]
        return cls(items=items, **_same(sheet, *names))


def line_of(version: Version) -> VersionLine:
    return VersionLine(**_same(version, *VersionLine.model_fields))


def area_out(area: Area) -> AreaOut:
    return AreaOut(**_same(area, *AreaOut.model_fields))


def _same(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
