"""The register of findings: those that somebody may see, newest first, narrowed by what they choose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from biaogan.accounts.access import Actor, Permission
from biaogan.cases.queries import KindFilter, Sought, capped_total, narrowed, newest_page
from biaogan.core.paging import Page
from biaogan.core.prepared import ask
from biaogan.core.time import day_begins
from biaogan.core.wording import in_reader_language
from biaogan.org.models import Unit
from biaogan.papers.rules import number_text
from biaogan.rectification.choices import DIRECT, ENDED, TO_PUT_RIGHT
from biaogan.rectification.models import Finding, FindingQuerySet

KIND = "finding"

#: Where a row has what a register is ordered by.
BY = ("-opened_at", "-pk")


@dataclass(frozen=True)
class Choice:
    """How a register of findings is narrowed."""

    open_only: bool = False
    states: tuple[str, ...] = ()
    source: str = ""
    item: str = ""
    unit: Unit | None = None
    # Not on a notice yet, and nothing that is owed without one.
    unserved: bool = False
    overdue_at: dt.datetime | None = None
    # Owed, and due in [from, before).
    due_from: dt.datetime | None = None
    due_before: dt.datetime | None = None
    repeated: bool = False
    begins_on: dt.date | None = None
    ends_on: dt.date | None = None
    # None where nothing was searched.
    sought: Sought | None = None

    @property
    def is_of_what_is_owed(self) -> bool:
        return self.overdue_at is not None or self.due_from is not None

    @property
    def only_open_can_match(self) -> bool:
        is_unended = bool(self.states) and not set(self.states) & set(ENDED)
        return self.open_only or self.unserved or self.is_of_what_is_owed or is_unended


@dataclass(frozen=True, slots=True)
class Row:
    """A finding as the register shows it; of the duty that falls due first, if any, what says how it stands."""

    pk: int
    number: str
    opened_at: dt.datetime
    unit_id: int
    unit_name: str
    unit_name_en: str
    state: str
    source: str
    item_code: str
    item_zh: str
    item_en: str
    fact: str
    requirement: str
    points: int
    weight: int
    repeats_id: int | None
    notice_id: int | None
    draft_number: str
    issuer_code: str
    year: int | None
    running: int | None
    person: str
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
    def item(self) -> str:
        """The item with its code; an item of no handbook is known by its code alone."""
        return f"{self.item_code} {in_reader_language(self.item_zh, self.item_en)}".strip()

    @property
    def notice(self) -> str:
        """The number of its notice, or of the draft; empty without one."""
        if self.year is None or self.running is None:
            return self.draft_number
        return number_text(self.issuer_code, self.year, self.running)

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None


def register(actor: Actor, choice: Choice, *, cursor: str = "", size: int = 50) -> Page[Row]:
    """Return a page of the register as pages show it, newest first."""
    return newest_page(rows_of, *_which(actor, choice), **_how(choice), cursor=cursor, size=size, by=BY)


def register_whole(actor: Actor, choice: Choice, *, cursor: str = "", size: int = 50) -> Page[Finding]:
    """Return a page of the register with what programs are given of each finding."""
    return newest_page(whole_rows(), *_which(actor, choice), **_how(choice), cursor=cursor, size=size)


def register_total(actor: Actor, choice: Choice) -> int | None:
    """Return how many there are, or one more than are counted; None for words that too many have."""
    if choice.sought and not choice.sought.counts_quickly:
        return None
    return capped_total(*_which(actor, choice), **_how(choice))


def whole_rows() -> FindingQuerySet:
    """Return findings with what programs are given of each."""
    return Finding.objects.select_related(
        "case__subject_unit", "responsible_unit", "responsible_person", "repeats__case", "source_case", "item"
    )


def rows_of(ids: Sequence[int]) -> dict[int, Row]:
    """Return the lines of these findings by their ids. Whether somebody may see them was asked before."""
    return {values[0]: Row(*values) for values in ask(_ROWS, [list(ids)])} if ids else {}


def _which(actor: Actor, choice: Choice) -> tuple[Actor, str, str]:
    return narrowed(actor, choice.unit), KIND, Permission.VIEW_RECTIFICATION


def _how(choice: Choice) -> dict[str, Any]:
    return {"open_only": choice.only_open_can_match, "extra": _filter(choice)}


def _filter(choice: Choice) -> KindFilter | None:
    found = list(_conditions(choice))
    if not found:
        return None
    where = " AND ".join(f"({sql})" for sql, _ in found)
    params: dict[str, Any] = {}
    for _, each in found:
        params |= each
    # Without a condition on the finding its table is not read: three of four pages a case.
    table = "rectification_finding" if "k." in where else ""
    return KindFilter(table, where, params, among=choice.sought.among if choice.sought else "")


def _conditions(choice: Choice) -> Iterable[tuple[str, dict[str, Any]]]:
    yield from _of_state(choice)
    if choice.source:
        yield "k.source = %(source)s", {"source": choice.source}
    if choice.item:
        yield "k.item_code = %(item)s", {"item": choice.item}
    if choice.repeated:
        yield "k.repeats_id IS NOT NULL", {}
    if choice.begins_on:
        yield "c.opened_at >= %(begins)s", {"begins": day_begins(choice.begins_on)}
    if choice.ends_on:
        yield "c.opened_at < %(ends)s", {"ends": day_begins(choice.ends_on + dt.timedelta(days=1))}
    if choice.sought:
        yield choice.sought.condition


def _of_state(choice: Choice) -> Iterable[tuple[str, dict[str, Any]]]:
    if choice.states:
        yield "k.state = ANY(%(states)s)", {"states": list(choice.states)}
    if choice.open_only:
        yield "k.state <> ALL(%(ended)s)", {"ended": list(ENDED)}
    if choice.unserved:
        yield "k.state = 'open' AND NOT k.source = ANY(%(direct)s)", {"direct": list(DIRECT)}
    if choice.is_of_what_is_owed:
        yield IS_OWED, {"owed": list(TO_PUT_RIGHT), "direct": list(DIRECT)}
    if choice.overdue_at:
        yield "k.due_at < %(now)s", {"now": choice.overdue_at}
    if choice.due_from:
        yield "k.due_at >= %(due_from)s", {"due_from": choice.due_from}
    if choice.due_before:
        yield "k.due_at < %(due_before)s", {"due_before": choice.due_before}


#: Somebody has to put it right: a notice has gone out, or it is of a source that is owed at once.
IS_OWED = (
    "k.state = ANY(%(owed)s) OR (k.state = 'open' AND k.source = ANY(%(direct)s) AND k.notice_id IS NULL"
    " AND k.due_at IS NOT NULL)"
)

_ROWS = """
    SELECT k.case_id, c.number, c.opened_at, u.id, coalesce(nullif(u.short_name, ''), u.name), u.name_en, k.state, k.source,
           k.item_code, coalesce(i.name_zh, ''), coalesce(i.name_en, ''), k.fact, k.requirement, k.points, k.weight,
           k.repeats_id, k.notice_id,
           coalesce(nc.number, ''), coalesce(p.issuer_code, ''), p.year, p.running, coalesce(who.name, ''),
           first.kind, coalesce(first.clock, ''), coalesce(first.calendar, ''), first.due_at, first.warn_at, first.paused_at
    FROM rectification_finding k JOIN cases_case c ON c.id = k.case_id JOIN org_unit u ON u.id = c.subject_unit_id
    LEFT JOIN handbook_item i ON i.id = k.item_id
    LEFT JOIN org_person who ON who.id = k.responsible_person_id
    LEFT JOIN rectification_notice n ON n.case_id = k.notice_id
    LEFT JOIN cases_case nc ON nc.id = n.case_id
    LEFT JOIN papers_paper p ON p.id = n.paper_id
    LEFT JOIN LATERAL (
        SELECT o.kind, o.clock, o.calendar, o.due_at, o.warn_at, o.paused_at FROM obligations_obligation o
        WHERE o.case_id = k.case_id AND o.met_at IS NULL AND o.cancelled_at IS NULL AND o.debtor_unit_id IS NOT NULL
        ORDER BY o.due_at, o.id LIMIT 1) first ON TRUE
    WHERE k.case_id = ANY(%s::bigint[])"""
