"""What a chart is, and where its parts stand. Drawn by the server, so that it prints and needs no script."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from biaogan.core import wording

if TYPE_CHECKING:
    from biaogan.core.errors import Text

Number = int | Decimal

#: More than five series cannot be told apart.
MOST_SERIES = 5

#: Lines that stay above this part of their highest value may leave the zero out; bars never do.
FLAT = Decimal("0.6")


@dataclass(frozen=True)
class Series:
    """One row of figures, None where nothing was counted; `urls` lead to the rows behind each."""

    label: Text
    values: Sequence[Number | None]
    urls: Sequence[str] = ()


@dataclass(frozen=True)
class Chart:
    """Figures side by side. `title` says what to see; `form` is count, share (values in per cent) or money (in fen)."""

    title: Text
    labels: Sequence[Text]
    series: Sequence[Series]
    is_line: bool = False
    form: str = "count"
    goal: Number | None = None
    goal_label: Text = ""

    def __post_init__(self) -> None:
        if len(self.series) > MOST_SERIES:
            raise ValueError(f"a chart shows at most {MOST_SERIES} series")
        if any(len(row.values) != len(self.labels) for row in self.series):
            raise ValueError("every series has one value for each label")

    def text(self, value: Number | None) -> str:
        if value is None:
            return wording.NOTHING
        if self.form == "money":
            return wording.money_text(value)
        if self.form == "share":
            return f"{wording.rounded(Decimal(value), 1)}%"
        return wording.count_text(value) if isinstance(value, int) else wording.decimal_text(value)

    def tick_text(self, tick: Decimal) -> str:
        """Return a round number of the scale, without decimals that say nothing."""
        plain = f"{(tick / 100 if self.form == 'money' else tick).normalize():,f}"
        return {"money": f"¥{plain}", "share": f"{plain}%"}.get(self.form, plain)


@dataclass(frozen=True)
class Scale:
    """The height of the chart: from `low` to `high`, with a line at each of `ticks`."""

    low: Decimal
    high: Decimal
    ticks: list[Decimal] = field(default_factory=list)

    def height(self, value: Number) -> float:
        """Return how far down from the top the value stands, in per cent."""
        return float((self.high - Decimal(value)) / (self.high - self.low) * 100)


def scale_of(chart: Chart) -> Scale:
    """Return a scale of round numbers that holds every value and the goal."""
    values = [Decimal(value) for row in chart.series for value in row.values if value is not None]
    values += [Decimal(chart.goal)] if chart.goal is not None else []
    top, bottom = max([*values, Decimal(0)]), min(values, default=Decimal(0))
    if not chart.is_line or bottom < top * FLAT:
        bottom = min(bottom, Decimal(0))
    step = round_step((top - bottom) / 4 if top > bottom else max(top, Decimal(1)) / 4)
    low = math.floor(bottom / step) * step
    high = max(math.ceil(top / step) * step, low + step)
    count = int((high - low) / step)
    return Scale(low, high, [low + step * number for number in range(count + 1)])


def round_step(wish: Decimal) -> Decimal:
    """Return the next of 1, 2, 5, 10, … that is not below `wish`."""
    power = Decimal(10) ** math.floor(wish.log10())
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= wish)
