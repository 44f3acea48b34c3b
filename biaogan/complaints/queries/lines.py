"""The lines of the register: what they show of a complaint and of what has to be done first, by one statement planned once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from biaogan.core.prepared import ask
from biaogan.core.wording import in_reader_language


@dataclass(frozen=True, slots=True)
class Row:
    """A complaint as the register shows it; of the duty that falls due first, if any, what says how it stands."""

    pk: int
    number: str
    opened_at: dt.datetime
    unit_name: str
    unit_name_en: str
    state: str
    voice: str
    level: str
    source: str
    liability: str
    repeats_id: int | None
    summary: str
    demand: str
    received_at: dt.datetime
    duty_kind: str | None
    clock: str
    calendar: str
    due_at: dt.datetime | None
    warn_at: dt.datetime | None
    paused_at: dt.datetime | None

    @property
    def unit(self) -> str:
        return in_reader_language(self.unit_name, self.unit_name_en)

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None


#: Where a row has what a register is ordered by.
BY = ("-opened_at", "-pk")

_ROWS = """
    SELECT k.case_id, c.number, c.opened_at, coalesce(nullif(u.short_name, ''), u.name), u.name_en, k.state, k.voice,
           k.level, k.source, k.liability, k.repeats_id, k.summary, k.demand, k.received_at,
           first.kind, coalesce(first.clock, ''), coalesce(first.calendar, ''), first.due_at, first.warn_at, first.paused_at
    FROM complaints_complaint k JOIN cases_case c ON c.id = k.case_id JOIN org_unit u ON u.id = c.subject_unit_id
    LEFT JOIN LATERAL (
        SELECT o.kind, o.clock, o.calendar, o.due_at, o.warn_at, o.paused_at FROM obligations_obligation o
        WHERE o.case_id = k.case_id AND o.met_at IS NULL AND o.cancelled_at IS NULL AND o.debtor_unit_id IS NOT NULL
        ORDER BY o.due_at, o.id LIMIT 1) first ON TRUE
    WHERE k.case_id = ANY(%s::bigint[])"""


def rows_of(ids: Sequence[int]) -> dict[int, Row]:
    """Return the lines of these complaints by their ids. Whether somebody may see them was asked before."""
    return {values[0]: Row(*values) for values in ask(_ROWS, [list(ids)])} if ids else {}
