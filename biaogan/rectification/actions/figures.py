"""The figures of the trade: a new one begins on a day, and the one before ends there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, Permission, require_anywhere
from biaogan.audit.actions import record_event
from biaogan.core.errors import InputRefused
from biaogan.core.time import local_day, span_of_days
from biaogan.rectification.choices import FigureCode, Origin
from biaogan.rectification.models import Figure

MOST = 10_000


@transaction.atomic
def set_figure(
    *, code: str, value: int, begins_on: dt.date, basis: str, basis_en: str = "", by: Actor, now: dt.datetime
) -> Figure:
    """Let a number hold for findings from that day on; those found before keep theirs. Raises PermissionDenied, InputRefused."""
    require_anywhere(by, Permission.EDIT_LIMITS)
    _require_possible(code, value)
    if begins_on <= local_day(now):
        raise InputRefused(
            "figure.begins_in_the_past",
            _("A new figure begins tomorrow at the earliest; what was found keeps its own."),
        )
    if not basis.strip():
        raise InputRefused("figure.no_basis", _("Say on which document it rests."))
    before = Figure.objects.select_for_update().filter(code=code, valid__endswith__isnull=True).first()
    _end(before, begins_on)
    made = Figure.objects.create(
        code=code,
        value=value,
        valid=span_of_days(begins_on, None),
        origin=Origin.BRIEF,
        basis=basis.strip()[:200],
        basis_en=basis_en.strip()[:200],
    )
    facts: dict[str, Any] = {"code": code, "value": value, "before": before.value if before else None}
    record_event("rectification.figure_set", made, by=by, at=now, from_day=begins_on.isoformat(), **facts)
    return made


def _require_possible(code: str, value: int) -> None:
    least = 100 if code == FigureCode.REPEAT_WEIGHT else 1
    if code not in FigureCode.values or not least <= value <= MOST:
        raise InputRefused("figure.impossible", _("This number is not possible."))


def _end(before: Figure | None, begins_on: dt.date) -> None:
    if before is None:
        return
    if before.valid.lower and before.valid.lower >= begins_on:
        raise InputRefused("figure.overtaken", _("A figure from a later day is already set."))
    before.valid = span_of_days(before.valid.lower, begins_on)
    before.save(update_fields=["valid"])
