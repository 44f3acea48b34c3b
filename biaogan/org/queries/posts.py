"""Who holds which post, and who answers where nobody does."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from biaogan.core.access import Asker
from biaogan.org import rules
from biaogan.org.models import Holding, Level, Person, Post, PostKind, Unit
from biaogan.org.queries.structure import ancestors


def holders(kind: str, unit: Unit | int, *, on: dt.date) -> list[Person]:
    """Return the people who hold the post at the unit on that day, its deputies last."""
    unit_id = unit if isinstance(unit, int) else unit.pk
    rows = Holding.objects.on(on).filter(post__unit_id=unit_id, post__kind=kind).select_related("person")
    return [row.person for row in rows.order_by("is_deputy", "id")]


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
    chain = ancestors(unit)
    offices = _offices(chain)
    at = [*chain, *offices.values()]
    held = Holding.objects.on(on).filter(post__unit__in=at).select_related("post__unit", "person")
    filled: dict[tuple[int, str], list[Holding]] = {}
    for holding in held.order_by("is_deputy", "id"):
        filled.setdefault((holding.post.unit_id, holding.post.kind), []).append(holding)
    for above in reversed(chain):
        for key in _candidates(kind, above, offices.get(above.pk)):
            if found := filled.get(key):
                return found[0].post, [holding.person for holding in found]
    return None


def _offices(chain: list[Unit]) -> dict[int, Unit]:
    """Return the Office of each unit of the chain that has one, by the unit's key."""
    rows = Unit.objects.filter(function="office", closed_on__isnull=True)
    found = rows.filter(path__child_of_any=[unit.path for unit in chain])
    return {int(row.path.split(".")[-2]): row for row in found}


def _candidates(kind: str, unit: Unit, office: Unit | None) -> list[tuple[int, str]]:
    own = [(unit.pk, each) for each in dict.fromkeys([kind, *rules.HEADS[unit.level]])]
    if office is None or unit.level == Level.DEPARTMENT:
        return own
    # The Office runs service for the branch, so it comes before the branch's leaders.
    return [(office.pk, kind), (office.pk, PostKind.OFFICE_HEAD), *own]


def holdings_at(unit: Unit, *, on: dt.date) -> list[Holding]:
    """Return who holds posts at the unit on that day, deputies last; ended and coming ones are left out."""
    rows = Holding.objects.on(on).filter(post__unit=unit).select_related("person", "post")
    order = {kind: place for place, kind in enumerate(PostKind.values)}
    return sorted(rows, key=lambda row: (order[row.post.kind], row.is_deputy, row.pk))


def holdings_of(person: Person, actor: Asker) -> QuerySet[Holding]:
    """Return the posts that the person holds, held and will hold, as far as the actor sees them, the latest first."""
    rows = Holding.objects.visible_to(actor).filter(person=person)
    return rows.select_related("post__unit").order_by("-valid__startswith", "-id")


def coming_and_gone(unit: Unit, *, on: dt.date, limit: int = 20) -> list[Holding]:
    """Return the latest holdings at the unit that do not fall on the day."""
    rows = Holding.objects.filter(post__unit=unit).exclude(valid__contains=on)
    return list(rows.select_related("person", "post").order_by("-valid__startswith", "-id")[:limit])
