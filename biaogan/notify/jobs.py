"""Carrying what was told to other channels."""

from __future__ import annotations

import datetime as dt

from biaogan.notify.models import Notification


def deliver(*, now: dt.datetime) -> int:
    """Mark what has no other channel to go to."""
    return Notification.objects.filter(routed_at__isnull=True).update(routed_at=now)
