"""How a limit begins to run, for one case or for many at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from biaogan.accounts.access import Actor
from biaogan.audit.actions import record_events
from biaogan.cases.models import Case
from biaogan.obligations import queries, rules
from biaogan.obligations.kinds import KINDS
from biaogan.obligations.models import LimitRule, Obligation
from biaogan.org.models import Person, Post
from biaogan.workcal import rules as workcal
from biaogan.workcal.queries import calendar_for
from biaogan.workcal.rules import Limit


@dataclass(frozen=True)
class StartRow:
    """One obligation to start: see `start`. `met_at` and `cancelled_at` are for cases that are read in with their past."""

    on: Case
    debtor: Post | None
    start_at: dt.datetime
    person: Person | None = None
    calendar: str | None = None
    # «5wd» instead of the rule's own limit.
    limit: str | None = None
    met_at: dt.datetime | None = None
    cancelled_at: dt.datetime | None = None


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


def start_all(rows: Sequence[tuple[str, StartRow]], *, by: Actor, now: dt.datetime) -> list[Obligation]:
    """Start limits of several kinds, of one case or many, with the statements of one."""
    held = queries.rules_on({kind for kind, _row in rows}, now=now)
    duties = [_obligation(kind, row, held[kind], recorded_at=now) for kind, row in rows]
    made = Obligation.objects.bulk_create(duties, batch_size=5000)
    record_events("obligation.started", list(made), by=by, at=now, facts=list(_facts(made)))
    return made


def _facts(duties: Iterable[Obligation]) -> Iterable[dict[str, object]]:
    for duty in duties:
        yield {"case": duty.case_id, "kind": duty.kind, "due": duty.due_at.isoformat()}


def _obligation(kind: str, row: StartRow, rule: LimitRule, *, recorded_at: dt.datetime) -> Obligation:
    code = row.calendar or row.on.subject_unit.calendar
    calendar = calendar_for(code)
    limit = Limit.parse(row.limit or f"{rule.amount}{rule.clock}")
    end = workcal.due_at(row.start_at, limit, calendar=calendar)
    is_open = row.met_at is None and row.cancelled_at is None
    step = (
        rules.step_after(0, due_at=end.due_at, warn_before=rule.warn_before, ladder=rule.ladder, calendar=calendar)
        if is_open and row.debtor is not None and not KINDS[kind].is_window
        else None
    )
    return Obligation(
        case=row.on,
        kind=kind,
        rule=rule,
        amount=limit.amount,
        clock=limit.unit.value,
        calendar=code,
        debtor_post=row.debtor,
        debtor_unit_id=row.debtor.unit_id if row.debtor else None,
        person=row.person,
        started_at=row.start_at,
        due_at=end.due_at,
        is_provisional=end.provisional,
        met_at=row.met_at,
        met_recorded_at=recorded_at if row.met_at else None,
        cancelled_at=row.cancelled_at,
        level=0,
        next_step_at=step.at if step else None,
    )
