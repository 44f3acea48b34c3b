"""Who may sign in, which roles go together, how long a token or a one-time password may live. No database, no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from biaogan.accounts.roles import KEEP_APART, Permission, Role
from biaogan.core.errors import InputRefused, RuleBroken

#: How long a password that somebody else made opens the door.
ONE_TIME_LIFE = dt.timedelta(hours=72)

#: The longest life of a token; a program's key that nobody renews is forgotten, not safe.
TOKEN_LIFE = dt.timedelta(days=366)

#: «All that the user has».
EVERYTHING = "*"


def has_left(left_on: dt.date | None, today: dt.date) -> bool:
    """Tell whether somebody has left: the day itself is no longer a day of work."""
    return left_on is not None and left_on <= today


def require_roles_fit(held: Iterable[str], wanted: str) -> None:
    """Raise RuleBroken where the roles may not be in one hand: an administrator has no business data, an auditor only reads."""
    others = set(held) - {wanted}
    apart = ({wanted} if others else set()) & KEEP_APART or others & KEEP_APART
    if apart:
        name = Role(apart.pop()).label
        message = _("«%(role)s» stands alone: whoever has it has no other role at the same time.")
        raise RuleBroken("roles.kept_apart", message % {"role": name})


def require_scopes(scopes: Iterable[str]) -> list[str]:
    """Return the scopes in order, each once. Raises InputRefused for none or an unknown one."""
    wanted = sorted(set(scopes))
    unknown = [scope for scope in wanted if scope not in Permission.values and scope != EVERYTHING]
    if unknown or not wanted:
        raise InputRefused("token.unknown_scope", _("Choose what the token may be used for."))
    return [EVERYTHING] if EVERYTHING in wanted else wanted


def require_life(expires_at: dt.datetime, *, now: dt.datetime) -> None:
    """Raise InputRefused unless a token made at `now` may live until `expires_at`."""
    if not now < expires_at <= now + TOKEN_LIFE:
        message = _("A token ends in the future, and within %(days)s days.")
        raise InputRefused("token.life", message % {"days": TOKEN_LIFE.days})


#: What browsers and machines call themselves, the more particular first: every one of them also claims to be another.
BROWSERS = {
    "MicroMessenger": "WeChat",
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
MACHINES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


def browser_name(agent: str) -> str:
    """Return «Chrome · Windows» for what a browser says of itself, «—» where it says nothing known."""
    found = [next((name for mark, name in names.items() if mark in agent), "") for names in (BROWSERS, MACHINES)]
    return " · ".join(word for word in found if word) or "—"
