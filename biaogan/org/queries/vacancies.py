"""Posts that may not stand vacant and do: nobody is named, or who is named does nothing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from biaogan.org import rules
from biaogan.org.hooks import last_duties
from biaogan.org.models import Holding, Person, StaffingRule, Unit, UnitQuerySet, VacancyReason


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


def vacancies(on: dt.date, *, among: UnitQuerySet | None = None) -> list[Vacancy]:
    """Return the vacant posts of all units open on that day, or of those `among` them, set-wise."""
    units = (Unit.objects.all() if among is None else among).at_work(on).of_level(*rules.MUST_BE_FILLED)
    wanted = [(unit, kind) for unit in units for kind in rules.MUST_BE_FILLED[unit.level]]
    held = _held(wanted, on)
    active = _active_limits({kind for _unit, kind in wanted}, on)
    idle = _idle_since(held, active, on)
    found = []
    for unit, kind in wanted:
        holdings = held.get((unit.pk, kind), [])
        if not holdings:
            found.append(Vacancy(unit, kind, VacancyReason.NOBODY))
        elif all(holding.pk in idle for holding in holdings):
            people = tuple(holding.person for holding in holdings)
            found.append(Vacancy(unit, kind, VacancyReason.IDLE, people, max(idle[each.pk] for each in holdings)))
    return found


def _held(wanted: Iterable[tuple[Unit, str]], on: dt.date) -> dict[tuple[int, str], list[Holding]]:
    kinds = {kind for _unit, kind in wanted}
    rows = Holding.objects.on(on).filter(post__kind__in=kinds, post__unit__in={unit.pk for unit, _kind in wanted})
    held: dict[tuple[int, str], list[Holding]] = defaultdict(list)
    for row in rows.select_related("person", "post").order_by("is_deputy", "id"):
        held[row.post.unit_id, row.post.kind].append(row)
    return held


def _active_limits(kinds: set[str], on: dt.date) -> dict[str, int]:
    return {kind: idle_days(kind, on=on) for kind in kinds}


def _idle_since(held: dict[tuple[int, str], list[Holding]], limits: dict[str, int], on: dt.date) -> dict[int, dt.date]:
    """Return since when each idle holding has been idle; those that owe no recurring duty never are."""
    holdings = [each for row in held.values() for each in row]
    met = last_duties([(each.person_id, each.post_id) for each in holdings])
    idle: dict[int, dt.date] = {}
    for each in holdings:
        pair = (each.person_id, each.post_id)
        if pair not in met:
            continue
        days = limits[each.post.kind]
        since = rules.idle_since(met[pair], held_from=each.valid.lower, on=on, idle_days=days)
        if since is not None:
            idle[each.pk] = since
    return idle
