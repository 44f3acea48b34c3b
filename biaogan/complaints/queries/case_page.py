"""Everything that a case page shows, fetched once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef
from django.db.models.functions import JSONObject

from biaogan.accounts.access import Actor, Permission
from biaogan.audit.queries import timeline
from biaogan.complaints.choices import SuspensionReason
from biaogan.complaints.letters import LETTER
from biaogan.complaints.models import (
    Complaint,
    CustomerMessage,
    Proposal,
    StateChange,
    SupervisionOrder,
    SupervisionProgress,
    Suspension,
    Telling,
    Verdict,
)
from biaogan.complaints.queries.repeats import repeats_of
from biaogan.core.parts import Entry
from biaogan.obligations.models import Obligation
from biaogan.papers.models import Paper
from biaogan.papers.rules import State as PaperState
from biaogan.papers.rules import number_text
from biaogan.rectification.choices import ENDED as FINDING_ENDED
from biaogan.rectification.choices import Source
from biaogan.rectification.choices import State as FindingState
from biaogan.rectification.models import Finding

#: A page shows so many repeats; more are a matter of their own.
REPEATS_SHOWN = 5


@dataclass(frozen=True)
class Suspended:
    """That the clocks stand still, why, and since when."""

    reason: str
    since: dt.datetime


@dataclass(frozen=True)
class Said:
    """What somebody wrote at a moment: the customer, or a unit on an order."""

    at: dt.datetime
    text: str
    by: str = ""
    is_done: bool = False


@dataclass(frozen=True)
class LetterLine:
    """A letter of the case: its number, empty for a draft, and where it stands."""

    pk: int
    number: str
    title: str
    state: PaperState

    @property
    def is_draft(self) -> bool:
        return not self.number


@dataclass(frozen=True)
class RootCause:
    """The finding that asks for the cause of the complaint, and where it stands."""

    pk: int
    number: str
    state: FindingState
    due_at: dt.datetime | None

    @property
    def is_open(self) -> bool:
        return self.state not in FINDING_ENDED


@dataclass(frozen=True)
class CasePage:
    complaint: Complaint
    duties: list[Obligation]
    reached: dict[str, dt.datetime]
    verdicts: list[Verdict]
    proposals: list[Proposal]
    tellings: list[Telling]
    suspension: Suspended | None
    orders: list[tuple[SupervisionOrder, list[Said]]]
    messages: list[Said]
    letters: list[LetterLine]
    root_causes: list[RootCause]
    repeats: list[Complaint]
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
    return rows.annotate(**_small_parts()).get(pk=complaint_id)


def _small_parts() -> dict[str, Any]:
    """Return what few rows say of each, read with the complaint itself: a case page keeps to twenty queries."""
    changes = StateChange.objects.filter(complaint=OuterRef("pk")).order_by("pk")
    messages = CustomerMessage.objects.filter(complaint=OuterRef("pk")).order_by("-pk")
    suspensions = Suspension.objects.filter(complaint=OuterRef("pk"), to_at__isnull=True)
    letters = Paper.objects.filter(case=OuterRef("pk"), kind=LETTER.code).order_by("pk")
    causes = Finding.objects.filter(source=Source.COMPLAINT, source_case=OuterRef("pk")).order_by("-pk")
    of_letter = {name: name for name in ("id", "title", "state", "issuer_code", "year", "running")}
    return {
        "reached_rows": ArraySubquery(changes.values(row=JSONObject(state="state", at="at"))),
        "message_rows": ArraySubquery(messages.values(row=JSONObject(at="at", text="text"))),
        "root_cause_rows": ArraySubquery(
            causes.values(row=JSONObject(pk="pk", number="case__number", state="state", due_at="due_at"))
        ),
        "letter_rows": ArraySubquery(letters.values(row=JSONObject(**of_letter))),
        "suspended_rows": ArraySubquery(suspensions.values(row=JSONObject(reason="reason", at="from_at"))),
    }


def case_page(complaint: Complaint, actor: Actor) -> CasePage:
    """Fetch the parts of a case page, each with one query; the complaint is one of `visible_complaint`."""
    small = vars(complaint)
    return CasePage(
        complaint=complaint,
        duties=_duties(complaint),
        reached={row["state"]: _moment(row["at"]) for row in small["reached_rows"]},
        verdicts=_verdicts(complaint),
        proposals=_proposals(complaint),
        tellings=list(Telling.objects.filter(complaint=complaint).select_related("by", "evidence").order_by("-pk")),
        suspension=next((_suspended(row) for row in small["suspended_rows"]), None),
        orders=_orders(complaint),
        messages=[Said(_moment(row["at"]), row["text"]) for row in small["message_rows"]],
        letters=[_letter(row) for row in small["letter_rows"]],
        root_causes=[_root_cause(row) for row in small["root_cause_rows"]],
        repeats=list(repeats_of(complaint, actor)[:REPEATS_SHOWN]) if complaint.party_id else [],
        # The limits have a panel of their own.
        entries=timeline(complaint.pk, actor, leave_out="obligation."),
    )


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _suspended(row: dict[str, str]) -> Suspended:
    return Suspended(str(SuspensionReason(row["reason"]).label), _moment(row["at"]))


def _root_cause(row: dict[str, Any]) -> RootCause:
    due_at = _moment(row["due_at"]) if row["due_at"] else None
    return RootCause(row["pk"], row["number"], FindingState(row["state"]), due_at)


def _letter(row: dict[str, Any]) -> LetterLine:
    number = "" if row["running"] is None else number_text(row["issuer_code"], row["year"], row["running"])
    return LetterLine(row["id"], number, row["title"], PaperState(row["state"]))


def _duties(complaint: Complaint) -> list[Obligation]:
    rows = Obligation.objects.filter(case=complaint.pk).order_by("started_at", "pk")
    return list(rows.select_related("debtor_post__unit", "debtor_unit", "rule", "person"))


def _verdicts(complaint: Complaint) -> list[Verdict]:
    rows = Verdict.objects.filter(complaint=complaint).annotate(evidence_count=Count("evidence"))
    return list(rows.select_related("by").order_by("-pk"))


def may_reveal(complaint: Complaint, actor: Actor) -> bool:
    return actor.may(Permission.REVEAL_PERSONAL, complaint.case.subject_unit)


@dataclass(frozen=True)
class Promise:
    """By when the customer has the answer, as far as that may be said."""

    due_at: dt.datetime
    is_paused: bool


def limit_to_tell(complaint: Complaint) -> Promise | None:
    """Return the limit that may be told to the customer: never one that rests on a calendar not yet final.

    An earlier day that was agreed on is what the customer goes by (art. 21).
    """
    open_limits = Obligation.objects.open().filter(case=complaint.pk, kind="complaint.tell")
    limit = open_limits.order_by("-pk").first()
    if limit is None:
        return None
    agreed = complaint.agreed_due_at
    if agreed is not None and agreed <= limit.due_at:
        return Promise(agreed, limit.is_paused)
    return None if limit.is_provisional else Promise(limit.due_at, limit.is_paused)


def _proposals(complaint: Complaint) -> list[Proposal]:
    rows = Proposal.objects.filter(complaint=complaint)
    return list(rows.select_related("by", "unit", "decision__by", "decision__authority").order_by("-pk"))


def _orders(complaint: Complaint) -> list[tuple[SupervisionOrder, list[Said]]]:
    progress = SupervisionProgress.objects.filter(order=OuterRef("pk")).order_by("pk")
    told = progress.values(row=JSONObject(at="at", text="text", by="by__name", is_done="is_done"))
    rows = SupervisionOrder.objects.filter(complaint=complaint).annotate(progress_rows=ArraySubquery(told))
    orders = rows.select_related("unit", "obligation", "issued_by", "closed_by").order_by("pk")
    return [(order, [_said(row) for row in vars(order)["progress_rows"]]) for order in orders]


def _said(row: dict[str, Any]) -> Said:
    return Said(_moment(row["at"]), row["text"], row["by"], row["is_done"])
