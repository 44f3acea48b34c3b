"""Days that are limits, in words."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from biaogan.core.wording import day_text
from biaogan.obligations.rules import left_text
from biaogan.rectification.queries import end_of
from biaogan.workcal.queries import calendar_for


def limit_words(day: dt.date, *, calendar: str, now: dt.datetime) -> str:
    """Return the day with its weekday and the working days that are left until its end; it says where nobody works that day."""
    counted = calendar_for(calendar)
    left = left_text(end_of(day), now, calendar=counted)
    if not counted.is_working_day(day):
        return _("%(day)s, not a working day · %(left)s") % {"day": day_text(day), "left": left}
    return _("%(day)s · %(left)s") % {"day": day_text(day), "left": left}
