"""Nobody handles a matter in which they have a direct interest (Order 2020 No. 3, art. 17)."""

from __future__ import annotations

import enum
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import RuleBroken


class Stake(enum.StrEnum):
    COMPLAINED_OF = "complained_of"
    DECLARED = "declared"
    OWN_UNIT = "own_unit"


SAYS = {
    Stake.COMPLAINED_OF: _("%(name)s is complained of in this case and may not handle it."),
    Stake.DECLARED: _("%(name)s has declared an interest in this case and may not handle it."),
    Stake.OWN_UNIT: _("%(name)s belongs to the unit that is complained of and may not investigate it."),
}


def interest_of(
    person: int, *, complained_of: Collection[int], barred: Collection[int], own_units: Collection[int], subject: int
) -> Stake | None:
    """Return the interest that a person has in a complaint about the unit `subject`, or None."""
    if person in complained_of:
        return Stake.COMPLAINED_OF
    if person in barred:
        return Stake.DECLARED
    return Stake.OWN_UNIT if subject in own_units else None


def require_no_interest(stake: Stake | None, *, name: str) -> None:
    if stake is not None:
        raise RuleBroken(f"complaint.interest_{stake}", SAYS[stake] % {"name": name})
