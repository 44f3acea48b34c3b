"""The row an action works on, locked, and whether the move may be made."""

from __future__ import annotations

import datetime as dt

from biaogan.obligations import rules
from biaogan.obligations.models import Obligation, ObligationQuerySet

#: Locks the obligation alone, and lets rows that refer to it be inserted meanwhile.
ROW: ObligationQuerySet = Obligation.objects.select_for_update(of=("self",), no_key=True).select_related(
    "rule", "case__subject_unit", "debtor_post", "debtor_unit", "person"
)


def lock(obligation: Obligation, move: rules.Move, *, now: dt.datetime) -> Obligation:
    """Return the row, locked. Of two at once the second raises RuleBroken, since it finds another state."""
    duty = ROW.get(pk=obligation.pk)
    rules.require(move, duty.state_at(now))
    return duty
