"""`import complaints`: another register's complaints, one line each or folded from a log of events. See mappings/."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from biaogan.accounts.access import Actor
from biaogan.accounts.roles import Permission
from biaogan.complaints.actions.history import Past, register_many
from biaogan.complaints.choices import Channel, Level
from biaogan.core.exchange import Choice, Code, Flag, Importer, Moment, Row, Run, Text, register_importer
from biaogan.core.time import ZONE, local_day
from biaogan.core.wording import END_OF_DAY
from biaogan.org.models import Unit
from biaogan.workcal.rules.limits import LARGEST_AMOUNT

FIELDS = (
    Text("external_key", gettext_lazy("Number there"), max_length=80),
    Moment("received_at", gettext_lazy("Received"), is_required=True),
    Moment("accepted_at", gettext_lazy("Accepted")),
    Moment("told_at", gettext_lazy("Customer told")),
    Moment("ended_at", gettext_lazy("Closed")),
    Moment("agreed_due_at", gettext_lazy("Answer agreed for")),
    Flag("is_closed", gettext_lazy("Closed with the telling")),
    Code("unit", gettext_lazy("Code of the unit")),
    Text("summary", gettext_lazy("What happened"), max_length=4000),
    Text("demand", gettext_lazy("What is asked for"), max_length=2000),
    Text("result", gettext_lazy("Result"), max_length=2000),
    Choice("channel", gettext_lazy("Came by"), choices=Channel.choices),
    Choice("level", gettext_lazy("Level"), choices=Level.choices),
    Text("customer", gettext_lazy("Customer"), max_length=60),
    Text("phone", gettext_lazy("Telephone"), max_length=30),
)

#: Steps in the order in which they can be true.
_ORDER = (
    ("accepted_at", "received_at", gettext_lazy("accepted before it was received")),
    ("told_at", "received_at", gettext_lazy("the customer was told before it was received")),
    ("ended_at", "received_at", gettext_lazy("closed before it was received")),
    ("ended_at", "accepted_at", gettext_lazy("closed before it was accepted")),
)


def check(values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for later, earlier, reason in _ORDER:
        if values[later] and values[earlier] and values[later] < values[earlier]:
            yield later, reason
    if values["received_at"] and values["received_at"] > dt.datetime.now(ZONE):
        yield "received_at", gettext_lazy("lies in the future")
    if values["received_at"] and values["agreed_due_at"]:
        days = (local_day(values["agreed_due_at"]) - local_day(values["received_at"])).days
        if days < 0:
            yield "agreed_due_at", gettext_lazy("an answer agreed for a day before it was received")
        elif days > LARGEST_AMOUNT:
            yield "agreed_due_at", gettext_lazy("an answer agreed for a day too far ahead")


def apply(rows: list[Row], run: Run) -> None:
    """Store what is new; a complaint that differs from what was read in before is refused, since cases have moves, not edits."""
    units = _Units(run)
    fresh: list[tuple[Row, Past]] = []
    for row in rows:
        if row.known is not None:
            row.refuse(gettext("this complaint was read in before with other values; change it on its own page"))
        elif (unit := units.of(row)) is not None:
            fresh.append((row, _past(row, unit, run)))
    assert isinstance(run.by, Actor)
    made = register_many([past for _row, past in fresh], by=run.by, now=run.now)
    for (row, _), case in zip(fresh, made, strict=True):
        row.created(case.pk)


class _Units:
    """The units that rows name, and the one for rows that name none."""

    def __init__(self, run: Run) -> None:
        self._run = run
        if "units" not in run.memory:
            run.memory["units"] = {unit.code: unit for unit in Unit.objects.all()}
        self._by_code: dict[str, Unit] = run.memory["units"]

    def of(self, row: Row) -> Unit | None:
        code = row.values["unit"] or self._run.options.get("unit", "")
        if found := self._by_code.get(code) if code else self._top():
            return found
        row.refuse(gettext("there is no unit with this code"), "unit", code)
        return None

    def _top(self) -> Unit | None:
        return min(self._by_code.values(), key=lambda unit: (unit.path.count("."), unit.pk), default=None)


def _past(row: Row, unit: Unit, run: Run) -> Past:
    told = row.values
    ended_at = told["ended_at"] or (told["told_at"] if told["is_closed"] else None)
    customer = {name: told[key] for name, key in (("name", "customer"), ("phone", "phone")) if told[key]}
    return Past(
        unit=unit,
        received_at=told["received_at"],
        accepted_at=told["accepted_at"],
        told_at=told["told_at"],
        ended_at=ended_at,
        agreed_due_at=_end_of_day(told["agreed_due_at"]),
        summary=told["summary"] or gettext("(no words)"),
        demand=told["demand"],
        result=told["result"],
        channel=told["channel"] or Channel.OTHER,
        level=told["level"] or Level.ORDINARY,
        key=f"{run.source}:{row.key}"[:120],
        customer=customer,
    )


def _end_of_day(moment: dt.datetime | None) -> dt.datetime | None:
    # A day is what is agreed on, as at the desk, whatever hour the other register writes beside it.
    return dt.datetime.combine(local_day(moment), END_OF_DAY, tzinfo=ZONE) if moment else None


COMPLAINTS = Importer(
    kind="complaints",
    label=gettext_lazy("Complaints"),
    permission=Permission.REGISTER_COMPLAINT,
    fields=FIELDS,
    apply=apply,
    check=check,
    key=("external_key",),
    chunk=5000,
    mappings=Path(__file__).parent / "mappings",
    options=("unit",),
    help=gettext_lazy("From another register, or from a log of events."),
)


def register() -> None:
    register_importer(COMPLAINTS)
