"""Passwords that are made here: read out over the telephone, typed once, then changed."""

from __future__ import annotations

import secrets

#: Without letters and figures that are taken for one another.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def one_time_password() -> str:
    """Return a fresh password of three groups, about 59 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def token_secret() -> str:
    """Return a fresh secret of a token; the prefix lets scanners find one that leaked."""
    return f"biaogan_{secrets.token_urlsafe(32)}"
