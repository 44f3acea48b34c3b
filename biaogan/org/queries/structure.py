"""The tree: what stands above and below, today and on any day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from biaogan.org.models import Level, Unit, UnitEdge, UnitPath, UnitQuerySet


def parent_of(unit: Unit) -> Unit | None:
    """Return the unit above, by today's tree."""
    labels = unit.path.split(".")
    return Unit.objects.get(pk=int(labels[-2])) if len(labels) > 1 else None


def ancestors(unit: Unit) -> list[Unit]:
    """Return the unit and all above it, the top first, by today's tree."""
    ids = [int(label) for label in unit.path.split(".")]
    found = Unit.objects.in_bulk(ids)
    return [found[pk] for pk in ids]


def below(unit: Unit) -> UnitQuerySet:
    """Return the units that stand directly below."""
    return Unit.objects.filter(path__child_of_any=[unit.path])


def department(function: str, *, of: Unit) -> Unit | None:
    """Return the nearest open department with that function, at the unit or above it."""
    labels = of.path.split(".")
    tops = [".".join(labels[: depth + 1]) for depth in range(len(labels))]
    rows = Unit.objects.filter(level=Level.DEPARTMENT, function=function, closed_on__isnull=True)
    found = rows.filter(path__child_of_any=tops).order_by("id")
    return max(found, key=lambda row: row.path.count("."), default=None)


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


def places_of(unit: Unit) -> QuerySet[UnitEdge]:
    """Return where the unit belonged from when to when, the latest first."""
    return UnitEdge.objects.filter(unit=unit).select_related("parent").order_by("-valid")


def with_units_below(units: list[Unit]) -> set[int]:
    """Return the keys of those units that have others directly below."""
    children = Unit.objects.filter(path__child_of_any=[unit.path for unit in units], closed_on__isnull=True)
    return {int(path.split(".")[-2]) for path in children.values_list("path", flat=True)}
