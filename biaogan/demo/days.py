"""When things happen in the demonstration: at working hours, all stories in the order of time, none beyond now."""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
from collections.abc import Iterable, Iterator

from biaogan.accounts.access import Actor, actor_of
from biaogan.core.time import ZONE
from biaogan.org.models import Person
from biaogan.workcal.queries import calendar_for
from biaogan.workcal.rules import add_working_days

#: A story says when its next step takes place, and takes it when it is asked to go on.
Course = Iterator[dt.datetime]


def tell(stories: Iterable[Course], *, now: dt.datetime) -> None:
    """Tell all stories at once, step by step in the order of time, each as far as it has come by `now`.

    What one finds, another repeats: the order in which things were found counts.
    """
    numbers = itertools.count()
    waiting: list[tuple[dt.datetime, int, Course]] = []

    def go_on(story: Course) -> None:
        at = next(story, None)
        if at is not None and at < now:
            heapq.heappush(waiting, (at, next(numbers), story))

    for story in stories:
        go_on(story)
    while waiting:
        _at, _number, story = heapq.heappop(waiting)
        go_on(story)


class Days:
    """The working days from the first on or after `days_ago`, and before it."""

    def __init__(self, days_ago: int, *, now: dt.datetime, calendar: str) -> None:
        self.calendar = calendar_for(calendar)
        day = now.astimezone(ZONE).date() - dt.timedelta(days=days_ago)
        self.first = add_working_days(day, 0, calendar=self.calendar)

    def day(self, after: int = 0) -> dt.date:
        if after > 0:
            return add_working_days(self.first, after, calendar=self.calendar)
        day = self.first
        while after < 0:
            day -= dt.timedelta(days=1)
            after += self.calendar.is_working_day(day)
        return day

    def at(self, after: int, hour: int, minute: int = 0) -> dt.datetime:
        """Return the moment so many working days after the first, or before it, at that hour."""
        return dt.datetime.combine(self.day(after), dt.time(hour, minute), tzinfo=ZONE)


def acting(person: Person, at: dt.datetime) -> Actor:
    """Return somebody as they stood at that moment."""
    return actor_of(person.user, now=at)
