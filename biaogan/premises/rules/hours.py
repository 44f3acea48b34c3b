"""When an outlet is open: hours by weekday, and days on which others hold."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import RuleBroken
from biaogan.core.time import ZONE

MINUTES_OF_DAY = 24 * 60

#: «9:00-12:00», «09:00–17:30», several parted by commas or spaces; Chinese punctuation is understood.
_SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至]\s*(\d{1,2})[:：](\d{2})")


@dataclass(frozen=True, order=True)
class Span:
    """From a minute of the day up to, but not with, another; 1440 is midnight."""

    begins: int
    ends: int

    def __str__(self) -> str:
        return f"{self.begins // 60:02}:{self.begins % 60:02}–{self.ends // 60:02}:{self.ends % 60:02}"

    def contains(self, minute: int) -> bool:
        return self.begins <= minute < self.ends


@dataclass(frozen=True)
class Weekly:
    """That on a weekday (0 is Monday) the outlet is open for a span, from a day up to, but not with, another."""

    weekday: int
    span: Span
    first: dt.date | None = None
    before: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        begun = self.first is None or self.first <= day
        return begun and (self.before is None or day < self.before) and day.weekday() == self.weekday


@dataclass(frozen=True)
class TimeTable:
    """The hours of one outlet; `exceptions` by day go before the weekday's, empty for closed."""

    weekly: Sequence[Weekly] = ()
    exceptions: Mapping[dt.date, list[Span]] = field(default_factory=dict)

    def open_spans(self, day: dt.date) -> list[Span]:
        """Return when the outlet is open on that day, in order; empty if it is closed."""
        found = self.exceptions.get(day)
        return sorted([row.span for row in self.weekly if row.holds_on(day)] if found is None else found)

    def is_open(self, moment: dt.datetime) -> bool:
        """Tell whether the outlet is open at the moment; at closing time it is closed."""
        here = moment.astimezone(ZONE)
        minute = here.hour * 60 + here.minute
        return any(span.contains(minute) for span in self.open_spans(here.date()))

    def is_business_day(self, day: dt.date) -> bool:
        """Tell whether the outlet serves customers on that day at all; outlets open at weekends too."""
        return bool(self.open_spans(day))


def read_spans(text: str) -> list[Span]:
    """Return the spans that are written as «9:00-12:00, 13:30-17:00», in order; empty text is closed.

    Raises RuleBroken where it says anything else, or spans run backwards or into each other.
    """
    found = [Span(_minute(*each[:2]), _minute(*each[2:])) for each in _SPAN.findall(text)]
    if re.sub(r"[\s,，、;；]", "", _SPAN.sub("", text)):
        raise RuleBroken("hours.unreadable", _("Write hours as 9:00-12:00, 13:30-17:00; leave empty for closed."))
    return in_order(found)


def in_order(spans: Iterable[Span]) -> list[Span]:
    """Return the spans sorted; raises RuleBroken where one ends before it begins or two overlap."""
    ordered = sorted(spans)
    if any(span.ends <= span.begins for span in ordered):
        raise RuleBroken("hours.backwards", _("Hours end after they begin."))
    if any(one.ends > other.begins for one, other in itertools.pairwise(ordered)):
        raise RuleBroken("hours.overlap", _("Hours of one day do not overlap."))
    return ordered


def _minute(hour: str, minute: str) -> int:
    total = int(hour) * 60 + int(minute)
    if int(minute) > 59 or total > MINUTES_OF_DAY:
        raise RuleBroken("hours.unreadable", _("A day has hours from 0:00 to 24:00."))
    return total
