"""Cadences and the figures that rules rest on: a new one begins on a day, and the one before ends there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, Permission
from biaogan.audit.actions import record_event
from biaogan.core.access import require_anywhere
from biaogan.core.dated import begin
from biaogan.core.errors import InputRefused
from biaogan.inspections.choices import Channel, ThresholdCode, Turn
from biaogan.inspections.models import Cadence, Threshold
from biaogan.org.kinds import Level

MOST = 1000


@transaction.atomic
def set_cadence(
    *,
    level: str,
    channel: str,
    every: int,
    turn: str,
    begins_on: dt.date,
    basis: str,
    basis_en: str = "",
    by: Actor,
    now: dt.datetime,
) -> Cadence:
    """Let units of a level be inspected by a channel once in so many weeks or months, for plans made from that day on."""
    require_anywhere(by, Permission.EDIT_LIMITS)
    if level not in Level.values or channel not in Channel.values or turn not in Turn.values or not 1 <= every <= 120:
        raise InputRefused("cadence.impossible", _("This cadence is not possible."))
    which, values = {"level": level, "channel": channel}, {"every": every, "turn": turn}
    made, _before = begin(Cadence, which, values, begins_on=begins_on, basis=basis, basis_en=basis_en, now=now)
    facts: dict[str, Any] = {
        "level": level,
        "channel": channel,
        "every": every,
        "turn": turn,
        "from_day": begins_on.isoformat(),
    }
    record_event("cadence.set", made, by=by, at=now, **facts)
    return made


@transaction.atomic
def set_threshold(
    *, code: str, value: int, begins_on: dt.date, basis: str, basis_en: str = "", by: Actor, now: dt.datetime
) -> Threshold:
    """Let a number hold from that day on."""
    require_anywhere(by, Permission.EDIT_LIMITS)
    if code not in ThresholdCode.values or not 1 <= value <= MOST:
        raise InputRefused("inspection_threshold.impossible", _("This number is not possible."))
    which, values = {"code": code}, {"value": value}
    made, _before = begin(Threshold, which, values, begins_on=begins_on, basis=basis, basis_en=basis_en, now=now)
    facts: dict[str, Any] = {"code": code, "value": value, "from_day": begins_on.isoformat()}
    record_event("inspection_threshold.set", made, by=by, at=now, **facts)
    return made
