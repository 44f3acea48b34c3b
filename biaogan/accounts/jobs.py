"""What happens to accounts by itself: rows that nobody can use any more are deleted."""

from __future__ import annotations

import datetime as dt

from biaogan.accounts.models import Session


def forget_sessions(*, now: dt.datetime) -> int:
    """Delete the sessions that have ended; return how many."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]
