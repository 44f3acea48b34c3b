"""Who belongs where, and who holds what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from biaogan.org import rules
from biaogan.org.models import DutyDay, Holding, Level, Person, Post, PostKind, Unit, UnitPath, UnitQuerySet


def holders(kind: str, unit: Unit | int, *, on: dt.date) -> list[Person]:
    """Return the people who hold the post at the unit on that day, its deputies last."""
    unit_id = unit if isinstance(unit, int) else unit.pk
    rows = Holding.objects.on(on).filter(post__unit_id=unit_id, post__kind=kind).select_related("person")
    return [row.person for row in rows.order_by("is_deputy", "id")]


def parent_of(unit: Unit) -> Unit | None:
    """Return the unit above, by today's tree."""
    labels = unit.path.split(".")
    return Unit.objects.get(pk=int(labels[-2])) if len(labels) > 1 else None


def ancestors(unit: Unit) -> list[Unit]:
    """Return the unit and all above it, the top first, by today's tree."""
    ids = [int(label) for label in unit.path.split(".")]
    found = Unit.objects.in_bulk(ids)
    return [found[pk] for pk in ids]


def department(function: str, *, of: Unit) -> Unit | None:
    """Return the nearest open department with that function, at the unit or above it."""
    above = of.path.split(".")
    tops = [".".join(above[: depth + 1]) for depth in range(len(above))]
    rows = Unit.objects.filter(level=Level.DEPARTMENT, function=function, closed_on__isnull=True)
    # Only direct departments of the units above: their paths are one label longer than one of `tops`.
    found = [row for row in rows.filter(path__under=tops[0]).order_by("id") if row.path.rpartition(".")[0] in tops]
    return max(found, key=lambda row: len(row.path.split("."))) if found else None


def on_duty(outlet: Unit, *, day: dt.date) -> list[Person]:
    """Return who is on duty in the hall that day; the head of the outlet where nobody is."""
    rows = DutyDay.objects.filter(outlet=outlet, day=day).select_related("person").order_by("id")
    return [row.person for row in rows] or heads(outlet, on=day)


def heads(unit: Unit, *, on: dt.date) -> list[Person]:
    """Return who answers for the unit that day: the holders of the first of its head posts that is filled."""
    for kind in rules.HEADS[unit.level]:
        if found := holders(kind, unit, on=on):
            return found
    return []


def post_at(kind: str, unit: Unit) -> Post:
    """Return the post, which stands from the first time somebody asks for it."""
    return Post.objects.get_or_create(unit=unit, kind=kind)[0]


def responsible(kind: str, unit: Unit, *, on: dt.date) -> tuple[Post, list[Person]] | None:
    """Return the post that answers for `kind` at the unit on that day, and its holders.

    The post itself if it is filled; else, from the unit upwards, the first filled among the same post, the head, and
    the Office of the unit above. None where nobody is named up to the top.
    """
    for above in reversed(ancestors(unit)):
        for at, candidate in _candidates(kind, above):
            if people := holders(candidate, at, on=on):
                return post_at(candidate, at), people
    return None


def _candidates(kind: str, unit: Unit) -> list[tuple[Unit, str]]:
    own = [(unit, each) for each in dict.fromkeys([kind, *rules.HEADS[unit.level]])]
    offices = Unit.objects.filter(path__under=unit.path, function="office", closed_on__isnull=True)
    office = next((row for row in offices if row.path == f"{unit.path}.{row.pk}"), None)
    posts = (kind, PostKind.OFFICE_HEAD)
    # The Office runs service for the branch, so it comes before the branch's leaders.
    return [*([(office, each) for each in posts] if office else []), *own] if unit.level != Level.DEPARTMENT else own


def path_on(day: dt.date) -> QuerySet[UnitPath]:
    """Return the tree of that day: each unit with its path then."""
    return UnitPath.objects.filter(valid__contains=day)


def below_on(unit: Unit, day: dt.date) -> UnitQuerySet:
    """Return the unit and all that stood below it on that day."""
    rows = path_on(day).filter(path__under_any=paths_ever([unit]))
    return Unit.objects.filter(pk__in=rows.values("unit"))


def paths_ever(units: Iterable[Unit | int]) -> list[str]:
    """Return every path the units have had. A path below any of these is below that unit on its day."""
    ids = [unit if isinstance(unit, int) else unit.pk for unit in units]
    return sorted({row.path for row in UnitPath.objects.filter(unit__in=ids).only("path")})


def was_below(tops: Iterable[Unit | int], *, unit: str, day: str) -> Exists:
    """Return the condition that a fact's unit stood at or below one of `tops` on the fact's own day.

    `unit` and `day` name the fact's columns. Figures go by this tree, access by today's.
    """
    dated = UnitPath.objects.filter(unit_id=OuterRef(unit), valid__contains=OuterRef(day))
    return Exists(dated.filter(path__under_any=paths_ever(tops)))
