"""What an answer earns and what a sheet scores. Exact fractions throughout; rounded half up, once, at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

from django.utils.translation import gettext as _

from biaogan.handbook.choices import Kind, Scale
from biaogan.handbook.rules.kinds import Answer, read_rule
from biaogan.handbook.rules.values import known_only, refuse

#: 100 points.
FULL_SCORE = 10_000
NOT_APPLICABLE: Mapping[str, Any] = {"na": True}


class Scored(Protocol):
    """What scoring has to know of an item; the model has it, and so has whatever a form is about to become."""

    @property
    def kind(self) -> str: ...
    @property
    def points(self) -> int: ...
    @property
    def rule(self) -> Mapping[str, Any]: ...
    @property
    def is_red_flag(self) -> bool: ...


class Band(Protocol):
    @property
    def floor(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def is_fail(self) -> bool: ...


@dataclass(frozen=True)
class ItemScore:
    """In hundredths of a point. Where the item does not apply, or is not answered yet, all three are nothing."""

    earned: Fraction = Fraction(0)
    applicable: Fraction = Fraction(0)
    deducted: Fraction = Fraction(0)
    is_veto: bool = False
    is_flag: bool = False
    is_applicable: bool = False


@dataclass(frozen=True)
class SheetScore:
    """`score` is in hundredths of 100, None where nothing applied; `flags` counts the red flags that were raised."""

    score: int | None
    earned: int
    applicable: int
    is_veto: bool
    grade: str
    deducted: int = 0
    flags: int = 0


def require_answer(item: Scored, value: Any) -> Answer:
    """Return the answer as it is stored; raises InputRefused where the item cannot be answered so."""
    if not isinstance(value, Mapping):
        refuse("value", _("An answer is an object."))
    if value.get("na") is True:
        known_only(value, "na")
        return dict(NOT_APPLICABLE)
    rule = read_rule(item.kind, item.rule, item.points)
    return rule.require({name: part for name, part in value.items() if name != "na" or part is not False})


def score_item(item: Scored, value: Mapping[str, Any] | None) -> ItemScore:
    """Return what the answer earns of the item's points; not answered and not applicable leave both sums alone."""
    if value is None or value.get("na"):
        return ItemScore()
    if item.kind == Kind.VETO:
        is_hit = bool(value["hit"])
        return ItemScore(is_veto=is_hit, is_flag=is_hit and item.is_red_flag, is_applicable=True)
    earned = read_rule(item.kind, item.rule, item.points).earned(value, item.points)
    if earned is None:
        return ItemScore()
    deducted = item.points - earned
    return ItemScore(
        earned, Fraction(item.points), deducted, is_flag=item.is_red_flag and deducted > 0, is_applicable=True
    )


def score_sheet(scale: str, scores: Iterable[ItemScore], bands: Sequence[Band]) -> SheetScore:
    """Return the score of a sheet and its grade; a red line that was crossed leaves the score and caps the grade at a fail."""
    rows = list(scores)
    earned, applicable, deducted = (
        sum((getattr(row, name) for row in rows), Fraction(0)) for name in ("earned", "applicable", "deducted")
    )
    score = _score(scale, earned, applicable, deducted)
    is_veto = any(row.is_veto for row in rows)
    return SheetScore(
        score=score,
        earned=half_up(earned),
        applicable=half_up(applicable),
        is_veto=is_veto,
        grade=grade_of(score, bands, is_veto=is_veto),
        deducted=half_up(deducted),
        flags=sum(row.is_flag for row in rows),
    )


def _score(scale: str, earned: Fraction, applicable: Fraction, deducted: Fraction) -> int | None:
    if not applicable:
        return None
    if scale == Scale.DEDUCT:
        return half_up(max(Fraction(0), FULL_SCORE - deducted))
    return half_up(FULL_SCORE * earned / applicable)


def grade_of(score: int | None, bands: Sequence[Band], *, is_veto: bool = False) -> str:
    """Return the code of the band that the score reaches, «» where there is no score; a veto allows a failing band at most."""
    downwards = sorted(bands, key=lambda band: band.floor, reverse=True)
    if is_veto:
        downwards = [band for band in downwards if band.is_fail] or downwards[-1:]
        score = FULL_SCORE if score is None else score
    if score is None:
        return ""
    return next((band.code for band in downwards if score >= band.floor), downwards[-1].code if downwards else "")


def half_up(number: Fraction) -> int:
    """Return the whole number nearest to one that is not negative; a half goes up."""
    return int(number + Fraction(1, 2))
