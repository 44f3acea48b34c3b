"""The limits of a sheet, as obligations."""

from __future__ import annotations

import datetime as dt

from biaogan.accounts.access import Actor
from biaogan.core.time import day_begins
from biaogan.inspections import queries
from biaogan.inspections.models import Sheet
from biaogan.obligations import actions as obligations
from biaogan.obligations.models import Obligation
from biaogan.org.models import Person

INSPECT = "sheet.inspect"
RESPOND = "sheet.respond"
SETTLE = "sheet.settle"


def owe_inspection(sheet: Sheet, lead: Person | None, *, by: Actor, now: dt.datetime) -> None:
    """Let the inspection be owed by the end of the day it is planned for; of a mystery visit by the post alone."""
    post = queries.inspecting_post(sheet.case.subject_unit)
    if post is None:
        return
    # A limit of one day that starts the day before ends with the day itself.
    starts = day_begins(sheet.planned_on) - dt.timedelta(hours=12)
    person = None if sheet.is_mystery else lead
    obligations.start(INSPECT, on=sheet.case, debtor=post, person=person, start_at=starts, by=by, now=now)


def open_window(sheet: Sheet, *, by: Actor, now: dt.datetime) -> Obligation:
    """Open the window within which the outlet may dispute. It runs from when the server had the sheet."""
    return obligations.start(RESPOND, on=sheet.case, debtor=None, by=by, now=now)


def owe_settlement(sheet: Sheet, *, by: Actor, now: dt.datetime) -> None:
    post = queries.settling_post(sheet.case.subject_unit)
    if post is not None:
        obligations.start(SETTLE, on=sheet.case, debtor=post, by=by, now=now)


def met(kind: str, sheet: Sheet, *, by: Actor, now: dt.datetime, happened_at: dt.datetime | None = None) -> None:
    obligations.meet_open(kind, on=sheet.case, by=by, now=now, happened_at=happened_at)


def dropped(sheet: Sheet, *, reason: str, by: Actor, now: dt.datetime) -> None:
    obligations.cancel_open(sheet.case, by=by, now=now, reason=reason)
