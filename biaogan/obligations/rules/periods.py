"""When a recurring duty comes round. These are periods of the calendar on the wall, no limits."""

from __future__ import annotations

import datetime as dt


def first_day_of(cadence: str, day: dt.date) -> dt.date:
    """Return the first day of the week, month or quarter that `day` lies in."""
    match cadence:
        case "weekly":
            return day - dt.timedelta(days=day.weekday())
        case "monthly":
            return day.replace(day=1)
        case _:
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
