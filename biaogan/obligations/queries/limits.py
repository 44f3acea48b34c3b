"""Which limit holds on a day."""

from __future__ import annotations

import datetime as dt

from biaogan.core.time import local_day
from biaogan.obligations.kinds import KINDS
from biaogan.obligations.models import LimitRule


def rules_on(kinds: set[str], *, now: dt.datetime) -> dict[str, LimitRule]:
    """Return the limit of each kind that holds on the day of `now`; what has no row yet gets the shipped one."""
    day = local_day(now)
    found = {rule.kind: rule for rule in LimitRule.objects.filter(kind__in=kinds, valid__contains=day)}
    return {kind: found.get(kind) or ship_rule(kind) for kind in kinds}


def ship_rule(kind: str) -> LimitRule:
    """Store the shipped limit of a kind, valid since ever, unless any row of the kind is there."""
    default = KINDS[kind].limit
    rule, _ = LimitRule.objects.get_or_create(
        kind=kind,
        valid=(None, None),
        defaults={
            "amount": default.amount,
            "clock": default.clock,
            "basis": default.basis_zh,
            "basis_en": default.basis_en,
            "source": default.source,
            "warn_before": default.warn_before,
            "ladder": [{"after": step.after, "tell": list(step.tell)} for step in KINDS[kind].ladder],
        },
    )
    return rule
