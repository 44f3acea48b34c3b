"""The network's zone. Moments are stored in UTC and thought of here."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange  # type: ignore[import-untyped]

ZONE = ZoneInfo(settings.TIME_ZONE)


def local_day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(ZONE).date()


def day_begins(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, tzinfo=ZONE)


def span_of_days(first: dt.date | None, before: dt.date | None) -> Any:
    """Return the half-open range of days that columns of ranges store; None is without a bound."""
    return DateRange(first, before)
