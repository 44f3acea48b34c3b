"""What a figure is: a count, a share of two counts, or a histogram that gives a median. Rounded once, at the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Figure:
    """`numerator` and `denominator` are counts of rows; zero of zero is no figure, and shown as «—»."""

    numerator: int = 0
    denominator: int = 0
    histogram: Histogram | None = None

    def __add__(self, other: Figure) -> Figure:
        merged = None
        if self.histogram is not None or other.histogram is not None:
            merged = (self.histogram or Histogram()).merged(other.histogram or Histogram())
        return Figure(self.numerator + other.numerator, self.denominator + other.denominator, merged)

    @property
    def share(self) -> Decimal | None:
        """The share in per cent with two decimals, half up."""
        if not self.denominator:
            return None
        return (Decimal(100 * self.numerator) / self.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Histogram:
    """How often each whole value was counted; two histograms add up to that of both."""

    counts: dict[int, int] = field(default_factory=dict)

    def merged(self, other: Histogram) -> Histogram:
        values = self.counts.keys() | other.counts.keys()
        return Histogram({value: self.counts.get(value, 0) + other.counts.get(value, 0) for value in values})

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def median(self) -> Decimal | None:
        """The middle value; the mean of the two middle ones where the count is even."""
        if not self.total:
            return None
        low, high = self.value_at((self.total - 1) // 2), self.value_at(self.total // 2)
        return Decimal(low + high) / 2

    def percentile(self, share: int) -> int | None:
        """Return the smallest value that at least `share` per cent of the rows do not exceed (nearest rank)."""
        if not self.total:
            return None
        return self.value_at(max(0, -(-share * self.total // 100) - 1))

    def value_at(self, rank: int) -> int:
        """Return the value of the row at `rank`, counted from 0 in order of value; raises IndexError beyond the last."""
        for value in sorted(self.counts):
            rank -= self.counts[value]
            if rank < 0:
                return value
        raise IndexError("the histogram has fewer rows")


def total(figures: Iterable[Figure]) -> Figure:
    return sum(figures, Figure())
