"""A calendar ready for counting: its layers compiled to tables with one entry a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.workcal.kinds import LayerKind, Nature, YearState
from biaogan.workcal.rules.layers import NEXT_NOTICE_FROM, Hours, LayerData, Mark

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Table = TypeVar("Table", bound=NDArray[Any])

#: The days that a calendar knows. Six-day weeks before May 1995 are not in any notice, hence missing years.
FIRST_DAY, LAST_DAY = dt.date(1980, 1, 1), dt.date(2099, 12, 31)
FIRST_ORDINAL = FIRST_DAY.toordinal()
DAYS = LAST_DAY.toordinal() - FIRST_ORDINAL + 1
EPOCH = np.datetime64(FIRST_DAY, "D")

#: The network's zone. Not asked of the settings, since `biaogan deadline` runs without them.
ZONE = ZoneInfo("Asia/Shanghai")

MICROSECOND = dt.timedelta(microseconds=1)
DAY_MICROS = 24 * 3600 * 1_000_000


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """Which days are worked, and when: the nation's rulings, overridden by the region's, overridden by the bank's.

    The tables are indexed by the number of days since FIRST_DAY; those of sums «before» a day have one entry more.
    """

    code: str
    layers: tuple[LayerData, ...]
    working: Flags
    working_days: Ints
    working_days_before: Ints
    opens: Ints
    closes: Ints
    micros_before: Ints
    unsettled_before: Ints
    # The first day from each day on that neither the nation nor a region makes a day of rest.
    next_public_workday: Ints

    def is_working_day(self, day: dt.date) -> bool:
        return bool(self.working[number_of(day)])

    def hours_on(self, day: dt.date) -> tuple[dt.time, dt.time]:
        index = number_of(day)
        return time_at(int(self.opens[index])), time_at(int(self.closes[index]))

    def rulings(self, day: dt.date) -> list[tuple[LayerData, Mark]]:
        """Return what the layers say of `day`, the one that decides last."""
        return [(layer, layer.marks[day]) for layer in self.layers if day in layer.marks]

    def nature(self, day: dt.date) -> Nature:
        rulings = self.rulings(day)
        if not rulings:
            return Nature.WEEKEND if is_weekend(day) else Nature.WORKDAY
        if not rulings[-1][1].working:
            return Nature.HOLIDAY
        return Nature.MAKE_UP if is_weekend(day) else Nature.WORKDAY

    def is_settled(self, first: dt.date, last: dt.date) -> bool:
        """Tell whether every layer has the final notice for all days from `first` to `last`."""
        if last < first:
            return True
        return bool(self.unsettled_before[number_of(last) + 1] == self.unsettled_before[number_of(first)])

    def unsettled_layers(self, day: dt.date) -> tuple[str, ...]:
        return tuple(layer.code for layer in self.layers if not layer.is_settled(day))

    def unsettled_years(self, first: dt.date, last: dt.date) -> list[tuple[str, int, YearState]]:
        """Return the layers' years that are not final and touch the days from `first` to `last`."""
        found = {
            (layer.code, year, layer.state(year))
            for layer in self.layers
            for edge in _edges(first, last)
            for year in layer.years_ruling(edge)
            if layer.state(year) != YearState.FINAL
        }
        return sorted(found, key=lambda each: (each[1], [layer.code for layer in self.layers].index(each[0])))


def compile_calendar(code: str, layers: Sequence[LayerData]) -> WorkCalendar:
    """Compile `layers`, the nation's first, into the calendar `code`. Each layer overrides those before it.

    Raises RuleBroken if no layer says when work begins and ends.
    """
    by_law = _working(layer for layer in layers if layer.kind != LayerKind.BANK)
    working = _working(layers)
    opens, closes = _hours(layers)
    return WorkCalendar(
        code=code,
        layers=tuple(layers),
        working=_fixed(working),
        working_days=_fixed(np.flatnonzero(working).astype(np.int64)),
        working_days_before=_sums(working),
        opens=_fixed(opens),
        closes=_fixed(closes),
        micros_before=_sums(np.where(working, closes - opens, 0)),
        unsettled_before=_sums(_unsettled(layers)),
        next_public_workday=_fixed(_next_true(by_law)),
    )


def number_of(day: dt.date) -> int:
    """Return the number of `day` in the tables; raises InputRefused outside the days that calendars know."""
    index = day.toordinal() - FIRST_ORDINAL
    if not 0 <= index < DAYS:
        raise out_of_range()
    return index


def out_of_range() -> InputRefused:
    message = _("Calendars reach from {first} to {last}; this begins or ends outside.")
    return InputRefused("workcal.out_of_range", format_lazy(message, first=FIRST_DAY, last=LAST_DAY))


def day_at(index: int) -> dt.date:
    return dt.date.fromordinal(FIRST_ORDINAL + index)


def time_at(micros: int) -> dt.time:
    """Return the time of day; the end of the day, which no `time` can say, becomes its last instant."""
    return (dt.datetime.combine(FIRST_DAY, dt.time.min) + min(micros, DAY_MICROS - 1) * MICROSECOND).time()


def micros_of(time: dt.time) -> int:
    return ((time.hour * 60 + time.minute) * 60 + time.second) * 1_000_000 + time.microsecond


def is_weekend(day: dt.date) -> bool:
    return day.weekday() >= 5


def _working(layers: Iterable[LayerData]) -> Flags:
    weekdays = (np.arange(DAYS) + FIRST_DAY.weekday()) % 7
    working = weekdays < 5
    for layer in layers:
        for day, mark in layer.marks.items():
            working[number_of(day)] = mark.working
    return working


def _hours(layers: Sequence[LayerData]) -> tuple[Ints, Ints]:
    opens, closes = np.full(DAYS, -1, np.int64), np.full(DAYS, -1, np.int64)
    for layer in layers:
        for row in sorted(layer.hours, key=lambda hours: hours.starts_on):
            _set_hours(opens, closes, row)
    if (opens < 0).any():
        raise RuleBroken("workcal.no_hours", _("No layer of this calendar says when work begins and ends."))
    return opens, closes


def _set_hours(opens: Ints, closes: Ints, row: Hours) -> None:
    since = max(row.starts_on.toordinal() - FIRST_ORDINAL, 0)
    opens[since:] = micros_of(row.opens_at)
    closes[since:] = micros_of(row.closes_at)


def _unsettled(layers: Sequence[LayerData]) -> Flags:
    unsettled = np.zeros(DAYS, np.bool_)
    for first, last in _spans_of_one_state():
        if not all(layer.is_settled(first) for layer in layers):
            unsettled[number_of(first) : number_of(last) + 1] = True
    return unsettled


def _spans_of_one_state() -> Iterator[tuple[dt.date, dt.date]]:
    """Yield the spans whose days are ruled by the same notices: a year up to its last week, and that week."""
    for year in range(FIRST_DAY.year, LAST_DAY.year + 1):
        last_week = dt.date(year, *NEXT_NOTICE_FROM)
        yield dt.date(year, 1, 1), last_week - dt.timedelta(days=1)
        yield last_week, dt.date(year, 12, 31)


def _edges(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Yield one day of each of those spans that touches the days from `first` to `last`."""
    for begins, ends in _spans_of_one_state():
        if begins <= last and ends >= first:
            yield begins


def _next_true(flags: Flags) -> Ints:
    """Return for each index the first index from it on whose flag is set; DAYS where there is none."""
    marked = np.where(flags, np.arange(DAYS), DAYS)
    return np.minimum.accumulate(marked[::-1])[::-1]


def _sums(values: NDArray[np.generic]) -> Ints:
    return _fixed(np.concatenate([np.zeros(1, np.int64), np.cumsum(values, dtype=np.int64)]))


def _fixed(table: Table) -> Table:
    table.setflags(write=False)
    return table
