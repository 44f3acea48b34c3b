"""Everything that a case page shows, fetched once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from biaogan.accounts.access import Actor, Permission
from biaogan.audit.queries import timeline
from biaogan.cases.queries import CaseParts, case_parts
from biaogan.complaints.models import (
    Complaint,
    CustomerMessage,
    Extension,
    Proposal,
    StateChange,
    SupervisionOrder,
    Suspension,
    Telling,
    Verdict,
)
from biaogan.complaints.queries.repeats import repeats_of
from biaogan.core.parts import Entry
from biaogan.obligations.models import Obligation

#: A page shows so many repeats; more are a matter of their own.
REPEATS_SHOWN = 5


@dataclass(frozen=True)
class CasePage:
    complaint: Complaint
    duties: list[Obligation]
    reached: dict[str, dt.datetime]
    verdicts: list[Verdict]
    proposals: list[Proposal]
    tellings: list[Telling]
    extensions: list[Extension]
    suspension: Suspension | None
    orders: list[SupervisionOrder]
    messages: list[CustomerMessage]
    repeats: list[Complaint]
    parts: CaseParts
    entries: list[Entry]

    @property
    def law(self) -> Obligation | None:
        """The legal limit as it stands; the last one where the period began anew."""
        found = [duty for duty in self.duties if duty.kind == "complaint.tell" and duty.cancelled_at is None]
        return found[-1] if found else None

    @property
    def next(self) -> Obligation | None:
        """What has to be done first."""
        owed = [duty for duty in self.duties if duty.is_open and not duty.is_window]
        return min(owed, key=lambda duty: duty.due_at, default=None)


def visible_complaint(actor: Actor, complaint_id: int) -> Complaint:
    """Return the complaint with what its page's head shows; raises Complaint.DoesNotExist outside the actor's sight."""
    rows = Complaint.objects.visible_to(actor).select_related(
        "case__subject_unit",
        "case__handling_unit",
        "receiving_unit",
        "responsible_unit",
        "party",
        "representative",
        "handler",
        "business",
        "cause",
        "business_channel",
        "repeats__case",
        "merged_into__case",
    )
    return rows.get(pk=complaint_id)


def case_page(complaint: Complaint, actor: Actor) -> CasePage:
    """Fetch the parts of a case page, each with one query."""
    by: dict[str, Any] = {"complaint": complaint}
    duties = Obligation.objects.filter(case=complaint.pk).select_related(
        "debtor_post__unit", "debtor_unit", "rule", "person"
    )
    return CasePage(
        complaint=complaint,
        duties=list(duties.order_by("started_at", "pk")),
        reached=_reached(complaint),
        verdicts=list(Verdict.objects.filter(**by).select_related("by").prefetch_related("evidence").order_by("-pk")),
        proposals=_proposals(complaint),
        tellings=list(Telling.objects.filter(**by).select_related("by").order_by("-pk")),
        extensions=list(Extension.objects.filter(**by).select_related("by").order_by("pk")),
        suspension=Suspension.objects.filter(**by, to_at__isnull=True).first(),
        orders=_orders(complaint),
        messages=list(CustomerMessage.objects.filter(**by).order_by("-pk")),
        repeats=list(repeats_of(complaint, actor)[:REPEATS_SHOWN]) if complaint.party_id else [],
        parts=case_parts(complaint.case, actor),
        # The limits have a panel of their own.
        entries=timeline(complaint.pk, actor, leave_out="obligation."),
    )


def may_reveal(complaint: Complaint, actor: Actor) -> bool:
    return actor.may(Permission.REVEAL_PERSONAL, complaint.case.subject_unit)


def limit_to_tell(complaint: Complaint) -> Obligation | None:
    """Return the limit that may be told to the customer: never one that rests on a calendar not yet final."""
    rows = Obligation.objects.open().filter(case=complaint.pk, kind="complaint.tell", is_provisional=False)
    return rows.order_by("-pk").first()


def _reached(complaint: Complaint) -> dict[str, dt.datetime]:
    """Return when the complaint last came into each state that it has been in."""
    rows = StateChange.objects.filter(complaint=complaint).order_by("pk").values_list("state", "at")
    return dict(rows)


def _proposals(complaint: Complaint) -> list[Proposal]:
    rows = Proposal.objects.filter(complaint=complaint)
    return list(rows.select_related("by", "unit", "decision__by", "decision__authority").order_by("-pk"))


def _orders(complaint: Complaint) -> list[SupervisionOrder]:
    rows = SupervisionOrder.objects.filter(complaint=complaint)
    return list(
        rows.select_related("unit", "obligation", "issued_by", "closed_by")
        .prefetch_related("progress__by")
        .order_by("pk")
    )
