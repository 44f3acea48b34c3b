"""Half-open spans of local days: a month, a quarter, a year, or any days."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from biaogan.core.errors import InputRefused
from biaogan.core.time import day_begins
from biaogan.core.wording import MONTHS_EN, is_chinese

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-[Qq]([1-4])")
_YEAR = re.compile(r"(\d{4})")
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, order=True)
class Period:
    """The local days from `first` up to, and without, `end`."""

    first: dt.date
    end: dt.date

    def __post_init__(self) -> None:
        if self.end <= self.first:
            raise InputRefused("period.empty", gettext_lazy("The period ends before it begins."))

    @property
    def begins_at(self) -> dt.datetime:
        return day_begins(self.first)

    @property
    def ends_at(self) -> dt.datetime:
        return day_begins(self.end)

    @property
    def last(self) -> dt.date:
        return self.end - dt.timedelta(days=1)

    @property
    def months(self) -> int | None:
        """The number of whole calendar months, None where it is none."""
        whole = self.first.day == 1 and self.end.day == 1
        return (self.end.year - self.first.year) * 12 + self.end.month - self.first.month if whole else None

    @property
    def code(self) -> str:
        """What `parse` reads and an address carries."""
        year, month = self.first.year, self.first.month
        match self.months:
            case 1:
                return f"{year}-{month:02d}"
            case 3 if month % 3 == 1:
                return f"{year}-Q{month // 3 + 1}"
            case 12 if month == 1:
                return f"{year}"
            case _:
                return f"{self.first.isoformat()}..{self.last.isoformat()}"

    @property
    def label(self) -> str:
        """What a reader is shown, in their language."""
        year, month = self.first.year, self.first.month
        match self.months:
            case 1:
                return _("%(year)d-%(month)02d") % {"year": year, "month": month}
            case 3 if month % 3 == 1:
                return _("Q%(quarter)d %(year)d") % {"year": year, "quarter": month // 3 + 1}
            case 12 if month == 1:
                return _("Year %(year)d") % {"year": year}
            case _:
                return _("%(first)s to %(last)s") % {"first": self.first.isoformat(), "last": self.last.isoformat()}

    def before(self) -> Period:
        """Return the period of the same length that ends where this one begins."""
        if self.months is not None:
            return Period(_months_after(self.first, -self.months), self.first)
        return Period(self.first - (self.end - self.first), self.first)

    def after(self) -> Period:
        if self.months is not None:
            return Period(self.end, _months_after(self.end, self.months))
        return Period(self.end, self.end + (self.end - self.first))

    def by_month(self) -> list[Period]:
        """Return the months that the period touches, cut to its days."""
        found, first = [], self.first
        while first < self.end:
            end = min(_months_after(first.replace(day=1), 1), self.end)
            found.append(Period(first, end))
            first = end
        return found


def month_of(day: dt.date) -> Period:
    first = day.replace(day=1)
    return Period(first, _months_after(first, 1))


def short_month_text(first: dt.date) -> str:
    """Return «11月» or «Nov», with the year where it turns: for the foot of a chart."""
    month = f"{first.month}月" if is_chinese() else MONTHS_EN[first.month - 1]
    if first.month > 1:
        return month
    return f"{first.year}年{month}" if is_chinese() else f"{month} {first.year}"


def parse(text: str) -> Period:
    """Return the period that «2026-11», «2026-Q4», «2026» or «2026-11-01..2026-11-15» names; raises InputRefused."""
    try:
        if found := _MONTH.fullmatch(text):
            return month_of(dt.date(int(found[1]), int(found[2]), 1))
        if found := _QUARTER.fullmatch(text):
            first = dt.date(int(found[1]), int(found[2]) * 3 - 2, 1)
            return Period(first, _months_after(first, 3))
        if found := _YEAR.fullmatch(text):
            return Period(dt.date(int(found[1]), 1, 1), dt.date(int(found[1]) + 1, 1, 1))
        if found := _DAYS.fullmatch(text):
            return Period(dt.date.fromisoformat(found[1]), dt.date.fromisoformat(found[2]) + dt.timedelta(days=1))
    except (ValueError, OverflowError):
        pass
    message = gettext_lazy("Write a period as 2026-11, 2026-Q4, 2026 or 2026-11-01..2026-11-15.")
    raise InputRefused("period.unreadable", message)


def _months_after(first: dt.date, months: int) -> dt.date:
    count = first.year * 12 + first.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)
