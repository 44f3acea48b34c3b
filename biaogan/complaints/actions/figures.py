"""Authority and thresholds: a new figure begins on a day, and the one before ends there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, Permission
from biaogan.audit.actions import record_event
from biaogan.complaints.actions.outcome import AMOUNT_AT_MOST
from biaogan.complaints.choices import ThresholdCode
from biaogan.complaints.models import Authority, Threshold
from biaogan.core.access import require_anywhere
from biaogan.core.dated import begin
from biaogan.core.errors import InputRefused
from biaogan.org.models import PostKind


@transaction.atomic
def set_authority(
    *, post_kind: str, bound: int, begins_on: dt.date, basis: str, basis_en: str = "", by: Actor, now: dt.datetime
) -> Authority:
    """Let a post decide up to `bound` hundredths of yuan for complaints received from that day on."""
    require_anywhere(by, Permission.EDIT_LIMITS)
    if post_kind not in PostKind.values or not 0 <= bound <= AMOUNT_AT_MOST:
        raise InputRefused("authority.impossible", _("This authority is not possible."))
    which, values = {"post_kind": post_kind}, {"bound": bound}
    made, before = begin(Authority, which, values, begins_on=begins_on, basis=basis, basis_en=basis_en, now=now)
    facts: dict[str, Any] = {
        "post": post_kind,
        "bound": bound,
        "before": before.bound if before else None,
        "from_day": begins_on.isoformat(),
    }
    record_event("authority.set", made, by=by, at=now, **facts)
    return made


@transaction.atomic
def set_threshold(
    *, code: str, value: int, begins_on: dt.date, basis: str, basis_en: str = "", by: Actor, now: dt.datetime
) -> Threshold:
    """Let a number hold for complaints received from that day on."""
    require_anywhere(by, Permission.EDIT_LIMITS)
    if code not in ThresholdCode.values or not 1 <= value <= 10_000:
        raise InputRefused("threshold.impossible", _("This number is not possible."))
    which, values = {"code": code}, {"value": value}
    made, before = begin(Threshold, which, values, begins_on=begins_on, basis=basis, basis_en=basis_en, now=now)
    facts: dict[str, Any] = {
        "code": code,
        "value": value,
        "before": before.value if before else None,
        "from_day": begins_on.isoformat(),
    }
    record_event("threshold.set", made, by=by, at=now, **facts)
    return made
