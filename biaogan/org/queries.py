"""Who belongs where, and who holds what."""

from __future__ import annotations

import datetime as dt

from biaogan.org.models import DutyDay, Holding, Level, Person, Post, PostKind, Unit


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
    """Return the nearest department with that function, at the unit or above it."""
    above = {int(label): depth for depth, label in enumerate(of.path.split("."))}
    rows = Unit.objects.filter(level=Level.DEPARTMENT, function=function).order_by("id")
    found = [(above[int(row.path.split(".")[-2])], row) for row in rows if int(row.path.split(".")[-2]) in above]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def on_duty(outlet: Unit, *, day: dt.date) -> list[Person]:
    """Return who is on duty in the hall that day; the head of the outlet where nobody is."""
    rows = DutyDay.objects.filter(outlet=outlet, day=day).select_related("person").order_by("id")
    return [row.person for row in rows] or holders(PostKind.OUTLET_HEAD, outlet, on=day)


def post_at(kind: str, unit: Unit) -> Post:
    """Return the post, which stands from the first time somebody asks for it."""
    return Post.objects.get_or_create(unit=unit, kind=kind)[0]
