"""Whose desk a finding or a notice lies on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from biaogan.core.time import local_day
from biaogan.org import rules as org_rules
from biaogan.org.models import Holding, Level, Person, Post, PostKind, Unit
from biaogan.org.queries import department, heads, holders, parent_of, post_at
from biaogan.rectification.choices import Source

OFFICE = "office"


def office_of(unit: Unit) -> Unit:
    """Return the nearest Office above the unit; where there is none, the top unit itself."""
    return department(OFFICE, of=unit) or Unit.objects.get(pk=int(unit.path.partition(".")[0]))


def offices_of(units: Iterable[Unit]) -> dict[int, Unit]:
    """Return what `office_of` says of each unit, by its key, with one statement for all that have an Office."""
    rows = Unit.objects.filter(level=Level.DEPARTMENT, function=OFFICE, closed_on__isnull=True).order_by("-id")
    by_parent = {row.path.rpartition(".")[0]: row for row in rows}
    found: dict[int, Unit] = {}
    for unit in units:
        above = next((path for path in _upwards(unit.path) if path in by_parent), None)
        found[unit.pk] = by_parent[above] if above is not None else office_of(unit)
    return found


def _upwards(path: str) -> Iterable[str]:
    while path:
        yield path
        path = path.rpartition(".")[0]


def issuer_of(office: Unit) -> Unit:
    """Return the institution in whose name an Office issues."""
    return (parent_of(office) or office) if office.is_department else office


def head_of(unit: Unit) -> Post:
    """Return the post that answers for the unit."""
    if unit.is_department:
        return post_at(PostKind.OFFICE_HEAD if unit.function == OFFICE else PostKind.DEPARTMENT_HEAD, unit)
    return post_at(org_rules.HEADS[unit.level][0], unit)


def leader_of(unit: Unit, *, now: dt.datetime) -> Person | None:
    """Return who answers for the unit today, None where nobody is named."""
    return next(iter(heads(unit, on=local_day(now))), None)


def checker_of(source: str, office: Unit) -> Post:
    """Return the post that looks again: the complaint officer where a customer complained, else the inspectors."""
    if not office.is_department:
        return head_of(office)
    return post_at(PostKind.COMPLAINT_OFFICER if source == Source.COMPLAINT else PostKind.INSPECTOR, office)


def approver_of(office: Unit, *, drafter: int, now: dt.datetime) -> Post:
    """Return the post that approves notices: the head of the Office, above it where they drafted it themselves or nobody is named."""
    head = head_of(office)
    held = holders(head.kind, office, on=local_day(now))
    if held and any(person.pk != drafter for person in held):
        return head
    return head_of(issuer_of(office))


def people_of(unit: Unit, *, now: dt.datetime) -> list[Person]:
    """Return everybody who holds a post at the unit or below it today."""
    rows = Holding.objects.on(local_day(now)).filter(post__unit__path__under_any=[unit.path])
    people = {row.person_id: row.person for row in rows.select_related("person").order_by("is_deputy", "id")}
    return list(people.values())


def is_of(person: Person, unit: Unit, *, now: dt.datetime) -> bool:
    """Tell whether somebody holds a post of the unit today; the units below an institution are not the institution."""
    held = Holding.objects.on(local_day(now)).filter(person=person)
    if unit.level in (Level.OUTLET, Level.SUB_BRANCH, Level.DEPARTMENT):
        return held.filter(post__unit__path__under_any=[unit.path]).exists()
    return held.filter(post__unit=unit).exists()
