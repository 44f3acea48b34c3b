"""Who may inspect a unit, and who answers for what comes of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from biaogan.core.time import local_day
from biaogan.inspections.choices import ThresholdCode
from biaogan.inspections.models import SheetInspector
from biaogan.inspections.queries.figures import threshold
from biaogan.inspections.rules import Stint, is_of_unit
from biaogan.org.models import Holding, Person, PersonQuerySet, Post, PostKind, Unit
from biaogan.org.queries import department, heads, holders, post_at
from biaogan.workcal.rules import add_months


def of_unit(unit: Unit, people: Collection[int], *, on: dt.date) -> set[int]:
    """Return those of the people who belong to the unit on that day, or have left it not long ago."""
    since = add_months(on, -threshold(ThresholdCode.COOLING_MONTHS, on=on))
    stints = _stints(people)
    return {person for person in people if is_of_unit(unit.path, stints[person], since=since)}


def _stints(people: Collection[int]) -> dict[int, list[Stint]]:
    found: dict[int, list[Stint]] = defaultdict(list)
    rows = Holding.objects.filter(person__in=people).values_list(
        "person", "post__unit__path", "post__unit__level", "valid"
    )
    for person, path, level, valid in rows:
        found[person].append(Stint(path, level, valid.upper))
    return found


def inspectors_for(unit: Unit, *, on: dt.date) -> PersonQuerySet:
    """Return who may be named to inspect the unit that day: inspectors of its Office and their head, none of the unit itself."""
    office = office_of(unit)
    kinds = (PostKind.INSPECTOR, PostKind.OFFICE_HEAD)
    held = Holding.objects.on(on).filter(post__kind__in=kinds, post__unit=office) if office else Holding.objects.none()
    people = list(held.values_list("person", flat=True))
    return Person.objects.filter(pk__in=set(people) - of_unit(unit, people, on=on)).order_by("pinyin", "id")


def office_of(unit: Unit) -> Unit | None:
    """Return the Office that inspects the unit."""
    return department("office", of=unit)


def inspecting_post(unit: Unit) -> Post | None:
    office = office_of(unit)
    return post_at(PostKind.INSPECTOR, office) if office else None


def settling_post(unit: Unit) -> Post | None:
    office = office_of(unit)
    return post_at(PostKind.OFFICE_HEAD, office) if office else None


def team_of(sheet_id: int) -> list[SheetInspector]:
    """Return who inspects, the lead first."""
    return list(SheetInspector.objects.filter(sheet=sheet_id).select_related("person"))


def heads_of(unit: Unit, *, now: dt.datetime) -> list[Person]:
    return heads(unit, on=local_day(now))


def holders_of(posts: Iterable[Post | None], *, now: dt.datetime) -> list[Person]:
    day = local_day(now)
    return [person for post in posts if post for person in holders(post.kind, post.unit_id, on=day)]
