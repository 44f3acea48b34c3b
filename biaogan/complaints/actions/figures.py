"""Authority and thresholds: a new figure begins on a day, and the one before ends there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, Permission
from biaogan.audit.actions import record_event
from biaogan.complaints.actions.outcome import AMOUNT_AT_MOST
from biaogan.complaints.choices import Origin, ThresholdCode
from biaogan.complaints.models import Authority, Threshold
from biaogan.core.access import require_anywhere
from biaogan.core.errors import InputRefused
from biaogan.core.time import local_day, span_of_days
from biaogan.org.models import PostKind


@transaction.atomic
def set_authority(
    *, post_kind: str, bound: int, begins_on: dt.date, basis: str, basis_en: str = "", by: Actor, now: dt.datetime
) -> Authority:
    """Let a post decide up to `bound` hundredths of yuan for complaints received from that day on."""
    require_anywhere(by, Permission.EDIT_LIMITS)
    if post_kind not in PostKind.values or not 0 <= bound <= AMOUNT_AT_MOST:
        raise InputRefused("authority.impossible", _("This authority is not possible."))
    _require_ahead(begins_on, basis, now=now)
    before = Authority.objects.select_for_update().filter(post_kind=post_kind, valid__endswith__isnull=True).first()
    values = {"post_kind": post_kind, "bound": bound, "basis": basis.strip(), "basis_en": basis_en.strip()}
    made: Authority = _followed(before, Authority, begins_on, **values)
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
    _require_ahead(begins_on, basis, now=now)
    before = Threshold.objects.select_for_update().filter(code=code, valid__endswith__isnull=True).first()
    values = {"code": code, "value": value, "basis": basis.strip(), "basis_en": basis_en.strip()}
    made: Threshold = _followed(before, Threshold, begins_on, **values)
    facts: dict[str, Any] = {
        "code": code,
        "value": value,
        "before": before.value if before else None,
        "from_day": begins_on.isoformat(),
    }
    record_event("threshold.set", made, by=by, at=now, **facts)
    return made


def _require_ahead(begins_on: dt.date, basis: str, *, now: dt.datetime) -> None:
    if begins_on <= local_day(now):
        raise InputRefused(
            "figure.begins_in_the_past", _("A new figure begins tomorrow at the earliest; open cases keep theirs.")
        )
    if not basis.strip():
        raise InputRefused("figure.no_basis", _("Say on which document it rests."))


def _followed(before: Any, model: type[Any], begins_on: dt.date, **values: Any) -> Any:
    """End the row `before` on that day and let a new one begin."""
    if before is not None:
        if before.valid.lower and before.valid.lower >= begins_on:
            raise InputRefused("figure.overtaken", _("A figure from a later day is already set."))
        before.valid = span_of_days(before.valid.lower, begins_on)
        before.save(update_fields=["valid"])
    return model.objects.create(valid=span_of_days(begins_on, None), origin=Origin.BRIEF, **values)
