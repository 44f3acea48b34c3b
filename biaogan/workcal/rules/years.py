"""A year of a calendar to look at: its days by month and week, and how far each layer's notice is settled."""

from __future__ import annotations

import calendar as months
import datetime as dt
from dataclasses import dataclass

from biaogan.workcal.kinds import LayerKind, Nature, YearState
from biaogan.workcal.rules.calendar import WorkCalendar
from biaogan.workcal.rules.layers import LayerData, Mark


@dataclass(frozen=True)
class DayView:
    """A day: what sort it is, the mark and the layer that decide it, the layers that gave way, whether all notices are final."""

    day: dt.date
    nature: Nature
    mark: Mark | None
    layer: LayerData | None
    overruled: tuple[LayerData, ...]
    is_settled: bool

    @property
    def is_working(self) -> bool:
        return self.nature in {Nature.WORKDAY, Nature.MAKE_UP}


@dataclass(frozen=True)
class MonthView:
    """A month in weeks from Monday to Sunday; None where a week reaches into another month."""

    first: dt.date
    weeks: tuple[tuple[DayView | None, ...], ...]

    @property
    def working_days(self) -> int:
        return sum(1 for week in self.weeks for day in week if day and day.is_working)


@dataclass(frozen=True)
class LayerYearView:
    """A layer's year: its state, and how many days it marks."""

    layer: LayerData
    state: YearState
    marked: int

    @property
    def is_ruled_by_notice(self) -> bool:
        return self.layer.kind == LayerKind.NATION


@dataclass(frozen=True)
class YearView:
    year: int
    months: tuple[MonthView, ...]
    layers: tuple[LayerYearView, ...]

    @property
    def marked(self) -> list[DayView]:
        """Return the days that a notice decides, not the weekday."""
        days = (day for month in self.months for week in month.weeks for day in week)
        return [day for day in days if day is not None and day.mark is not None]

    @property
    def working_days(self) -> int:
        return sum(month.working_days for month in self.months)

    @property
    def is_settled(self) -> bool:
        return all(each.state == YearState.FINAL for each in self.layers)


def year_of(calendar: WorkCalendar, year: int) -> YearView:
    """Return the year as `calendar` has it; raises InputRefused outside the years that calendars know."""
    return YearView(
        year,
        tuple(_month(calendar, year, month) for month in range(1, 13)),
        tuple(_layer(layer, year) for layer in calendar.layers),
    )


def _month(calendar: WorkCalendar, year: int, month: int) -> MonthView:
    weeks = months.Calendar().monthdatescalendar(year, month)
    days = tuple(tuple(_day(calendar, day) if day.month == month else None for day in week) for week in weeks)
    return MonthView(dt.date(year, month, 1), days)


def _day(calendar: WorkCalendar, day: dt.date) -> DayView:
    rulings = calendar.rulings(day)
    layer, mark = rulings[-1] if rulings else (None, None)
    overruled = tuple(below for below, said in rulings if mark and said.working != mark.working)
    return DayView(day, calendar.nature(day), mark, layer, overruled, calendar.is_settled(day, day))


def _layer(layer: LayerData, year: int) -> LayerYearView:
    return LayerYearView(layer, layer.state(year), sum(1 for day in layer.marks if day.year == year))
