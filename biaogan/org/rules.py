"""What may stand under what, who may hold which post where, and the bank code's check digit."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import RuleBroken
from biaogan.org.kinds import Level, PostKind

#: level -> levels it may stand under. Levels may be left out and repeated: depth is the bank's affair.
MAY_STAND_UNDER: dict[str, frozenset[str]] = {
    Level.BANK: frozenset(),
    Level.REGION: frozenset({Level.BANK, Level.REGION}),
    Level.BRANCH: frozenset({Level.BANK, Level.REGION, Level.BRANCH}),
    Level.SUB_BRANCH: frozenset({Level.BANK, Level.REGION, Level.BRANCH, Level.SUB_BRANCH}),
    Level.OUTLET: frozenset({Level.BANK, Level.REGION, Level.BRANCH, Level.SUB_BRANCH}),
    Level.DEPARTMENT: frozenset(Level) - {Level.OUTLET},
}

_LEADS = frozenset({PostKind.PRESIDENT, PostKind.VICE_PRESIDENT})
_COUNTER = frozenset({PostKind.OUTLET_HEAD, PostKind.SERVICE_MANAGER, PostKind.LOBBY_MANAGER, PostKind.TELLER})

#: level -> kinds of posts it may have.
POSTS_AT: dict[str, frozenset[str]] = {
    Level.BANK: _LEADS,
    Level.REGION: _LEADS,
    Level.BRANCH: _LEADS,
    Level.SUB_BRANCH: _COUNTER | {PostKind.SUB_BRANCH_HEAD},
    Level.OUTLET: _COUNTER,
    Level.DEPARTMENT: frozenset(
        {
            PostKind.OFFICE_HEAD,
            PostKind.COMPLAINT_OFFICER,
            PostKind.INSPECTOR,
            PostKind.DEPARTMENT_HEAD,
            PostKind.DEPARTMENT_STAFF,
        }
    ),
}

#: Posts that one person holds at a time, deputies aside.
ONE_HOLDER = frozenset(
    {
        PostKind.PRESIDENT,
        PostKind.OFFICE_HEAD,
        PostKind.DEPARTMENT_HEAD,
        PostKind.SUB_BRANCH_HEAD,
        PostKind.OUTLET_HEAD,
    }
)

#: Who answers for a unit, the first that is filled.
HEADS: dict[str, tuple[str, ...]] = {
    Level.OUTLET: (PostKind.OUTLET_HEAD,),
    Level.SUB_BRANCH: (PostKind.SUB_BRANCH_HEAD, PostKind.OUTLET_HEAD),
    Level.BRANCH: (PostKind.VICE_PRESIDENT, PostKind.PRESIDENT),
    Level.REGION: (PostKind.VICE_PRESIDENT, PostKind.PRESIDENT),
    Level.BANK: (PostKind.VICE_PRESIDENT, PostKind.PRESIDENT),
    Level.DEPARTMENT: (PostKind.OFFICE_HEAD, PostKind.DEPARTMENT_HEAD),
}

#: level -> posts that may not stand vacant. The bank's guidance: every sub-branch or outlet names at least one person.
MUST_BE_FILLED: dict[str, tuple[str, ...]] = {
    Level.SUB_BRANCH: (PostKind.SERVICE_MANAGER,),
    Level.OUTLET: (PostKind.SERVICE_MANAGER,),
}

#: A holder who met no recurring duty for so long counts as absent. Bank to confirm; a StaffingRule row overrides it.
SHIPPED_IDLE_DAYS = 30


def require_place(level: str, parent_level: str | None) -> None:
    """Raise RuleBroken where a unit of `level` may not stand under one of `parent_level` (None: at the top)."""
    if parent_level is None:
        if level in (Level.DEPARTMENT, Level.OUTLET):
            raise RuleBroken("unit.needs_a_parent", _("A department or an outlet belongs to a unit above it."))
    elif parent_level not in MAY_STAND_UNDER[level]:
        message = _("A unit of the level «%(level)s» does not stand under one of the level «%(above)s».")
        raise RuleBroken(
            "unit.level_does_not_fit", message % {"level": Level(level).label, "above": Level(parent_level).label}
        )


def may_have_post(kind: str, *, level: str, function: str = "") -> bool:
    if kind == PostKind.OFFICE_HEAD and function != "office":
        return False
    return kind in POSTS_AT[level]


def require_post_fits(kind: str, *, level: str, function: str = "") -> None:
    if not may_have_post(kind, level=level, function=function):
        message = _("«%(post)s» is no post of a unit of the level «%(level)s».")
        raise RuleBroken(
            "post.not_at_this_level", message % {"post": PostKind(kind).label, "level": Level(level).label}
        )


def require_days_in_order(from_day: dt.date, last_day: dt.date | None) -> None:
    if last_day is not None and last_day < from_day:
        raise RuleBroken("holding.ends_before_it_begins", _("The last day lies before the first."))


def check_digit(first_eleven: str) -> int:
    """Return the twelfth digit of a bank code, by ISO 7064 MOD 11,10 over the first eleven."""
    product = 10
    for digit in first_eleven:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10


def is_bank_code(code: str) -> bool:
    return len(code) == 12 and code.isascii() and code.isdigit() and check_digit(code[:11]) == int(code[11])


def require_bank_code(code: str) -> None:
    """Raise RuleBroken unless `code` is empty or twelve digits of which the last checks the others."""
    if code and not is_bank_code(code):
        raise RuleBroken(
            "unit.wrong_bank_code",
            _("%(code)s is no bank code: twelve digits, the last a check digit.") % {"code": code},
        )


def idle_since(last_met: dt.date | None, *, held_from: dt.date | None, on: dt.date, idle_days: int) -> dt.date | None:
    """Return since when a holder has been idle if that is `idle_days` or longer on `on`, else None.

    A newcomer's days count from the first day in the post; one whose first day is unknown has been there for ever.
    """
    seen = max((day for day in (last_met, held_from) if day is not None), default=dt.date.min)
    return seen if (on - seen).days >= idle_days else None
