"""The figures that held on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from biaogan.core.time import local_day
from biaogan.rectification.choices import FigureCode
from biaogan.rectification.models import Figure


def figure(code: FigureCode, *, on: dt.datetime) -> int:
    return Figure.objects.get(code=code, valid__contains=local_day(on)).value


def figures_by_day(code: FigureCode) -> Callable[[dt.datetime], int]:
    """Return the figure as a function of the moment, for imports: one query for all."""
    rows = list(Figure.objects.filter(code=code))

    def at(moment: dt.datetime) -> int:
        day = local_day(moment)
        return next(row.value for row in rows if _holds(row, day))

    return at


def _holds(row: Figure, day: dt.date) -> bool:
    first, end = row.valid.lower, row.valid.upper
    return (first is None or first <= day) and (end is None or day < end)


def all_figures() -> Iterable[Figure]:
    """Return the rows, by code and then by their days, for the page that shows them."""
    return sorted(Figure.objects.all(), key=lambda row: (row.code, row.valid.lower or dt.date.min))
