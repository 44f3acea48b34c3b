"""Moments that people bring from offline, and days that become limits."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import InputRefused
from biaogan.core.time import local_day

#: A year and a day: nobody is given longer at once.
LONGEST = 366


def require_between(moment: dt.datetime, *, since: dt.datetime, now: dt.datetime) -> None:
    """Raise InputRefused for a moment that lies ahead, or before it can have been."""
    if moment > now:
        raise InputRefused("finding.moment_ahead", _("This moment lies ahead. Check the clock of the device."))
    if moment < since:
        raise InputRefused(
            "finding.moment_too_early", _("This moment lies before the finding. Check the clock of the device.")
        )


def days_until(day: dt.date, *, now: dt.datetime) -> int:
    """Return in how many days a limit ends, 0 for today; raise InputRefused for a day gone by or more than a year ahead."""
    days = (day - local_day(now)).days
    if days < 0:
        raise InputRefused("finding.limit_passed", _("The limit lies in the past. Choose today or a later day."))
    if days > LONGEST:
        raise InputRefused("finding.limit_too_far", _("The limit lies more than a year ahead."))
    return days
