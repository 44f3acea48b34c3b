"""Cadences and the figures that rules rest on: a new one begins on a day, and the one before ends there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, Permission
from biaogan.audit.actions import record_event
from biaogan.core.access import require_anywhere
from biaogan.core.errors import InputRefused
from biaogan.core.time import local_day, span_of_days
from biaogan.inspections.choices import Channel, Origin, ThresholdCode, Turn
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
    _require_ahead(begins_on, basis, now=now)
    values = {"every": every, "turn": turn, "basis": basis.strip()[:200], "basis_en": basis_en.strip()[:200]}
    made: Cadence = _followed(Cadence, {"level": level, "channel": channel}, begins_on, values)
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
    _require_ahead(begins_on, basis, now=now)
    values = {"value": value, "basis": basis.strip()[:200], "basis_en": basis_en.strip()[:200]}
    made: Threshold = _followed(Threshold, {"code": code}, begins_on, values)
    facts: dict[str, Any] = {"code": code, "value": value, "from_day": begins_on.isoformat()}
    record_event("inspection_threshold.set", made, by=by, at=now, **facts)
    return made


def _require_ahead(begins_on: dt.date, basis: str, *, now: dt.datetime) -> None:
    if begins_on <= local_day(now):
        raise InputRefused("figure.begins_in_the_past", _("A new figure begins tomorrow at the earliest."))
    if not basis.strip():
        raise InputRefused("figure.no_basis", _("Say on which document it rests."))


def _followed(model: type[Any], which: dict[str, str], begins_on: dt.date, values: dict[str, Any]) -> Any:
    """End the row without an end on that day and let a new one begin."""
    before = model.objects.select_for_update().filter(**which, valid__endswith__isnull=True).first()
    if before is not None:
        if before.valid.lower and before.valid.lower >= begins_on:
            raise InputRefused("figure.overtaken", _("A figure from a later day is already set."))
        before.valid = span_of_days(before.valid.lower, begins_on)
        before.save(update_fields=["valid"])
    return model.objects.create(**which, **values, valid=span_of_days(begins_on, None), origin=Origin.BRIEF)
