"""The figures of the trade: a new one begins on a day, and the one before ends there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, Permission, require_anywhere
from biaogan.audit.actions import record_event
from biaogan.core.dated import begin
from biaogan.core.errors import InputRefused
from biaogan.rectification.choices import FigureCode
from biaogan.rectification.models import Figure

MOST = 10_000


@transaction.atomic
def set_figure(
    *, code: str, value: int, begins_on: dt.date, basis: str, basis_en: str = "", by: Actor, now: dt.datetime
) -> Figure:
    """Let a number hold for findings from that day on; those found before keep theirs. Raises PermissionDenied, InputRefused."""
    require_anywhere(by, Permission.EDIT_LIMITS)
    _require_possible(code, value)
    which, values = {"code": code}, {"value": value}
    made, before = begin(Figure, which, values, begins_on=begins_on, basis=basis, basis_en=basis_en, now=now)
    facts: dict[str, Any] = {"code": code, "value": value, "before": before.value if before else None}
    record_event("rectification.figure_set", made, by=by, at=now, from_day=begins_on.isoformat(), **facts)
    return made


def _require_possible(code: str, value: int) -> None:
    least = 100 if code == FigureCode.REPEAT_WEIGHT else 1
    if code not in FigureCode.values or not least <= value <= MOST:
        raise InputRefused("figure.impossible", _("This number is not possible."))
