"""The six ways of scoring as typed rules: what each is made of, which answers it takes, and what they earn.

Points are whole hundredths; what is earned is an exact fraction of hundredths, None where nothing applies.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Protocol

from django.utils.translation import gettext as _

from biaogan.handbook.choices import Better, Faults, Kind, Measure, MeasureUnit, MetWhen
from biaogan.handbook.rules.values import (
    MOST_LEVELS,
    WHOLE_SHARE,
    choice,
    decimal,
    flag,
    known_only,
    number,
    quotient,
    refuse,
    text,
)

Data = Mapping[str, Any]
Answer = dict[str, Any]


class Rule(Protocol):
    """How one item is scored. `read` raises InputRefused for what cannot be a rule, `require` for what cannot be an answer."""

    def as_data(self) -> dict[str, Any]: ...

    def require(self, answer: Data) -> Answer: ...

    def earned(self, answer: Data, points: int) -> Fraction | None: ...


@dataclass(frozen=True)
class Binary:
    """All or nothing. `met_when` says how the rows of a measure answer it, for items of the record channel."""

    met_when: str = ""

    @classmethod
    def read(cls, data: Data, points: int) -> Binary:
        known_only(data, "met_when")
        return cls(choice(data, "met_when", MetWhen) if data.get("met_when") else "")

    def as_data(self) -> dict[str, Any]:
        return {"met_when": self.met_when} if self.met_when else {}

    def require(self, answer: Data) -> Answer:
        known_only(answer, "met")
        return {"met": flag(answer, "met")}

    def earned(self, answer: Data, points: int) -> Fraction | None:
        return Fraction(points if answer["met"] else 0)


@dataclass(frozen=True)
class Deduction:
    """Each occurrence costs `each`; an item never earns less than nothing."""

    each: int

    @classmethod
    def read(cls, data: Data, points: int) -> Deduction:
        known_only(data, "each")
        return cls(number(data, "each", least=1))

    def as_data(self) -> dict[str, Any]:
        return {"each": self.each}

    def require(self, answer: Data) -> Answer:
        known_only(answer, "count")
        return {"count": number(answer, "count")}

    def earned(self, answer: Data, points: int) -> Fraction | None:
        return Fraction(max(0, points - self.each * int(answer["count"])))


@dataclass(frozen=True)
class Level:
    """`share` is in hundredths of a per cent of the points: 6000 is 60 %."""

    code: str
    share: int
    name_zh: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class Levels:
    """Levels from the best down, each worth a share of the points."""

    levels: tuple[Level, ...]

    @classmethod
    def read(cls, data: Data, points: int) -> Levels:
        known_only(data, "levels")
        rows = data.get("levels")
        if not isinstance(rows, list) or not 2 <= len(rows) <= MOST_LEVELS:
            refuse("levels", _("Two to %(most)s levels are needed.") % {"most": MOST_LEVELS})
        levels = tuple(cls._level(row) for row in rows)
        if len({level.code for level in levels}) < len(levels):
            refuse("levels", _("Each level needs a code of its own."))
        shares = [level.share for level in levels]
        if shares != sorted(set(shares), reverse=True):
            refuse("levels", _("The levels go from the best down, each worth less than the one before."))
        return cls(levels)

    @staticmethod
    def _level(row: Any) -> Level:
        if not isinstance(row, Mapping):
            refuse("levels", _("A level has a code and a share."))
        known_only(row, "code", "share", "name_zh", "name_en")
        code, names = text(row, "code", 8), [text(row, "name_zh", 60), text(row, "name_en", 80)]
        if not re.fullmatch(r"\w+", code):
            refuse("code", _("The code of a level has letters and digits only."))
        # In files a rule is one line of words, which these would break.
        if any(set(name) & set(";；/=") for name in names):
            refuse("levels", _("The name of a level is without semicolons, slashes and equals signs."))
        return Level(code, number(row, "share", most=WHOLE_SHARE), *names)

    def as_data(self) -> dict[str, Any]:
        return {"levels": [self._row(level) for level in self.levels]}

    @staticmethod
    def _row(level: Level) -> dict[str, Any]:
        names = {"name_zh": level.name_zh, "name_en": level.name_en}
        return {"code": level.code, "share": level.share, **{key: name for key, name in names.items() if name}}

    def require(self, answer: Data) -> Answer:
        known_only(answer, "level")
        code = str(answer.get("level", ""))
        if code not in {level.code for level in self.levels}:
            codes = "/".join(level.code for level in self.levels)
            refuse("level", _("One of the levels %(codes)s is expected.") % {"codes": codes})
        return {"level": code}

    def earned(self, answer: Data, points: int) -> Fraction | None:
        share = next(level.share for level in self.levels if level.code == answer["level"])
        return Fraction(points * share, WHOLE_SHARE)


@dataclass(frozen=True)
class Band:
    """The edge belongs to the band: «up to 10» includes 10, «from 95» includes 95."""

    limit: str
    points: int

    @property
    def edge(self) -> Fraction:
        return Fraction(self.limit)


@dataclass(frozen=True)
class Bands:
    """A measured number earns the points of the first band that it lies in, the best band first; beyond all, nothing."""

    better: str
    unit: str
    bands: tuple[Band, ...]

    EDGE: ClassVar = {Better.LOWER: "upto", Better.HIGHER: "from"}

    @classmethod
    def read(cls, data: Data, points: int) -> Bands:
        known_only(data, "measure", "better", "unit", "bands")
        better = choice(data, "better", Better)
        rows = data.get("bands")
        if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_LEVELS:
            refuse("bands", _("One to %(most)s bands are needed.") % {"most": MOST_LEVELS})
        bands = tuple(cls._band(row, cls.EDGE[Better(better)], points) for row in rows)
        cls._require_order(bands, better)
        return cls(better, choice(data, "unit", MeasureUnit), bands)

    @staticmethod
    def _band(row: Any, edge: str, points: int) -> Band:
        if not isinstance(row, Mapping):
            refuse("bands", _("A band has an edge and points."))
        known_only(row, edge, "points")
        return Band(decimal(row, edge), number(row, "points", most=points))

    @staticmethod
    def _require_order(bands: tuple[Band, ...], better: str) -> None:
        edges, earned = [band.edge for band in bands], [band.points for band in bands]
        if edges != sorted(set(edges), reverse=better == Better.HIGHER):
            refuse("bands", _("The bands go from the best edge to the worst."))
        if earned != sorted(set(earned), reverse=True):
            refuse("bands", _("Each band is worth less than the one before."))

    def as_data(self) -> dict[str, Any]:
        edge = self.EDGE[Better(self.better)]
        rows = [{edge: band.limit, "points": band.points} for band in self.bands]
        return {"measure": str(Measure.BANDS), "better": self.better, "unit": self.unit, "bands": rows}

    def require(self, answer: Data) -> Answer:
        """Take the number itself, or two whole numbers whose quotient it is, so that nothing is rounded on the way."""
        if "hit" in answer or "of" in answer:
            known_only(answer, "hit", "of")
            return quotient(answer, "hit", "of", may_exceed=True)
        known_only(answer, "value")
        return {"value": decimal(answer, "value")}

    def measured(self, answer: Data) -> Fraction | None:
        if "of" not in answer:
            return Fraction(answer["value"])
        if not answer["of"]:
            return None
        return Fraction(answer["hit"] * (100 if self.unit == MeasureUnit.PERCENT else 1), answer["of"])

    def earned(self, answer: Data, points: int) -> Fraction | None:
        value = self.measured(answer)
        if value is None:
            return None
        lies_in = value.__le__ if self.better == Better.LOWER else value.__ge__
        return Fraction(next((band.points for band in self.bands if lies_in(band.edge)), 0))


@dataclass(frozen=True)
class Share:
    """So many of so many: the share of the points."""

    @classmethod
    def read(cls, data: Data, points: int) -> Share:
        known_only(data, "measure")
        return cls()

    def as_data(self) -> dict[str, Any]:
        return {"measure": str(Measure.SHARE)}

    def require(self, answer: Data) -> Answer:
        known_only(answer, "hit", "of")
        return quotient(answer, "hit", "of")

    def earned(self, answer: Data, points: int) -> Fraction | None:
        return Fraction(points * answer["hit"], answer["of"]) if answer["of"] else None


@dataclass(frozen=True)
class Devices:
    """So many of the tested devices work. `each` is what a fault costs where `measure` says so."""

    measure: str
    each: int = 0

    @classmethod
    def read(cls, data: Data, points: int) -> Devices:
        known_only(data, "measure", "each")
        measure = choice(data, "measure", Faults)
        if measure == Faults.EACH:
            return cls(measure, number(data, "each", least=1))
        if data.get("each"):
            refuse("each", _("What each fault costs is asked only where each fault takes some points."))
        return cls(measure)

    def as_data(self) -> dict[str, Any]:
        return {"measure": self.measure, **({"each": self.each} if self.each else {})}

    def require(self, answer: Data) -> Answer:
        known_only(answer, "working", "tested")
        return quotient(answer, "working", "tested")

    def earned(self, answer: Data, points: int) -> Fraction | None:
        working, tested = answer["working"], answer["tested"]
        if not tested:
            return None
        if self.measure == Faults.SHARE:
            return Fraction(points * working, tested)
        if self.measure == Faults.EACH:
            return Fraction(max(0, points - self.each * (tested - working)))
        return Fraction(points if working == tested else 0)


@dataclass(frozen=True)
class Veto:
    """A red line: worth no points; to cross it overrides the result."""

    @classmethod
    def read(cls, data: Data, points: int) -> Veto:
        known_only(data)
        if points:
            refuse("points", _("A red line is worth no points."))
        return cls()

    def as_data(self) -> dict[str, Any]:
        return {}

    def require(self, answer: Data) -> Answer:
        known_only(answer, "hit")
        return {"hit": flag(answer, "hit")}

    def earned(self, answer: Data, points: int) -> Fraction | None:
        return Fraction(0)


AnyRule = Binary | Deduction | Levels | Bands | Share | Devices | Veto

_BY_KIND: dict[str, Any] = {
    Kind.BINARY: Binary,
    Kind.DEDUCTION: Deduction,
    Kind.LEVELS: Levels,
    Kind.DEVICE: Devices,
    Kind.VETO: Veto,
}


def read_rule(kind: str, data: Data, points: int) -> AnyRule:
    """Return the rule that `data` writes down; raises InputRefused with the part at fault."""
    if not isinstance(data, Mapping):
        refuse("rule", _("A rule is an object."))
    if kind != Kind.MEASURE:
        if kind not in _BY_KIND:
            refuse("kind", _("This is no way of scoring."))
        found: AnyRule = _BY_KIND[kind].read(data, points)
        return found
    measure = choice(data, "measure", Measure)
    return Bands.read(data, points) if measure == Measure.BANDS else Share.read(data, points)
