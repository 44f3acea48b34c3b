"""Posts that may not stand vacant and do: nobody is named, or who is named does nothing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from biaogan.org import rules
from biaogan.org.hooks import last_duties
from biaogan.org.models import Holding, Person, StaffingRule, Unit, UnitQuerySet, VacancyReason
from biaogan.org.queries.lists import BY_NAME


@dataclass(frozen=True)
class Vacancy:
    """A vacant post at a unit; for an idle one, who holds it and since when no duty was met."""

    unit: Unit
    kind: str
    reason: str
    holders: tuple[Person, ...] = ()
    idle_since: dt.date | None = None


def idle_days(kind: str, *, on: dt.date) -> int:
    """Return after how many days without a duty met a holder counts as absent, by the rule of that day."""
    rule = StaffingRule.objects.filter(post_kind=kind, valid_from__lte=on).order_by("-valid_from").first()
    return rule.idle_days if rule else rules.SHIPPED_IDLE_DAYS


@dataclass(frozen=True)
class _Held:
    """A holding, without the person and the unit: there are tens of thousands, and few matter."""

    person_id: int
    post_id: int
    kind: str
    first: dt.date | None


def vacancies(on: dt.date, *, among: UnitQuerySet | None = None) -> list[Vacancy]:
    """Return the vacant posts of all units open on that day, or of those `among` them, set-wise, by the units' names."""
    units = (Unit.objects.all() if among is None else among).at_work(on).of_level(*rules.MUST_BE_FILLED)
    levels = dict(units.order_by(*BY_NAME).values_list("pk", "level"))
    wanted = [(pk, kind) for pk, level in levels.items() for kind in rules.MUST_BE_FILLED[level]]
    held = _held(units, {kind for _pk, kind in wanted}, on)
    idle = _idle_since(held, on)
    found = []
    for pk, kind in wanted:
        holdings = held.get((pk, kind), [])
        if all(each in idle for each in holdings):
            found.append((pk, kind, holdings))
    return _drawn(found, idle)


def _held(units: UnitQuerySet, kinds: set[str], on: dt.date) -> dict[tuple[int, str], list[_Held]]:
    rows = Holding.objects.on(on).filter(post__kind__in=kinds, post__unit__in=units.order_by().values("pk"))
    held: dict[tuple[int, str], list[_Held]] = defaultdict(list)
    fields = ("post__unit_id", "post__kind", "person_id", "post_id", "valid__startswith")
    for unit_id, kind, person_id, post_id, first in rows.order_by("is_deputy", "id").values_list(*fields):
        held[unit_id, kind].append(_Held(person_id, post_id, kind, first))
    return held


def _idle_since(held: dict[tuple[int, str], list[_Held]], on: dt.date) -> dict[_Held, dt.date]:
    """Return since when each idle holding has been idle; those that owe no recurring duty never are."""
    holdings = [each for row in held.values() for each in row]
    met = last_duties([(each.person_id, each.post_id) for each in holdings])
    owing = [each for each in holdings if (each.person_id, each.post_id) in met]
    limits = {kind: idle_days(kind, on=on) for kind in {each.kind for each in owing}}
    idle: dict[_Held, dt.date] = {}
    for each in owing:
        last = met[each.person_id, each.post_id]
        since = rules.idle_since(last, held_from=each.first, on=on, idle_days=limits[each.kind])
        if since is not None:
            idle[each] = since
    return idle


def _drawn(found: list[tuple[int, str, list[_Held]]], idle: dict[_Held, dt.date]) -> list[Vacancy]:
    units = Unit.objects.in_bulk([pk for pk, _kind, _holdings in found])
    people = Person.objects.in_bulk([each.person_id for _pk, _kind, holdings in found for each in holdings])
    return [
        Vacancy(
            units[pk],
            kind,
            VacancyReason.IDLE if holdings else VacancyReason.NOBODY,
            tuple(people[each.person_id] for each in holdings),
            max((idle[each] for each in holdings), default=None),
        )
        for pk, kind, holdings in found
    ]
