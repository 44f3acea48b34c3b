"""What every action on a complaint begins and ends with: lock it, may they, may it; then change, and write down where it stands."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor
from biaogan.audit.actions import record_event
from biaogan.cases.actions import close_case
from biaogan.complaints.choices import ENDED
from biaogan.complaints.models import Complaint, StateChange
from biaogan.complaints.rules import NEEDS, Move, state_after
from biaogan.core.errors import InputRefused
from biaogan.org.models import Person


def lock(complaint_id: int, move: Move, *, by: Actor) -> Complaint:
    """Lock a complaint for `move`.

    Raises Complaint.DoesNotExist if `by` may not see it, PermissionDenied if they may not make the move,
    RuleBroken if the complaint has moved on.
    """
    complaint = locked(Complaint.objects.visible_to(by).get(pk=complaint_id).pk)
    require_move(complaint, move, by=by)
    state_after(move, complaint.state)
    return complaint


def locked(complaint_id: int) -> Complaint:
    # `of` and `no_key` keep the lock to this row, so that inserts into tables that refer to it do not wait.
    rows = Complaint.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("case__subject_unit", "case__handling_unit", "handler").get(pk=complaint_id)


def may_make(complaint: Complaint, move: Move, *, by: Actor) -> bool:
    """Tell whether the actor's posts and roles allow the move, at the unit complained of or at the one that handles it."""
    case = complaint.case
    return by.may(NEEDS[move], case.subject_unit) or by.may(NEEDS[move], case.handling_unit)


def require_move(complaint: Complaint, move: Move, *, by: Actor) -> None:
    if not may_make(complaint, move, by=by):
        raise PermissionDenied(_("Your posts and roles do not allow this here."))


def person_of(by: Actor) -> Person:
    """Return the member of staff who acts; what is signed for with a name needs one."""
    if by.person is None:
        raise PermissionDenied(_("This needs a member of staff, who answers for it by name."))
    return by.person


def moved(
    complaint: Complaint,
    move: Move,
    *changed: str,
    by: Actor,
    now: dt.datetime,
    happened_at: dt.datetime | None = None,
    **facts: Any,
) -> None:
    """Bring the complaint into the state that `move` leads to, save it with the `changed` fields, and record the deed.

    `happened_at` is the moment that counts where the work was written down later.
    """
    before, complaint.state = complaint.state, state_after(move, complaint.state)
    at = happened_at or now
    if complaint.state in ENDED:
        complaint.ended_at = at
        close_case(complaint.case, at=at)
    complaint.save(update_fields=["state", "ended_at", *changed])
    if complaint.state != before:
        StateChange.objects.create(complaint=complaint, state=complaint.state, at=at, decided_at=now)
    note(EVENT_OF[move], complaint, by=by, now=now, happened_at=happened_at, **facts)


def note(
    name: str,
    complaint: Complaint,
    *,
    by: Actor,
    now: dt.datetime,
    happened_at: dt.datetime | None = None,
    **facts: Any,
) -> None:
    unit = complaint.case.subject_unit_id
    record_event(
        f"complaint.{name}", complaint, by=by, at=now, happened_at=happened_at, case=complaint.pk, unit=unit, **facts
    )


def require_past(moment: dt.datetime, *, since: dt.datetime, now: dt.datetime) -> None:
    """Raise InputRefused unless the moment lies between `since` and now."""
    if not since <= moment <= now:
        raise InputRefused(
            "complaint.moment_out_of_range", _("The moment must lie between the receipt of the complaint and now.")
        )


#: How the audit trail calls each move.
EVENT_OF = {
    Move.ACCEPT: "accepted",
    Move.PASS_ON: "passed_on",
    Move.DECLINE: "declined",
    Move.TAKE_OVER: "taken_over",
    Move.STEP_IN: "stepped_in",
    Move.HAND_OVER: "handed_over",
    Move.GIVE_VERDICT: "verdict_given",
    Move.CHANGE_VERDICT: "verdict_changed",
    Move.PROPOSE: "outcome_proposed",
    Move.DECIDE: "decided",
    Move.GIVE_BACK: "proposal_given_back",
    Move.TELL: "customer_told",
    Move.CLOSE: "closed",
    Move.WITHDRAW: "withdrawn",
    Move.MERGE: "merged",
    Move.RESTART: "restarted",
    Move.EXTEND: "limit_extended",
    Move.SUSPEND: "suspended",
    Move.RESUME: "resumed",
    Move.AGREE_DUE: "time_agreed",
    Move.NAME_STAFF: "staff_named",
    Move.DECLARE_INTEREST: "interest_declared",
    Move.ISSUE_ORDER: "order_issued",
}
