"""How far two reviewers of the same recordings agree, and who scores milder than the others. Pure sums, for pages and metrics alike."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from biaogan.handbook.rules import ItemScore

#: Fewer pairs than this say nothing about an item.
FEWEST_PAIRS = 10
#: Fewer sheets than this say nothing about an inspector's month.
FEWEST_SHEETS = 3
#: Of the normal distribution, for 95 %.
_NINETY_FIVE = 1.959964

Key = TypeVar("Key")


@dataclass(frozen=True)
class Kappa:
    """Cohen's kappa of `pairs` verdicts: agreement beyond chance; None where chance alone would always agree, or there are too few."""

    pairs: int
    agreed: int
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def share(self) -> Fraction | None:
        """How many of the pairs agree."""
        return Fraction(self.agreed, self.pairs) if self.pairs else None


def kappa(pairs: Sequence[tuple[str, str]], *, fewest: int = FEWEST_PAIRS) -> Kappa:
    """Return how far two reviewers agree on one item, with the 95 % interval (Cohen 1960, the standard error by its formula 7)."""
    count = len(pairs)
    agreed = sum(one == other for one, other in pairs)
    if count < max(1, fewest):
        return Kappa(count, agreed)
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    by_chance = Fraction(sum(ones[each] * others[each] for each in ones), count * count)
    if by_chance == 1:
        return Kappa(count, agreed)
    seen = Fraction(agreed, count)
    value = float((seen - by_chance) / (1 - by_chance))
    error = math.sqrt(float(seen * (1 - seen) / count)) / float(1 - by_chance)
    low, high = (max(-1.0, value - _NINETY_FIVE * error), min(1.0, value + _NINETY_FIVE * error))
    return Kappa(count, agreed, value, low, high)


def verdict_word(score: ItemScore) -> str:
    """Return what an answer comes to, so that answers of every scoring kind can be compared: «na», «full», «part» or «none»."""
    if score.is_veto:
        return "none"
    if not score.is_applicable:
        return "na"
    if not score.deducted:
        return "full"
    return "part" if score.earned > 0 else "none"


@dataclass(frozen=True)
class Scored:
    """One sheet: who scored it, in which month, what is comparable with it (handbook version and channel), and its score in hundredths."""

    inspector: int
    month: str
    among: tuple[int, str]
    score: int


@dataclass(frozen=True)
class Mildness:
    """By how many hundredths an inspector scores above the others in a month, over so many sheets; None where there are too few."""

    sheets: int
    above: Fraction | None


def mildness(rows: Iterable[Scored], *, fewest: int = FEWEST_SHEETS) -> dict[tuple[int, str], Mildness]:
    """Return for each inspector and month how far their scores lie above what the others gave to comparable sheets of that month.

    Sheets that nobody else scored anything comparable to are left out.
    """
    groups: dict[tuple[str, tuple[int, str]], list[Scored]] = defaultdict(list)
    for row in rows:
        groups[row.month, row.among].append(row)
    gaps: dict[tuple[int, str], list[Fraction]] = defaultdict(list)
    for (month, _among), group in groups.items():
        total, by_inspector = sum(row.score for row in group), Counter(row.inspector for row in group)
        sums: Counter[int] = Counter()
        for row in group:
            sums[row.inspector] += row.score
        for row in group:
            others = len(group) - by_inspector[row.inspector]
            if others:
                mean = Fraction(total - sums[row.inspector], others)
                gaps[row.inspector, month].append(row.score - mean)
    return {key: _mild(found, fewest) for key, found in gaps.items()}


def _mild(gaps: Sequence[Fraction], fewest: int) -> Mildness:
    return Mildness(len(gaps), Fraction(sum(gaps), len(gaps)) if len(gaps) >= fewest else None)


def drift(months: Sequence[Fraction | None]) -> Fraction | None:
    """Return by how many hundredths a month the gap grows, the slope of the line through those that say something; None under three."""
    points = [(number, value) for number, value in enumerate(months) if value is not None]
    if len(points) < 3:
        return None
    count = len(points)
    mean_x = Fraction(sum(number for number, _ in points), count)
    mean_y = Fraction(sum((value for _, value in points), Fraction(0)), count)
    spread = sum(((number - mean_x) ** 2 for number, _ in points), Fraction(0))
    return sum(((number - mean_x) * (value - mean_y) for number, value in points), Fraction(0)) / spread
