"""How a limit begins to run, for one case or for many at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from biaogan.accounts.access import Actor
from biaogan.audit.actions import record_events, record_references
from biaogan.cases.models import Case
from biaogan.core.copying import copy_values, draw_keys
from biaogan.core.storing import append, store
from biaogan.core.time import local_day
from biaogan.obligations import queries, rules
from biaogan.obligations.models import Change, LimitRule, Obligation
from biaogan.org.models import Person, Post
from biaogan.workcal.kinds import LimitUnit
from biaogan.workcal.queries import calendar_for
from biaogan.workcal.rules import Limit, WorkCalendar


@dataclass(frozen=True)
class Agreed:
    """A day that debtor and creditor agreed on before the case was read in, and where that was said."""

    day: dt.date
    reason: str


@dataclass(frozen=True)
class StartRow:
    """One obligation to start: see `start`. The last three are for cases that are read in with their past."""

    on: Case
    debtor: Post | None
    start_at: dt.datetime
    person: Person | None = None
    calendar: str | None = None
    # «5wd» instead of the rule's own limit.
    limit: str | None = None
    met_at: dt.datetime | None = None
    cancelled_at: dt.datetime | None = None
    agreed: Agreed | None = None


def start(
    kind: str,
    *,
    on: Case,
    debtor: Post | None,
    by: Actor,
    now: dt.datetime,
    person: Person | None = None,
    start_at: dt.datetime | None = None,
    calendar: str | None = None,
    limit: str | None = None,
) -> Obligation:
    """Let the limit of `kind` run for `debtor` from `start_at` (else now); without a debtor it is a window.

    The caller has checked that `by` may. The calendar is the subject unit's unless it is named; `limit` («5wd») is for
    a term that somebody sets, instead of the rule's own.
    """
    return start_all([(kind, StartRow(on, debtor, start_at or now, person, calendar, limit))], by=by, now=now)[0]


def start_many(kind: str, rows: Sequence[StartRow], *, by: Actor, now: dt.datetime) -> list[Obligation]:
    """Start the limit of `kind` for many cases."""
    return start_all([(kind, row) for row in rows], by=by, now=now)


# Without a savepoint of its own: it is called once for every case that is registered, always inside the deed's transaction.
@transaction.atomic(savepoint=False)
def start_all(rows: Sequence[tuple[str, StartRow]], *, by: Actor, now: dt.datetime) -> list[Obligation]:
    """Start limits of several kinds, of one case or many, with the statements of one.

    Each row takes the limit that held on the day its clock starts. For imports, load the cases with their subject units.
    """
    if not rows:
        return []
    book = queries.rulebook({kind for kind, _row in rows})
    counted: dict[_Span, _Counted] = {}
    made = store([_obligation(row, _values(kind, row, book, counted, recorded_at=now)) for kind, row in rows])
    record_events("obligation.started", list(made), by=by, at=now, facts=_facts(made))
    _note_extensions([(row, duty) for (_kind, row), duty in zip(rows, made, strict=True) if row.agreed], by=by, now=now)
    return made


@transaction.atomic(savepoint=False)
def start_read_in(rows: Sequence[tuple[str, StartRow]], *, by: Actor, now: dt.datetime) -> None:
    """Start the limits of cases that are read in by the thousand: as `start_all`, without an instance for each."""
    if not rows:
        return
    book = queries.rulebook({kind for kind, _row in rows})
    counted: dict[_Span, _Counted] = {}
    values = [_values(kind, row, book, counted, recorded_at=now) for kind, row in rows]
    keys = draw_keys(Obligation, len(values))
    copy_values(Obligation, ("id", *values[0]), ((key, *each.values()) for key, each in zip(keys, values, strict=True)))
    facts = list(map(_fact, values))
    record_references("obligation.started", Obligation._meta.label_lower, keys, by=by, at=now, facts=facts)
    agreed = [
        (row, Obligation(pk=key, **each))
        for (_kind, row), key, each in zip(rows, keys, values, strict=True)
        if row.agreed
    ]
    _note_extensions(agreed, by=by, now=now)


def _note_extensions(agreed: Sequence[tuple[StartRow, Obligation]], *, by: Actor, now: dt.datetime) -> None:
    """Write down, as `extend` does, what a later day that was agreed on has added to the end."""
    longer = [(row, duty) for row, duty in agreed if duty.due_at != duty.first_due_at]
    if longer:
        append([_extension(row, duty, by=by, now=now) for row, duty in longer])
        duties = [duty for _row, duty in longer]
        record_events("obligation.extended", list(duties), by=by, at=now, facts=_facts(duties))


def _extension(row: StartRow, duty: Obligation, *, by: Actor, now: dt.datetime) -> Change:
    days = (local_day(duty.due_at) - local_day(duty.first_due_at)).days
    return Change(
        obligation=duty,
        cause=Change.Cause.EXTENDED,
        limit=f"{days}d",
        old_due_at=duty.first_due_at,
        new_due_at=duty.due_at,
        reason=row.agreed.reason[:500] if row.agreed else "",
        person=by.person,
        at=now,
    )


#: What decides an end: the rule, the limit set instead of it, the calendar, the start, the day agreed on; and whether a ladder is climbed.
_Span = tuple[int, str | None, str, dt.datetime, dt.date | None, bool]


@dataclass(frozen=True)
class _Counted:
    limit: Limit
    end: rules.Reckoning
    warn_at: dt.datetime | None
    first_step_at: dt.datetime | None


def _obligation(row: StartRow, values: dict[str, Any]) -> Obligation:
    duty = Obligation(**values)
    # Known already: whoever goes on with it need not ask for them.
    duty.debtor_post, duty.person = row.debtor, row.person if row.debtor else None
    return duty


def _values(
    kind: str, row: StartRow, book: queries.RuleBook, counted: dict[_Span, _Counted], *, recorded_at: dt.datetime
) -> dict[str, Any]:
    """Return the values of the obligation's row by the names of its attributes, the same names in the same order for every row."""
    unit, code = row.on.subject_unit, row.calendar or row.on.subject_unit.calendar
    rule = book.rule(kind, path=unit.path, day=local_day(row.start_at))
    is_owed = row.met_at is None and row.cancelled_at is None and row.debtor is not None
    # Files often give days without an hour, so that many rows have the same span.
    span = (rule.pk, row.limit, code, row.start_at, row.agreed.day if row.agreed else None, is_owed)
    if (found := counted.get(span)) is None:
        found = counted[span] = _count(rule, row, calendar_for(code), is_owed=is_owed)
    debtor, person = row.debtor, row.person if row.debtor else None
    return {
        "case_id": row.on.pk,
        "kind": kind,
        "rule_id": rule.pk,
        "amount": found.limit.amount,
        "clock": found.limit.unit.value,
        "calendar": code,
        "debtor_post_id": debtor.pk if debtor else None,
        "debtor_unit_id": debtor.unit_id if debtor else None,
        "person_id": person.pk if person else None,
        "started_at": row.start_at,
        "first_due_at": found.end.parts[0].due_at,
        "due_at": found.end.due_at,
        "is_provisional": found.end.provisional,
        "met_at": row.met_at,
        "met_recorded_at": max(recorded_at, row.met_at) if row.met_at else None,
        "cancelled_at": row.cancelled_at if row.met_at is None else None,
        "warn_at": found.warn_at if debtor else None,
        "next_step_at": found.first_step_at,
    }


def _count(rule: LimitRule, row: StartRow, calendar: WorkCalendar, *, is_owed: bool) -> _Counted:
    limit = Limit.parse(row.limit) if row.limit else rule.limit
    end = rules.reckon(row.start_at, limit, calendar=calendar)
    if row.agreed and (days := rules.days_beyond(row.agreed.day, end.due_at)):
        longer = rules.Extended(row.start_at, Limit(days, LimitUnit.DAYS))
        end = rules.reckon(row.start_at, limit, (longer,), calendar=calendar)
    warn_at = rules.warn_at(end.due_at, rule.warn_before, since=row.start_at, calendar=calendar)
    if not is_owed:
        return _Counted(limit, end, warn_at, None)
    step = rules.next_step(
        0,
        due_at=end.due_at,
        warn_at=warn_at,
        ladder=rule.ladder,
        is_provisional=end.provisional,
        calendar=calendar,
    )
    return _Counted(limit, end, warn_at, step.at if step else None)


def _facts(duties: Iterable[Obligation]) -> list[dict[str, Any]]:
    return [_fact(vars(duty)) for duty in duties]


def _fact(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "case": values["case_id"],
        "unit": values["debtor_unit_id"],
        "kind": values["kind"],
        "due": values["due_at"].isoformat(),
    }
