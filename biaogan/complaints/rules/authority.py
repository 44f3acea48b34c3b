"""Who may decide which amount."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import RuleBroken
from biaogan.core.wording import money_text


@dataclass(frozen=True)
class Bound:
    """Up to how many hundredths of yuan a kind of post may decide; `label` names the post, `key` the row it rests on."""

    post_kind: str
    amount: int
    label: str
    key: int = 0


def bound_for(amount: int, *, held: Collection[str], bounds: Iterable[Bound]) -> Bound | None:
    """Return the smallest bound among the posts `held` that covers `amount`, or None.

    The bound itself is within: the order's «以内» includes the number (art. 43).
    """
    within = [bound for bound in bounds if bound.post_kind in held and amount <= bound.amount]
    return min(within, key=lambda bound: bound.amount, default=None)


def require_authority(amount: int, *, held: Collection[str], bounds: Iterable[Bound]) -> Bound:
    """Return the bound that covers `amount`; raise RuleBroken that says whose decision it is."""
    rows = sorted(bounds, key=lambda bound: bound.amount)
    found = bound_for(amount, held=held, bounds=rows)
    if found is not None:
        return found
    above = next((bound for bound in rows if amount <= bound.amount), None)
    if above is None:
        message = _("%(amount)s is above every bound here. It belongs to the committee and the branch above.")
        raise RuleBroken("complaint.above_all_bounds", message % {"amount": money_text(amount)})
    message = _("%(amount)s is not within your authority. It belongs to: %(post)s, up to %(bound)s.")
    values = {"amount": money_text(amount), "post": above.label, "bound": money_text(above.amount)}
    raise RuleBroken("complaint.not_within_authority", message % values)
