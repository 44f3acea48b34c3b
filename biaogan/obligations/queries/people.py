"""Who is told at a step. Where a post stands vacant, the one above is told in its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from biaogan.obligations.models import Obligation
from biaogan.org import queries as org
from biaogan.org.models import NoticedVacancy, Person, PostKind, Unit


def people_to_tell(duty: Obligation, names: Iterable[str], *, on: dt.date) -> dict[Person, str]:
    """Return the people behind the names of a ladder, each with the first name that led to them."""
    found: dict[Person, str] = {}
    if duty.debtor_unit is None:
        return found
    above = org.ancestors(duty.debtor_unit)[::-1]
    for name in names:
        for person in _people(name, duty, above, on):
            found.setdefault(person, name)
    return found


def debtors(duty: Obligation, *, on: dt.date) -> list[Person]:
    """Return who owes it on that day: the person named, else the holders of the post; empty where it stands vacant."""
    if duty.person is not None:
        return [duty.person]
    post = duty.debtor_post
    return org.holders(post.kind, post.unit_id, on=on) if post is not None else []


def _people(name: str, duty: Obligation, above: list[Unit], on: dt.date) -> list[Person]:
    match name:
        case "debtor":
            owing = debtors(duty, on=on)
            if not owing:
                return _first_heads(above, on)
            return [*owing, *_first_heads(above[1:], on)] if _is_idle(duty) else owing
        case "head":
            return _first_heads(above, on)
        case "upper_head":
            return _first_heads(above[1:] or above, on)
        case "office_head":
            office = org.department("office", of=above[0])
            return (org.holders(PostKind.OFFICE_HEAD, office, on=on) if office else []) or _first_heads(above[1:], on)
        case _:
            return _leaders(above, on)


def _is_idle(duty: Obligation) -> bool:
    """Tell whether the post counts as vacant although somebody holds it."""
    post = duty.debtor_post
    if post is None:
        return False
    noticed = NoticedVacancy.objects.filter(unit=post.unit_id, post_kind=post.kind, filled_at__isnull=True)
    return noticed.exists()


def _first_heads(units: list[Unit], on: dt.date) -> list[Person]:
    """Return the heads of the first of `units` that has any."""
    return next((heads for unit in units if (heads := org.heads(unit, on=on))), [])


def _leaders(units: list[Unit], on: dt.date) -> list[Person]:
    """Return the vice-presidents, else the president, of the nearest unit that has any."""
    for unit in units:
        for kind in (PostKind.VICE_PRESIDENT, PostKind.PRESIDENT):
            if people := org.holders(kind, unit, on=on):
                return people
    return []
