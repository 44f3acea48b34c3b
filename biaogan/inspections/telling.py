"""What is told to whom. References only: nobody's name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from biaogan.inspections import queries
from biaogan.inspections.models import Sheet
from biaogan.notify.actions import tell
from biaogan.org.models import Person


def tell_inspectors(sheet: Sheet, people: Iterable[Person], *, now: dt.datetime) -> None:
    _say("sheet.assigned", sheet, people, now=now, day=sheet.planned_on.isoformat())


def tell_outlet(sheet: Sheet, *, now: dt.datetime) -> None:
    """Tell the heads of the outlet that it may confirm or dispute."""
    _say("sheet.submitted", sheet, queries.heads_of(sheet.case.subject_unit, now=now), now=now)


def tell_of_dispute(sheet: Sheet, *, now: dt.datetime) -> None:
    post = queries.settling_post(sheet.case.subject_unit)
    _say("sheet.disputed", sheet, queries.holders_of([post], now=now), now=now)


def tell_of_settlement(sheet: Sheet, *, now: dt.datetime) -> None:
    inspectors = [row.person for row in queries.team_of(sheet.pk)]
    _say("sheet.settled", sheet, [*queries.heads_of(sheet.case.subject_unit, now=now), *inspectors], now=now)


def tell_of_cancelling(sheet: Sheet, *, now: dt.datetime) -> None:
    _say("sheet.cancelled", sheet, [row.person for row in queries.team_of(sheet.pk)], now=now)


def _say(code: str, sheet: Sheet, people: Iterable[Person], *, now: dt.datetime, **more: Any) -> None:
    unit = sheet.case.subject_unit.name
    tell(code, to=people, case=sheet.case, now=now, number=sheet.case.number, unit=unit, **more)
