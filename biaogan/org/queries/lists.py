"""Lists of units and people, as the screens narrow them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from biaogan.core.access import Asker
from biaogan.org.models import Holding, Level, Person, PersonQuerySet, PostKind, Unit, UnitQuerySet

#: The order of unit lists.
BY_NAME = ["pinyin", "pk"]


def units(
    actor: Asker, *, q: str = "", level: str = "", under: Unit | None = None, state: str = "", on: dt.date
) -> UnitQuerySet:
    """Return the units that the actor sees; `q` is part of a name or the beginning of a code, `state` open (default) or closed."""
    rows = Unit.objects.visible_to(actor)
    if q:
        named = (
            Q(name__contains=q) | Q(short_name__contains=q) | Q(name_en__icontains=q) | Q(pinyin__startswith=q.lower())
        )
        rows = rows.filter(named | Q(code__startswith=q) | Q(bank_code__startswith=q))
    if level in Level.values:
        rows = rows.of_level(level)
    if under is not None:
        rows = rows.under(under.path)
    return rows.filter(closed_on__lte=on) if state == "closed" else rows.at_work(on)


def people(actor: Asker, *, q: str = "", post: str = "", under: Unit | None = None, on: dt.date) -> PersonQuerySet:
    """Return the people that the actor sees and who work here; `q` is part of a name or the beginning of a staff number."""
    rows = Person.objects.visible_to(actor).at_work(on)
    if q:
        rows = rows.filter(Q(name__contains=q) | Q(staff_no__startswith=q) | Q(pinyin__startswith=q.lower()))
    held = Holding.objects.on(on).filter(person=OuterRef("pk"))
    if post in PostKind.values:
        held = held.filter(post__kind=post)
    if under is not None:
        held = held.filter(post__unit__path__under=under.path)
    return rows.filter(Exists(held)) if post in PostKind.values or under is not None else rows


@dataclass(frozen=True)
class Held:
    """A post as lists show it."""

    kind: str
    label: str
    unit: Unit
    is_deputy: bool


def posts_by_person(rows: list[Person], *, on: dt.date) -> dict[int, list[Holding]]:
    """Return the holdings of each of the people on that day."""
    found: dict[int, list[Holding]] = {person.pk: [] for person in rows}
    holdings = Holding.objects.on(on).filter(person__in=found).select_related("post__unit").order_by("is_deputy", "id")
    for holding in holdings:
        found[holding.person_id].append(holding)
    return found


def parents(rows: list[Unit]) -> dict[int, Unit]:
    """Return the unit above each of the rows, by the row's key; the top has none."""
    above = {unit.pk: int(unit.path.split(".")[-2]) for unit in rows if "." in unit.path}
    found = Unit.objects.in_bulk(set(above.values()))
    return {pk: found[parent] for pk, parent in above.items()}


def heads_by_unit(rows: list[Unit], *, on: dt.date) -> dict[int, list[Person]]:
    """Return who heads each of the units on that day."""
    from biaogan.org import rules

    kinds = {kind for each in rules.HEADS.values() for kind in each}
    held = Holding.objects.on(on).filter(post__unit__in=rows, post__kind__in=kinds, is_deputy=False)
    by_post: dict[tuple[int, str], list[Person]] = {}
    for holding in held.select_related("person", "post").order_by("id"):
        by_post.setdefault((holding.post.unit_id, holding.post.kind), []).append(holding.person)
    found: dict[int, list[Person]] = {}
    for unit in rows:
        filled = (by_post.get((unit.pk, kind)) for kind in rules.HEADS[unit.level])
        found[unit.pk] = next((people for people in filled if people), [])
    return found
