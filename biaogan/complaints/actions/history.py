"""Complaints that are read in from another register, with what has become of them so far: thousands at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from biaogan.accounts.access import Actor, Permission, require
from biaogan.audit.actions import record_references
from biaogan.cases.actions import numbers_and_keys
from biaogan.cases.indexing import note_words_many
from biaogan.cases.models import Case
from biaogan.complaints import queries
from biaogan.complaints.actions import owing
from biaogan.complaints.choices import Channel, Level, State, Voice
from biaogan.complaints.models import Complaint, StateChange
from biaogan.core.copying import copy_in, copy_values
from biaogan.core.time import local_day
from biaogan.obligations import actions as obligations
from biaogan.obligations.actions import Agreed, StartRow
from biaogan.org.models import Post, Unit
from biaogan.parties.actions import record_parties
from biaogan.parties.models import Party


@dataclass(frozen=True)
class Past:
    """A complaint of another register. What has no moment has not happened yet."""

    unit: Unit
    received_at: dt.datetime
    summary: str
    key: str
    accepted_at: dt.datetime | None = None
    told_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    # As at the desk: the end of the day that bank and customer agreed on.
    agreed_due_at: dt.datetime | None = None
    channel: str = Channel.OTHER
    level: str = Level.ORDINARY
    demand: str = ""
    result: str = ""
    customer: Mapping[str, str] = field(default_factory=dict)

    @property
    def state(self) -> State:
        if self.ended_at is not None:
            return State.CLOSED
        if self.told_at is not None:
            return State.TOLD
        return State.ACCEPTED if self.accepted_at is not None else State.REGISTERED

    def changes(self) -> Iterator[tuple[State, dt.datetime]]:
        yield State.REGISTERED, self.received_at
        for state, at in (
            (State.ACCEPTED, self.accepted_at),
            (State.TOLD, self.told_at),
            (State.CLOSED, self.ended_at),
        ):
            if at is not None:
                yield state, at


@transaction.atomic
def register_many(rows: Sequence[Past], *, by: Actor, now: dt.datetime) -> list[Case]:
    """Store the complaints, each with its states, its limits and its event, with a handful of statements; return their cases in order.

    The legal limit runs from receipt, to a later day that was agreed on, and is met where the customer was told; what is
    still open is owed from then on.
    Raises PermissionDenied unless `by` may register at every unit. The caller has seen that no row is impossible.
    """
    if not rows:
        return []
    units = {row.unit.pk: row.unit for row in rows}.values()
    for unit in units:
        require(by, Permission.REGISTER_COMPLAINT, unit)
    officers = queries.officers_of(units, now=now)
    cases = _cases(rows, officers)
    keys = [case.pk for case in cases]
    parties = _parties(rows, by=by, now=now)
    copy_values(
        Complaint,
        COLUMNS,
        map(_complaint, rows, keys, parties, (officers[row.unit.pk].unit_id for row in rows), repeat(now)),
    )
    note_words_many({key: f"{row.summary}\n{row.demand}" for key, row in zip(keys, rows, strict=True)})
    copy_values(StateChange, ("complaint_id", "state", "at", "decided_at"), _state_changes(rows, keys, now=now))
    obligations.start_read_in(list(_limits(rows, cases, officers)), by=by, now=now)
    facts = [{"case": key, "unit": row.unit.pk, "state": row.state} for row, key in zip(rows, keys, strict=True)]
    record_references("complaint.read_in", Complaint._meta.label_lower, keys, by=by, at=now, facts=facts)
    return cases


def _cases(rows: Sequence[Past], officers: Mapping[int, Post]) -> list[Case]:
    drawn = numbers_and_keys("complaint", [row.received_at for row in rows])
    return copy_in(
        [
            Case(
                pk=key,
                kind="complaint",
                number=number,
                subject_unit=row.unit,
                handling_unit_id=officers[row.unit.pk].unit_id,
                opened_at=row.received_at,
                closed_at=row.ended_at,
            )
            for row, (number, key) in zip(rows, drawn, strict=True)
        ]
    )


def _parties(rows: Sequence[Past], *, by: Actor, now: dt.datetime) -> list[Party | None]:
    named = iter(record_parties([row.customer for row in rows if row.customer], by=by, now=now))
    return [next(named) if row.customer else None for row in rows]


#: What `_complaint` gives.
COLUMNS = (
    "case_id",
    "state",
    "voice",
    "received_at",
    "registered_at",
    "channel",
    "receiving_unit_id",
    "party_id",
    "summary",
    "demand",
    "level",
    "accepted_at",
    "told_at",
    "ended_at",
    "agreed_due_at",
    "result",
    "external_key",
)


def _complaint(row: Past, key: int, party: Party | None, receiving_unit_id: int, now: dt.datetime) -> tuple[Any, ...]:
    return (
        key,
        row.state,
        Voice.COMPLAINT,
        row.received_at,
        max(now, row.received_at),
        row.channel,
        receiving_unit_id,
        party.pk if party else None,
        row.summary,
        row.demand,
        row.level,
        row.accepted_at,
        row.told_at,
        row.ended_at,
        row.agreed_due_at,
        row.result,
        row.key,
    )


def _state_changes(rows: Sequence[Past], keys: Sequence[int], *, now: dt.datetime) -> Iterator[tuple[Any, ...]]:
    for row, key in zip(rows, keys, strict=True):
        for state, at in row.changes():
            yield key, state, at, now


def _limits(
    rows: Sequence[Past], cases: Sequence[Case], officers: Mapping[int, Post]
) -> Iterator[tuple[str, StartRow]]:
    for row, case in zip(rows, cases, strict=True):
        officer = officers[row.unit.pk]
        told_at = row.told_at
        dropped_at = row.ended_at if told_at is None else None
        yield (
            owing.TELL,
            StartRow(
                case,
                officer,
                row.received_at,
                met_at=told_at,
                cancelled_at=dropped_at,
                agreed=_agreed(row.agreed_due_at),
            ),
        )
        if row.state == State.REGISTERED:
            yield owing.ACCEPT, StartRow(case, officer, row.received_at)
        elif row.state == State.ACCEPTED and row.accepted_at is not None:
            yield owing.STEP_IN, StartRow(case, officer, row.accepted_at)
            yield owing.INVESTIGATE, StartRow(case, officer, row.accepted_at)
        elif row.state == State.TOLD and told_at is not None:
            yield owing.CLOSE, StartRow(case, officer, told_at)


def _agreed(due_at: dt.datetime | None) -> Agreed | None:
    return Agreed(local_day(due_at), gettext("Agreed on in the register it was read in from.")) if due_at else None
