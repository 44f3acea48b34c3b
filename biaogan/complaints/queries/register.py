"""The register: complaints that somebody may see, newest first, narrowed by what they choose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from biaogan.accounts.access import Actor, Permission
from biaogan.cases.queries import KindFilter, Sought, capped_total, narrowed, newest_page
from biaogan.complaints.choices import ENDED
from biaogan.complaints.models import Complaint, ComplaintQuerySet
from biaogan.complaints.queries.lines import BY, Row, rows_of
from biaogan.core.paging import Page
from biaogan.core.time import day_begins
from biaogan.org.models import Unit

KIND = "complaint"


@dataclass(frozen=True)
class Choice:
    """How a register is narrowed."""

    open_only: bool = False
    states: tuple[str, ...] = ()
    voice: str = ""
    channel: str = ""
    source: str = ""
    liability: str = ""
    level: str = ""
    unit: Unit | None = None
    begins_on: dt.date | None = None
    ends_on: dt.date | None = None
    overdue_at: dt.datetime | None = None
    # None where nothing was searched.
    sought: Sought | None = None

    @property
    def only_open_can_match(self) -> bool:
        return (
            self.open_only or self.overdue_at is not None or (bool(self.states) and not set(self.states) & set(ENDED))
        )


def register(actor: Actor, choice: Choice, *, cursor: str = "", size: int = 50) -> Page[Row]:
    """Return a page of the register as pages show it, newest first."""
    return newest_page(rows_of, *_which(actor, choice), **_how(choice), cursor=cursor, size=size, by=BY)


def register_whole(actor: Actor, choice: Choice, *, cursor: str = "", size: int = 50) -> Page[Complaint]:
    """Return a page of the register with what files and programs are given of each complaint."""
    return newest_page(whole_rows(), *_which(actor, choice), **_how(choice), cursor=cursor, size=size)


def register_total(actor: Actor, choice: Choice) -> int | None:
    """Return how many there are, or one more than are counted; None for words that too many have."""
    if choice.sought and not choice.sought.counts_quickly:
        return None
    return capped_total(*_which(actor, choice), **_how(choice))


def _which(actor: Actor, choice: Choice) -> tuple[Actor, str, str]:
    return narrowed(actor, choice.unit), KIND, Permission.VIEW_COMPLAINT


def _how(choice: Choice) -> dict[str, Any]:
    return {"open_only": choice.only_open_can_match, "extra": _filter(choice)}


def whole_rows() -> ComplaintQuerySet:
    """Return complaints with what files and programs are given of each."""
    return Complaint.objects.select_related("case__subject_unit", "handler", "party", "business", "cause")


def _filter(choice: Choice) -> KindFilter | None:
    found = list(_conditions(choice))
    if not found:
        return None
    where = " AND ".join(f"({sql})" for sql, _ in found)
    params: dict[str, Any] = {}
    for _, each in found:
        params |= each
    # Without a condition on the complaint its table is not read: three of four pages a case.
    table = "complaints_complaint" if "k." in where else ""
    return KindFilter(table, where, params, among=choice.sought.among if choice.sought else "")


#: What a choice by a plain column is called in SQL.
_EQUAL = ("voice", "channel", "source", "liability", "level")


def _conditions(choice: Choice) -> Iterable[tuple[str, dict[str, Any]]]:
    if choice.states:
        # A complaint that has ended is a closed case, which is known without its own row.
        closed = "c.closed_at IS NOT NULL AND " if set(choice.states) <= set(ENDED) else ""
        yield f"{closed}k.state = ANY(%(states)s)", {"states": list(choice.states)}
    if choice.open_only:
        yield "k.state <> ALL(%(ended)s)", {"ended": list(ENDED)}
    for name in _EQUAL:
        if value := getattr(choice, name):
            yield f"k.{name} = %({name})s", {name: value}
    if choice.begins_on:
        yield "c.opened_at >= %(begins)s", {"begins": day_begins(choice.begins_on)}
    if choice.ends_on:
        yield "c.opened_at < %(ends)s", {"ends": day_begins(choice.ends_on + dt.timedelta(days=1))}
    if choice.overdue_at:
        yield _OVERDUE, {"now": choice.overdue_at}
    if choice.sought:
        yield choice.sought.condition


_OVERDUE = (
    "EXISTS (SELECT FROM obligations_obligation o WHERE o.case_id = c.id AND o.met_at IS NULL AND o.cancelled_at IS NULL"
    " AND o.debtor_unit_id IS NOT NULL AND o.due_at < %(now)s)"
)
