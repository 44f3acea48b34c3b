"""The limits of a complaint, as obligations: who owes what from when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from biaogan.accounts.access import Actor
from biaogan.complaints.models import Complaint
from biaogan.obligations import actions as obligations
from biaogan.obligations.actions import StartRow
from biaogan.obligations.models import Obligation
from biaogan.obligations.rules import days_beyond
from biaogan.org.models import Post

ACCEPT = "complaint.accept"
TAKE_OVER = "complaint.take_over"
STEP_IN = "complaint.step_in"
INVESTIGATE = "complaint.investigate"
PROPOSE = "complaint.propose"
DECIDE = "complaint.decide"
TELL = "complaint.tell"
CLOSE = "complaint.close"
SUPERVISE = "complaint.supervise"

#: What stands still while the matter is appraised outside the bank or mediated.
STOPPABLE = (INVESTIGATE, PROPOSE, DECIDE, TELL)
#: What begins anew with a new round.
OF_A_ROUND = (INVESTIGATE, PROPOSE, DECIDE, TELL)


@dataclass(frozen=True)
class Due:
    """One limit to start: its kind, its debtor, and when its clock starts if that is not now."""

    kind: str
    debtor: Post
    start_at: dt.datetime | None = None


def owe(
    kind: str, complaint: Complaint, debtor: Post, *, by: Actor, now: dt.datetime, limit: str | None = None
) -> Obligation:
    return obligations.start(kind, on=complaint.case, debtor=debtor, by=by, now=now, limit=limit)


def owe_many(complaint: Complaint, owed: Sequence[Due], *, by: Actor, now: dt.datetime) -> None:
    """Start several limits of one complaint with the statements of one."""
    rows = [(due.kind, StartRow(complaint.case, due.debtor, due.start_at or now)) for due in owed]
    obligations.start_all(rows, by=by, now=now)


def met(kind: str, complaint: Complaint, *, by: Actor, now: dt.datetime, happened_at: dt.datetime | None = None) -> int:
    return obligations.meet_open(kind, on=complaint.case, by=by, now=now, happened_at=happened_at)


def dropped(complaint: Complaint, *kinds: str, reason: str, by: Actor, now: dt.datetime) -> None:
    """Cancel what is owed of these kinds; of every kind where none is named."""
    if not kinds:
        obligations.cancel_open(complaint.case, by=by, now=now, reason=reason)
        return
    for duty in owed(complaint, *kinds):
        obligations.cancel(duty, by=by, now=now, reason=reason)


def lengthen(complaint: Complaint, *, days: int, reason: str, by: Actor, now: dt.datetime) -> None:
    """Lengthen the legal limit by so many calendar days; raises RuleBroken once it has run out."""
    for duty in owed(complaint, TELL):
        obligations.extend(duty, limit=f"{days}d", reason=reason, by=by, now=now)


def agree(complaint: Complaint, day: dt.date, *, reason: str, by: Actor, now: dt.datetime) -> None:
    """Move the legal limit to the end of a later day that was agreed on; an earlier one is a promise and moves nothing."""
    for duty in owed(complaint, TELL):
        if days := days_beyond(day, duty.due_at):
            obligations.extend(duty, limit=f"{days}d", reason=reason, by=by, now=now)


def owed(complaint: Complaint, *kinds: str) -> list[Obligation]:
    """Return what is still owed of these kinds."""
    return list(Obligation.objects.open().filter(case=complaint.case, kind__in=kinds).order_by("pk"))
