"""A rule and an answer said in words, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from biaogan.core.wording import in_reader_language, is_chinese, points_text
from biaogan.handbook.choices import Better, Faults, MeasureUnit
from biaogan.handbook.rules.kinds import (
    AnyRule,
    Bands,
    Binary,
    Deduction,
    Devices,
    Level,
    Levels,
    Share,
    Veto,
    read_rule,
)
from biaogan.handbook.rules.scoring import NOT_APPLICABLE, Scored, half_up, score_item


def rule_text(item: Scored) -> str:
    """Return how the item is scored: «−0.5 for each occurrence, not below 0»."""
    rule = read_rule(item.kind, item.rule, item.points)
    if isinstance(rule, Binary):
        return _("All %(points)s points or none") % {"points": points_text(item.points)}
    if isinstance(rule, Deduction):
        return _("−%(each)s for each occurrence, not below 0") % {"each": points_text(rule.each)}
    if isinstance(rule, Levels):
        return _semicolons(f"{level_text(level)} {share_text(level.share)}" for level in rule.levels)
    if isinstance(rule, Bands):
        return _bands_text(rule)
    if isinstance(rule, Share):
        return _("The share in order of %(points)s points") % {"points": points_text(item.points)}
    if isinstance(rule, Devices):
        return _devices_text(rule, item.points)
    return _("Worth no points; crossing it overrides the result")


def answer_text(item: Scored, value: Mapping[str, Any] | None) -> str:
    """Return an answer in words: «3 occurrences», «B», «12.5 minutes», «4 of 5»; «» where there is none yet."""
    if not value:
        return ""
    if value.get("na"):
        return pgettext("answer", "Not applicable")
    return _said(read_rule(item.kind, item.rule, item.points), value)


def _said(rule: AnyRule, value: Mapping[str, Any]) -> str:
    if isinstance(rule, Binary):
        return pgettext("answer", "Met") if value["met"] else pgettext("answer", "Not met")
    if isinstance(rule, Veto):
        return pgettext("answer", "Crossed") if value["hit"] else pgettext("answer", "Not crossed")
    if isinstance(rule, Deduction):
        return ngettext("%(n)d occurrence", "%(n)d occurrences", value["count"]) % {"n": value["count"]}
    if isinstance(rule, Levels):
        return level_text(next(level for level in rule.levels if level.code == value["level"]))
    if isinstance(rule, Devices):
        return _("%(working)s of %(tested)s work") % value
    if isinstance(rule, Share) or rule.measured(value) is None:
        return _("%(hit)s of %(of)s") % value
    return measured_text(rule.measured(value) or Fraction(0), rule.unit)


def level_text(level: Level) -> str:
    name = in_reader_language(level.name_zh, level.name_en)
    return f"{level.code} {name}" if name else level.code


def share_text(share: int) -> str:
    return f"{points_text(share)}%"


def measured_text(value: Fraction | str, unit: str) -> str:
    """Return a measured number with its unit, rounded to two decimals for the eye only."""
    shown = points_text(half_up(Fraction(value) * 100))
    return f"{shown}%" if unit == MeasureUnit.PERCENT else f"{shown} {MeasureUnit(unit).label}"


def _bands_text(rule: Bands) -> str:
    sign = "≤" if rule.better == Better.LOWER else "≥"
    parts = [f"{sign} {measured_text(band.limit, rule.unit)}: {points_text(band.points)}" for band in rule.bands]
    return _semicolons(parts if not rule.bands[-1].points else [*parts, _("beyond: 0")])


def _devices_text(rule: Devices, points: int) -> str:
    if rule.measure == Faults.EACH:
        return _("−%(each)s for each fault, not below 0") % {"each": points_text(rule.each)}
    if rule.measure == Faults.SHARE:
        return _("The share that works of %(points)s points") % {"points": points_text(points)}
    return _("All %(points)s points, none with any fault") % {"points": points_text(points)}


def _semicolons(parts: Any) -> str:
    return ("；" if is_chinese() else "; ").join(parts)


@dataclass(frozen=True)
class Example:
    """What one answer would earn; both as people read them."""

    answer: str
    earned: str
    is_full: bool
    is_none: bool


def examples(item: Scored) -> list[Example]:
    """Return answers that show where the rule turns, and what each earns."""
    rule = read_rule(item.kind, item.rule, item.points)
    return [_example(item, value) for value in [*_telling(rule, item.points), dict(NOT_APPLICABLE)]]


def _example(item: Scored, value: dict[str, Any]) -> Example:
    score, text = score_item(item, value), answer_text(item, value)
    if score.is_veto:
        return Example(text, _("overrides the result"), is_full=False, is_none=True)
    if not score.is_applicable or not score.applicable:
        return Example(text, _("does not count"), is_full=False, is_none=False)
    earned = _("%(earned)s of %(points)s") % {
        "earned": points_text(half_up(score.earned)),
        "points": points_text(item.points),
    }
    return Example(text, earned, is_full=not score.deducted, is_none=not score.earned)


def _telling(rule: AnyRule, points: int) -> list[dict[str, Any]]:
    if isinstance(rule, Binary):
        return [{"met": True}, {"met": False}]
    if isinstance(rule, Veto):
        return [{"hit": False}, {"hit": True}]
    if isinstance(rule, Deduction):
        last = -(-points // rule.each)
        return [{"count": count} for count in sorted({0, 1, 2, max(last - 1, 0), last, last + 1})]
    if isinstance(rule, Levels):
        return [{"level": level.code} for level in rule.levels]
    if isinstance(rule, Bands):
        return _around_edges(rule)
    part, whole = ("working", "tested") if isinstance(rule, Devices) else ("hit", "of")
    return [{part: some, whole: out_of} for some, out_of in ((4, 4), (3, 4), (1, 3), (0, 4), (0, 0))]


def _around_edges(rule: Bands) -> list[dict[str, Any]]:
    """Return each edge and the first number beyond it."""
    beyond = Fraction(1, 100) * (1 if rule.better == Better.LOWER else -1)
    numbers = [number for band in rule.bands for number in (band.edge, band.edge + beyond) if number >= 0]
    return [{"value": f"{float(number):.4f}".rstrip("0").rstrip(".")} for number in numbers]
