"""The named measures. An app says once, in SQL, which facts a measure is made of; figures and their rows both come from that."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from biaogan.core.registry import Registry

if TYPE_CHECKING:
    from decimal import Decimal

    from biaogan.core.errors import Text
    from biaogan.metrics.rules import Figure


class Shape(enum.StrEnum):
    COUNT = "count"
    SHARE = "share"
    DURATION = "duration"


class Better(enum.StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True)
class Metric:
    """A measure per unit and period, as of a moment.

    `facts` is SQL that gives one row a fact with the columns `unit_id`, `day` (local date), `case_id` (null where no case stands
    behind it), `numerator` and `denominator` (0 or 1 where cases are counted, else points or minutes) and, for a duration,
    `value` (whole units of `unit`, or null). It may use the parameters `%(first)s` and `%(end)s` (local dates, half open),
    `%(begins_at)s`, `%(ends_at)s` and `%(as_of)s` (moments), and must count what was known at `as_of` only; `%(below)s`, an lquery, names
    the unit asked for and all below it, for facts that are costly elsewhere. `parameters` adds its own.
    """

    code: str
    name: Text
    shape: Shape
    facts: str
    # What a row counts as, shown in the head of the column: «complaints», «days».
    unit: Text
    better: Better = Better.NEITHER
    # How it is counted, for the page that explains it.
    note: Text = ""
    group: Text = ""
    parameters: Callable[[], dict[str, Any]] | None = None

    def value_of(self, figure: Figure) -> Decimal | int | None:
        """Return the figure as one number: the share in per cent, the median of a duration, else the count; None where there is none."""
        if self.shape is Shape.SHARE:
            return figure.share
        if self.shape is Shape.DURATION:
            return figure.histogram.median if figure.histogram else None
        return figure.denominator


METRICS: Registry[Metric] = Registry("metric")


def register_metric(metric: Metric) -> None:
    METRICS.register(metric.code, metric)
