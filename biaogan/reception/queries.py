"""What the customer's pages show: outlets to choose from, and where a case stands in plain words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from biaogan.complaints import codes
from biaogan.complaints.choices import State, Voice
from biaogan.complaints.models import Complaint, CustomerMessage
from biaogan.complaints.queries import limit_to_tell
from biaogan.complaints.rules import Move, may_move
from biaogan.org.models import Unit, UnitQuerySet

if TYPE_CHECKING:
    from biaogan.core.errors import Text

MOST_OUTLETS = 30


def outlets(*, text: str, on: dt.date) -> UnitQuerySet:
    """Return the outlets that may be meant, in the order of their names."""
    rows = Unit.objects.serving().at_work(on)
    if text:
        rows = rows.filter(
            Q(name__icontains=text) | Q(name_en__icontains=text) | Q(address__icontains=text) | Q(code=text)
        )
    return rows.order_by("pinyin", "pk")[:MOST_OUTLETS]


def outlet_by_code(code: str, *, on: dt.date) -> Unit | None:
    """Return the outlet whose code stands on the sign in its hall; a hall that moved under another branch keeps its sign."""
    return Unit.objects.serving().at_work(on).filter(code=code).first()


def followed(code: str) -> Complaint | None:
    """Return the case that belongs to a code."""
    rows = Complaint.objects.filter(follow_digest=codes.digest_of(code))
    return rows.select_related("case__subject_unit").first()


@dataclass(frozen=True)
class Standing:
    """Where a case stands, as its customer reads it: no names, no dates that may still change."""

    complaint: Complaint
    says: Text
    next: Text
    limit: dt.datetime | None
    is_paused: bool
    may_withdraw: bool
    may_add: bool
    messages: list[CustomerMessage]


#: state -> what has happened, what comes next
WORDS: dict[str, tuple[Text, Text]] = {
    State.REGISTERED: (
        _("We have received it."),
        _("We look at it and tell you here whether we accept it as a complaint."),
    ),
    State.ACCEPTED: (_("We have accepted it."), _("Our Office looks into it.")),
    State.INVESTIGATING: (
        _("We are looking into it."),
        _("When we know what happened, we decide how to put it right."),
    ),
    State.DETERMINED: (_("We have looked into it."), _("We are deciding how to put it right.")),
    State.PROPOSED: (_("We have looked into it."), _("We are deciding how to put it right.")),
    State.DECIDED: (_("We have decided."), _("We are about to tell you our answer.")),
    State.TOLD: (
        _("We have told you our answer."),
        _("If you do not agree, you may ask our upper unit within 30 days to review it."),
    ),
    State.CLOSED: (_("It is closed."), ""),
    State.PASSED_ON: (_("We have passed it on to those whom it concerns."), _("They deal with it.")),
    State.DECLINED: (
        _("We could not take it up."),
        _("You may come back through the customer or somebody who may speak for them."),
    ),
    State.WITHDRAWN: (_("You have withdrawn it."), ""),
    State.MERGED: (_("We have joined it to what you told us before."), _("You get one answer to both.")),
}


def standing(complaint: Complaint) -> Standing:
    says, ahead = WORDS[complaint.state]
    limit = limit_to_tell(complaint) if complaint.voice == Voice.COMPLAINT else None
    paused = limit is not None and limit.is_paused
    return Standing(
        complaint=complaint,
        says=says,
        next=ahead,
        limit=limit.due_at if limit is not None and not paused else None,
        is_paused=paused,
        may_withdraw=may_move(Move.WITHDRAW, complaint.state),
        may_add=complaint.is_open,
        messages=list(CustomerMessage.objects.filter(complaint=complaint).order_by("pk")),
    )
