"""The limits of a complaint, as obligations: who owes what from when."""

from __future__ import annotations

import datetime as dt

from biaogan.accounts.access import Actor
from biaogan.complaints.models import Complaint
from biaogan.obligations import actions as obligations
from biaogan.obligations.models import Obligation
from biaogan.org.models import Person, Post

ACCEPT = "complaint.accept"
TAKE_OVER = "complaint.take_over"
STEP_IN = "complaint.step_in"
INVESTIGATE = "complaint.investigate"
PROPOSE = "complaint.propose"
DECIDE = "complaint.decide"
TELL = "complaint.tell"
CLOSE = "complaint.close"
SUPERVISE = "complaint.supervise"


def owe(
    kind: str,
    complaint: Complaint,
    debtor: Post,
    *,
    by: Actor,
    now: dt.datetime,
    start_at: dt.datetime | None = None,
    person: Person | None = None,
) -> Obligation:
    return obligations.start(kind, on=complaint.case, debtor=debtor, person=person, by=by, now=now, start_at=start_at)


def met(kind: str, complaint: Complaint, *, by: Actor, now: dt.datetime, happened_at: dt.datetime | None = None) -> int:
    return obligations.meet_open(kind, on=complaint.case, by=by, now=now, happened_at=happened_at)


def dropped(complaint: Complaint, *kinds: str, reason: str, by: Actor, now: dt.datetime) -> None:
    """Cancel what is owed of these kinds; of every kind where none is named."""
    if not kinds:
        obligations.cancel_open(complaint.case, by=by, now=now, reason=reason)
        return
    for duty in owed(complaint, *kinds):
        obligations.cancel(duty, by=by, now=now, reason=reason)


def owed(complaint: Complaint, *kinds: str) -> list[Obligation]:
    """Return what is still owed of these kinds."""
    rows = Obligation.objects.filter(case=complaint.case, kind__in=kinds)
    return list(rows.filter(met_at__isnull=True, cancelled_at__isnull=True).order_by("pk"))


@dataclass(frozen=True)
class Due:
    """One limit to start: its kind, its debtor, and when its clock starts if that is not now."""

    kind: str
    debtor: Post
    start_at: dt.datetime | None = None
