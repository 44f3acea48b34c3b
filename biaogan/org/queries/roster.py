"""Who is on duty."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from biaogan.org.models import DutyDay, Holding, Person, Unit
from biaogan.org.queries.posts import heads

DAYS_OF_WEEK = 7


def on_duty(outlet: Unit, *, day: dt.date) -> list[Person]:
    """Return who is on duty in the hall that day; the head of the outlet where nobody is."""
    rows = DutyDay.objects.filter(outlet=outlet, day=day).select_related("person").order_by("id")
    return [row.person for row in rows] or heads(outlet, on=day)


@dataclass(frozen=True)
class RosterRow:
    """A person and, day by day of a week, whether on duty."""

    person: Person
    marks: list[tuple[dt.date, bool]]


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def week(monday: dt.date) -> list[dt.date]:
    return [monday + dt.timedelta(days=each) for each in range(DAYS_OF_WEEK)]


def roster(outlet: Unit, monday: dt.date) -> list[RosterRow]:
    """Return the week's grid: everybody who holds a post at the outlet in it, and whoever was put on duty besides."""
    days = week(monday)
    rows = DutyDay.objects.filter(outlet=outlet, day__in=days).select_related("person")
    marked = {(row.person_id, row.day) for row in rows}
    people = {row.person_id: row.person for row in rows}
    for holding in _staff(outlet, days):
        people[holding.person_id] = holding.person
    ordered = sorted(people.values(), key=lambda person: (person.pinyin, person.pk))
    return [RosterRow(person, [(day, (person.pk, day) in marked) for day in days]) for person in ordered]


def _staff(outlet: Unit, days: list[dt.date]) -> list[Holding]:
    from biaogan.core.time import span_of_days

    span = span_of_days(days[0], days[-1] + dt.timedelta(days=1))
    return list(Holding.objects.filter(post__unit=outlet, valid__overlap=span).select_related("person"))
