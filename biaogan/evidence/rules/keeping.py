"""Until when something is kept. No database, no clock."""

from __future__ import annotations

import calendar
import datetime as dt


def end_of_period(begun_on: dt.date, months: int) -> dt.date:
    """Return the last day of a period of months: the same day of the month, or the month's last (Civil Code art. 202)."""
    year, month = divmod(begun_on.year * 12 + begun_on.month - 1 + months, 12)
    return dt.date(year, month + 1, min(begun_on.day, calendar.monthrange(year, month + 1)[1]))
