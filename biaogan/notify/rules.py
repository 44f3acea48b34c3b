"""When a message goes out by another channel, and when it is tried again. No database, no clock."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from biaogan.core.time import ZONE


class Mode(models.TextChoices):
    """How somebody wants the messages of a topic by a channel. In the product they always stand."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day, together")
    OFF = "off", _("Not at all")


#: When the messages of a day are sent together.
DAILY_AT = dt.time(8, 0)

#: Waits after a message that could not be handed over; after the last of them it is given up and shown to the administrator.
WAITS = (1, 5, 15, 60, 180, 720, 1440)


def next_daily(now: dt.datetime) -> dt.datetime:
    """Return the next moment at which messages are sent together."""
    here = now.astimezone(ZONE)
    today = dt.datetime.combine(here.date(), DAILY_AT, tzinfo=ZONE)
    return today if here <= today else today + dt.timedelta(days=1)


def after_quiet_hours(now: dt.datetime, quiet_from: dt.time | None, quiet_to: dt.time | None) -> dt.datetime:
    """Return `now`, or the end of the quiet hours that it falls into; they may run over midnight."""
    if quiet_from is None or quiet_to is None or quiet_from == quiet_to:
        return now
    here = now.astimezone(ZONE)
    clock = here.time()
    over_midnight = quiet_from > quiet_to
    is_quiet = (clock >= quiet_from or clock < quiet_to) if over_midnight else quiet_from <= clock < quiet_to
    if not is_quiet:
        return now
    day = here.date() + dt.timedelta(days=1 if over_midnight and clock >= quiet_from else 0)
    return dt.datetime.combine(day, quiet_to, tzinfo=ZONE)


def next_try(now: dt.datetime, attempts: int) -> dt.datetime | None:
    """Return when to try again after so many failures, None when it is given up."""
    return now + dt.timedelta(minutes=WAITS[attempts - 1]) if attempts <= len(WAITS) else None
