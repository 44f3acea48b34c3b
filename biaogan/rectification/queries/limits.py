"""Until when something is to be put right where nobody has said."""

from __future__ import annotations

import datetime as dt

from biaogan.core.time import ZONE, local_day
from biaogan.core.wording import END_OF_DAY
from biaogan.obligations.queries import rulebook
from biaogan.org.models import Unit
from biaogan.workcal.queries import calendar_for
from biaogan.workcal.rules import due_at

RECTIFY = "finding.rectify"


def default_due(unit: Unit, *, now: dt.datetime) -> dt.datetime:
    """Return the end of the day on which the limit ends that the rule gives the unit from now on."""
    rule = rulebook({RECTIFY}).rule(RECTIFY, path=unit.path, day=local_day(now))
    return end_of(local_day(due_at(now, rule.limit, calendar=calendar_for(unit.calendar)).due_at))


def end_of(day: dt.date) -> dt.datetime:
    """Return the last moment of the day, at which limits in days end."""
    return dt.datetime.combine(day, END_OF_DAY, tzinfo=ZONE)
