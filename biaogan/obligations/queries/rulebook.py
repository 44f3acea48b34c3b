"""Which limit holds for a kind, at a unit, on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from biaogan.core.prepared import Joined
from biaogan.core.time import span_of_days
from biaogan.obligations.kinds import KINDS
from biaogan.obligations.models import LimitRule
from biaogan.org.models import Unit


class RuleBook:
    """The rows of some kinds, read once, so that limits of many cases are found without asking again."""

    def __init__(self, rows: Iterable[LimitRule]) -> None:
        self._rows: dict[str, list[LimitRule]] = {}
        for row in rows:
            self._rows.setdefault(row.kind, []).append(row)

    def rule(self, kind: str, *, path: str, day: dt.date) -> LimitRule:
        """Return the row of the nearest unit at or above `path` that holds on `day`; the general one has no unit.

        Raises LookupError where there is none, which takes an administrator who ends a limit without a successor.
        """
        held = [row for row in self._rows.get(kind, []) if day in row.valid and _is_for(row, path)]
        if not held:
            raise LookupError(f"no limit of {kind!r} holds on {day}")
        return max(held, key=lambda row: len(row.unit.path) if row.unit else -1)


def rulebook(kinds: set[str]) -> RuleBook:
    """Return the limits of `kinds`; a kind that has no row yet gets the shipped one."""
    rows = _rows(kinds)
    if fresh := kinds - {row.kind for row in rows if row.unit_id is None}:
        ship(fresh)
        rows = _rows(kinds)
    return RuleBook(rows)


def _rows(kinds: set[str]) -> list[LimitRule]:
    rows = []
    for rule, rule.unit in _RULES.rows(list(kinds)):
        rows.append(rule)
    return rows


_RULES = Joined(
    "FROM obligations_limitrule rule LEFT JOIN org_unit unit ON unit.id = rule.unit_id WHERE rule.kind = ANY(%s) ORDER BY rule.id",
    rule=LimitRule,
    unit=Unit,
)


def ship(kinds: Iterable[str]) -> int:
    """Store the shipped limit of each kind that has no general row, valid since ever; return how many."""
    wanted = set(kinds)
    general = LimitRule.objects.filter(kind__in=wanted, unit__isnull=True)
    held = set(general.values_list("kind", flat=True))
    fresh = [LimitRule(kind=kind, valid=span_of_days(None, None), **_shipped(kind)) for kind in sorted(wanted - held)]
    # Two processes may meet a kind for the first time at once; the second finds the row of the first.
    LimitRule.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _shipped(kind: str) -> dict[str, Any]:
    default = KINDS[kind].limit
    return {
        "amount": default.amount,
        "clock": default.clock,
        "basis": default.basis_zh,
        "basis_en": default.basis_en,
        "source": default.source,
        "warn_before": default.warn_before,
        "ladder": [{"after": step.after, "tell": list(step.tell)} for step in KINDS[kind].ladder],
    }


def _is_for(row: LimitRule, path: str) -> bool:
    return row.unit is None or path == row.unit.path or path.startswith(f"{row.unit.path}.")
