"""The register of notices, newest first, and what a notice's page shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from biaogan.accounts.access import Actor, Permission
from biaogan.audit.queries import timeline
from biaogan.cases.queries import KindFilter, Sought, capped_total, narrowed, newest_page
from biaogan.core.paging import Page
from biaogan.core.parts import Entry
from biaogan.core.prepared import ask
from biaogan.core.wording import in_reader_language
from biaogan.obligations.models import Obligation
from biaogan.org.models import Unit
from biaogan.papers.rules import number_text
from biaogan.rectification.choices import ENDED, NoticeState, State
from biaogan.rectification.models import Finding, Notice, NoticeQuerySet
from biaogan.rectification.queries.register import BY, whole_rows

KIND = "notice"

#: Nothing more is owed for a notice in these.
NOTICE_ENDED = (NoticeState.CLOSED, NoticeState.WITHDRAWN)


@dataclass(frozen=True)
class NoticeChoice:
    """How a register of notices is narrowed."""

    open_only: bool = False
    state: str = ""
    unit: Unit | None = None
    overdue_at: dt.datetime | None = None
    sought: Sought | None = None

    @property
    def only_open_can_match(self) -> bool:
        is_unended = self.state != "" and self.state not in NOTICE_ENDED
        return self.open_only or self.overdue_at is not None or is_unended


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice as the register shows it: how many findings it has, how many are done, and by when the next is due."""

    pk: int
    case_number: str
    opened_at: dt.datetime
    unit_name: str
    unit_name_en: str
    state: str
    basis: str
    issued_at: dt.datetime | None
    issuer_code: str
    year: int | None
    running: int | None
    findings: int
    ended: int
    due_at: dt.datetime | None

    @property
    def number(self) -> str:
        """The number of the paper; a draft goes by the number of its case."""
        if self.year is None or self.running is None:
            return self.case_number
        return number_text(self.issuer_code, self.year, self.running)

    @property
    def unit(self) -> str:
        return in_reader_language(self.unit_name, self.unit_name_en)


def register(actor: Actor, choice: NoticeChoice, *, cursor: str = "", size: int = 50) -> Page[NoticeRow]:
    return newest_page(rows_of, *_which(actor, choice), **_how(choice), cursor=cursor, size=size, by=BY)


def register_whole(actor: Actor, choice: NoticeChoice, *, cursor: str = "", size: int = 50) -> Page[Notice]:
    return newest_page(whole_notices(), *_which(actor, choice), **_how(choice), cursor=cursor, size=size)


def register_total(actor: Actor, choice: NoticeChoice) -> int | None:
    """Return how many there are, or one more than are counted; None for words that too many have."""
    if choice.sought and not choice.sought.counts_quickly:
        return None
    return capped_total(*_which(actor, choice), **_how(choice))


def whole_notices() -> NoticeQuerySet:
    return Notice.objects.select_related(
        "case__subject_unit", "case__handling_unit", "paper", "drafter", "approver", "received_by", "signature"
    )


def rows_of(ids: Sequence[int]) -> dict[int, NoticeRow]:
    return {values[0]: NoticeRow(*values) for values in ask(_ROWS, [list(ENDED), list(ids)])} if ids else {}


def _which(actor: Actor, choice: NoticeChoice) -> tuple[Actor, str, str]:
    return narrowed(actor, choice.unit), KIND, Permission.VIEW_RECTIFICATION


def _how(choice: NoticeChoice) -> dict[str, Any]:
    found = list(_conditions(choice))
    params = {name: value for _, each in found for name, value in each.items()}
    where = " AND ".join(f"({sql})" for sql, _ in found)
    table = "rectification_notice" if "k." in where else ""
    among = choice.sought.among if choice.sought else ""
    extra = KindFilter(table, where, params, among=among) if found else None
    return {"open_only": choice.only_open_can_match, "extra": extra}


def _conditions(choice: NoticeChoice) -> Iterable[tuple[str, dict[str, Any]]]:
    if choice.state:
        yield "k.state = %(state)s", {"state": choice.state}
    if choice.open_only:
        yield "k.state <> ALL(%(ended)s)", {"ended": list(NOTICE_ENDED)}
    if choice.overdue_at:
        yield _OVERDUE, {"now": choice.overdue_at}
    if choice.sought:
        yield choice.sought.condition


#: It waits for its receipt too long, or one of its findings for being put right.
_OVERDUE = (
    "EXISTS (SELECT FROM obligations_obligation o WHERE o.case_id = c.id AND o.met_at IS NULL AND o.cancelled_at IS NULL"
    " AND o.debtor_unit_id IS NOT NULL AND o.due_at < %(now)s) OR (k.issued_at IS NOT NULL AND EXISTS (SELECT FROM"
    " rectification_finding f WHERE f.notice_id = c.id AND f.state IN ('noticed', 'returned') AND f.due_at < %(now)s))"
)

_ROWS = """
    SELECT k.case_id, c.number, c.opened_at, coalesce(nullif(u.short_name, ''), u.name), u.name_en, k.state, k.basis, k.issued_at,
           coalesce(p.issuer_code, ''), p.year, p.running, found.findings, found.ended, found.due_at
    FROM rectification_notice k JOIN cases_case c ON c.id = k.case_id JOIN org_unit u ON u.id = c.subject_unit_id
    LEFT JOIN papers_paper p ON p.id = k.paper_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS findings, count(*) FILTER (WHERE f.state = ANY(%s)) AS ended,
               min(f.due_at) FILTER (WHERE f.state IN ('open', 'noticed', 'returned')) AS due_at
        FROM rectification_finding f WHERE f.notice_id = k.case_id) found
    WHERE k.case_id = ANY(%s::bigint[])"""


@dataclass(frozen=True)
class NoticePage:
    """Everything that a notice's page shows, fetched once."""

    notice: Notice
    findings: list[Finding]
    duties: list[Obligation]
    entries: list[Entry]

    @property
    def ended(self) -> int:
        return sum(not finding.is_open for finding in self.findings)

    @property
    def unassigned(self) -> list[Finding]:
        """Findings that still lack a unit, a person or a limit; a notice with one of these cannot be approved."""
        return [finding for finding in self.findings if finding.state == State.OPEN and not is_assigned(finding)]

    @property
    def next(self) -> Obligation | None:
        owed = [duty for duty in self.duties if duty.is_open and not duty.is_window]
        return min(owed, key=lambda duty: duty.due_at, default=None)


def is_assigned(finding: Finding) -> bool:
    return None not in (finding.responsible_unit_id, finding.responsible_person_id, finding.due_at)


def visible_notice(actor: Actor, notice_id: int) -> Notice:
    """Return the notice with what its page's head shows; raises Notice.DoesNotExist outside the actor's sight."""
    return whole_notices().visible_to(actor).get(pk=notice_id)


def notice_page(notice: Notice, actor: Actor) -> NoticePage:
    duties = Obligation.objects.filter(case=notice.pk).order_by("started_at", "pk")
    return NoticePage(
        notice=notice,
        findings=list(whole_rows().filter(notice=notice).order_by("pk")),
        duties=list(duties.select_related("debtor_post__unit", "debtor_unit", "rule", "person")),
        entries=timeline(notice.pk, actor, leave_out="obligation."),
    )
