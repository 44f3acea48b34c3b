"""What calendars do by themselves: years that a newer library brings are taken in."""

from __future__ import annotations

import datetime as dt

from biaogan.core.access import JobAsker
from biaogan.workcal import actions


def fill_from_library(*, now: dt.datetime) -> int:
    """Take in the nation's years that are missing and that the library has; return how many days that marked."""
    return len(actions.fill_from_library(by=JobAsker("workcal.fill_from_library"), now=now).days)
