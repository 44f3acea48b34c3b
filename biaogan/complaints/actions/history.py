"""Complaints that are read in from another register, with what has become of them so far: thousands at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from biaogan.accounts.access import Actor, Permission, require
from biaogan.audit.actions import record_events
from biaogan.cases.actions import numbers
from biaogan.cases.indexing import note_words_many
from biaogan.cases.models import Case
from biaogan.complaints import queries
from biaogan.complaints.actions import owing
from biaogan.complaints.choices import Channel, Level, State, Voice
from biaogan.complaints.models import Complaint, StateChange
from biaogan.core.copying import copy_in
from biaogan.obligations import actions as obligations
from biaogan.obligations.actions import StartRow
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
def register_many(rows: Sequence[Past], *, by: Actor, now: dt.datetime) -> list[Complaint]:
    """Store the complaints in their order, each with its states, its limits and its event, with a handful of statements.

    The legal limit runs from receipt and is met where the customer was told; what is still open is owed from then on.
    Raises PermissionDenied unless `by` may register at every unit. The caller has seen that no row is impossible.
    """
    for unit in {row.unit.pk: row.unit for row in rows}.values():
        require(by, Permission.REGISTER_COMPLAINT, unit)
    desks = {row.unit.pk: row.unit for row in rows}
    officers = {pk: queries.officer_for(unit, now=now) for pk, unit in desks.items()}
    cases = _cases(rows, officers)
    parties = _parties(rows, by=by, now=now)
    complaints = copy_in(
        [
            _complaint(row, case, party, officers[row.unit.pk], now=now)
            for row, case, party in zip(rows, cases, parties, strict=True)
        ]
    )
    note_words_many({complaint.pk: f"{complaint.summary}\n{complaint.demand}" for complaint in complaints})
    copy_in(list(_state_changes(rows, complaints, now=now)))
    obligations.start_all(list(_limits(rows, cases, officers)), by=by, now=now)
    facts = [{"case": case.pk, "unit": row.unit.pk, "state": row.state} for row, case in zip(rows, cases, strict=True)]
    record_events("complaint.read_in", list(complaints), by=by, at=now, facts=facts)
    return complaints


def _cases(rows: Sequence[Past], officers: Mapping[int, Post]) -> list[Case]:
    drawn = numbers("complaint", [row.received_at for row in rows])
    return copy_in(
        [
            Case(
                kind="complaint",
                number=number,
                subject_unit=row.unit,
                handling_unit_id=officers[row.unit.pk].unit_id,
                opened_at=row.received_at,
                closed_at=row.ended_at,
            )
            for row, number in zip(rows, drawn, strict=True)
        ]
    )


def _parties(rows: Sequence[Past], *, by: Actor, now: dt.datetime) -> list[Party | None]:
    named = iter(record_parties([row.customer for row in rows if row.customer], by=by, now=now))
    return [next(named) if row.customer else None for row in rows]


def _complaint(row: Past, case: Case, party: Party | None, officer: Post, *, now: dt.datetime) -> Complaint:
    return Complaint(
        case=case,
        state=row.state,
        voice=Voice.COMPLAINT,
        received_at=row.received_at,
        registered_at=max(now, row.received_at),
        channel=row.channel,
        receiving_unit_id=officer.unit_id,
        party=party,
        summary=row.summary,
        demand=row.demand,
        level=row.level,
        accepted_at=row.accepted_at,
        told_at=row.told_at,
        ended_at=row.ended_at,
        result=row.result,
        external_key=row.key,
    )


def _state_changes(rows: Sequence[Past], complaints: Sequence[Complaint], *, now: dt.datetime) -> Iterator[StateChange]:
    for row, complaint in zip(rows, complaints, strict=True):
        for state, at in row.changes():
            yield StateChange(complaint=complaint, state=state, at=at, decided_at=now)


def _limits(
    rows: Sequence[Past], cases: Sequence[Case], officers: Mapping[int, Post]
) -> Iterator[tuple[str, StartRow]]:
    for row, case in zip(rows, cases, strict=True):
        officer = officers[row.unit.pk]
        told_at = row.told_at
        dropped_at = row.ended_at if told_at is None else None
        yield owing.TELL, StartRow(case, officer, row.received_at, met_at=told_at, cancelled_at=dropped_at)
        if row.state == State.REGISTERED:
            yield owing.ACCEPT, StartRow(case, officer, row.received_at)
        elif row.state == State.ACCEPTED and row.accepted_at is not None:
            yield owing.STEP_IN, StartRow(case, officer, row.accepted_at)
            yield owing.INVESTIGATE, StartRow(case, officer, row.accepted_at)
        elif row.state == State.TOLD and told_at is not None:
            yield owing.CLOSE, StartRow(case, officer, told_at)
