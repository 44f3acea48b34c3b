"""Who may inspect what: never one's own unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from biaogan.core.errors import RuleBroken
from biaogan.inspections.choices import Channel
from biaogan.org.kinds import Level

#: Whoever holds a post at one of these above an outlet answers for the outlet. At the branch and further up, and in its
#: departments, a post makes nobody a member of each outlet below.
ANSWERS_FOR_WHAT_IS_BELOW = frozenset({Level.SUB_BRANCH, Level.OUTLET})


@dataclass(frozen=True)
class Stint:
    """That somebody holds or held a post at the unit with this path and level, up to but not with `until`."""

    path: str
    level: str
    until: dt.date | None = None


def is_of_unit(path: str, stints: Iterable[Stint], *, since: dt.date) -> bool:
    """Tell whether somebody with these posts belongs to the unit at `path`, or has belonged to it since that day.

    They do with a post at it, below it, or above it at a sub-branch or an outlet.
    """
    return any((stint.until is None or stint.until > since) and _touches(path, stint) for stint in stints)


def _touches(path: str, stint: Stint) -> bool:
    at_or_below = stint.path == path or stint.path.startswith(f"{path}.")
    above = path.startswith(f"{stint.path}.") and stint.level in ANSWERS_FOR_WHAT_IS_BELOW
    return at_or_below or above


def require_team(channel: str, people: Sequence[int], *, of_unit: Iterable[int], onsite_needs: int) -> None:
    """Raise RuleBroken unless these people may inspect the unit; `of_unit` are those of them who belong to it."""
    if not people:
        raise RuleBroken("sheet.no_inspectors", _("Name who inspects."))
    if channel == Channel.SELF_CHECK:
        return
    if set(people) & set(of_unit):
        raise RuleBroken(
            "sheet.inspects_own_unit",
            _("Nobody inspects a unit that they belong to, or have left not long ago. Name somebody else."),
        )
    if channel == Channel.ONSITE and len(set(people)) < onsite_needs:
        message = ngettext(
            "On site %(count)s inspector is needed.", "On site %(count)s inspectors are needed.", onsite_needs
        )
        raise RuleBroken("sheet.too_few_inspectors", message % {"count": onsite_needs})
