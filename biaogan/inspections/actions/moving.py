"""What every action on a sheet begins and ends with: lock it, may they, may it; then change, and write down where it stands."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, Permission
from biaogan.audit.actions import record_event
from biaogan.cases.actions import close_case
from biaogan.cases.models import Case, Confidentiality
from biaogan.inspections.choices import AHEAD, ENDED, HANDED_IN, Channel, State
from biaogan.inspections.models import Sheet, SheetInspector, SheetState
from biaogan.inspections.rules import NEEDS, Move, state_after
from biaogan.inspections.rules.moves import BY_INSPECTORS
from biaogan.org.models import Person


def lock(sheet_id: int, move: Move, *, by: Actor) -> Sheet:
    """Lock a sheet for `move`.

    Raises Sheet.DoesNotExist if `by` may not see it, PermissionDenied if they may not make the move,
    RuleBroken if the sheet has moved on.
    """
    sheet = lock_seen(sheet_id, move, by=by)
    state_after(move, sheet.state)
    return sheet


def lock_seen(sheet_id: int, move: Move, *, by: Actor) -> Sheet:
    """Lock a sheet for `move` whatever its state; the caller looks at that."""
    sheet = locked(Sheet.objects.visible_to(by).values_list("pk", flat=True).get(pk=sheet_id))
    require_move(sheet, move, by=by)
    return sheet


def locked(sheet_id: int) -> Sheet:
    # `of` and `no_key` keep the lock to this row, so that inserts into tables that refer to it do not wait.
    rows = Sheet.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("case__subject_unit", "version").get(pk=sheet_id)


def require_move(sheet: Sheet, move: Move, *, by: Actor) -> None:
    if not may_make(sheet, move, by=by):
        raise PermissionDenied(_("Your posts and roles do not allow this here."))


def may_make(sheet: Sheet, move: Move, *, by: Actor) -> bool:
    """Tell whether the actor may make the move: by post and role, and what inspectors do only as one of them."""
    if by.is_job:
        return True
    unit = sheet.case.subject_unit
    if sheet.is_self_check and move in BY_INSPECTORS:
        return by.may(Permission.CHECK_ONESELF, unit)
    if sheet.is_self_check and move is Move.CANCEL:
        return by.may(Permission.CHECK_ONESELF, unit) or by.may(Permission.PLAN_INSPECTION, unit)
    if not by.may(NEEDS[move], unit):
        return False
    return move not in BY_INSPECTORS or SheetInspector.objects.filter(sheet=sheet, person=by.person_id).exists()


def person_of(by: Actor) -> Person:
    """Return the member of staff who acts; what is signed for with a name needs one."""
    if by.person is None:
        raise PermissionDenied(_("This needs a member of staff, who answers for it by name."))
    return by.person


def disguised(sheet: Sheet, by: Actor) -> Actor:
    """Return who is named in what is written of the sheet: of a mystery visit nobody, so that no page, event or file can tell.

    Who it was stands in one table alone, and is shown with the right to know.
    """
    if not sheet.is_mystery or by.is_job or by.person_id is None:
        return by
    if not SheetInspector.objects.filter(sheet=sheet, person=by.person_id).exists():
        return by
    return dataclasses.replace(by, ref=f"mystery:{sheet.pk}", user=None, person=None)


def moved(
    sheet: Sheet,
    move: Move,
    *changed: str,
    by: Actor,
    now: dt.datetime,
    happened_at: dt.datetime | None = None,
    **facts: Any,
) -> None:
    """Bring the sheet into the state that `move` leads to, save it with the `changed` fields, and record the deed.

    `happened_at` is the moment that counts where the work was written down later.
    """
    before, sheet.state = sheet.state, state_after(move, sheet.state)
    at = happened_at or now
    fields = ["state", *changed]
    if sheet.state == State.FINAL:
        sheet.final_at = at
        fields.append("final_at")
    sheet.save(update_fields=fields)
    if sheet.state != before:
        SheetState.objects.create(sheet=sheet, state=sheet.state, at=at, decided_at=now)
    if sheet.state in ENDED:
        close_case(sheet.case, at=max(at, sheet.case.opened_at))
    _show_or_hide(sheet)
    note(EVENT_OF[move], sheet, by=by, now=now, happened_at=happened_at, **facts)


def note(
    name: str,
    sheet: Sheet,
    *,
    by: Actor,
    now: dt.datetime,
    happened_at: dt.datetime | None = None,
    **facts: Any,
) -> None:
    unit = sheet.case.subject_unit_id
    record_event(f"sheet.{name}", sheet, by=by, at=now, happened_at=happened_at, case=sheet.pk, unit=unit, **facts)


def confidentiality(channel: str, state: str, *, is_unannounced: bool) -> Confidentiality:
    """Return how a sheet's case is seen: nobody is to read anywhere that somebody will come unannounced."""
    if channel == Channel.MYSTERY:
        return Confidentiality.ORDINARY if state in HANDED_IN else Confidentiality.RESTRICTED
    return Confidentiality.RESTRICTED if is_unannounced and state in AHEAD else Confidentiality.ORDINARY


def _show_or_hide(sheet: Sheet) -> None:
    wanted = confidentiality(sheet.channel, sheet.state, is_unannounced=sheet.is_unannounced)
    if sheet.state != State.CANCELLED and sheet.case.confidentiality != wanted:
        sheet.case.confidentiality = wanted
        Case.objects.filter(pk=sheet.pk).update(confidentiality=wanted)


#: How the audit trail calls each move.
EVENT_OF = {
    Move.ASSIGN: "assigned",
    Move.BEGIN: "begun",
    Move.CHANGE: "changed",
    Move.GUIDE: "guided",
    Move.ATTACH: "proof_added",
    Move.SUBMIT: "submitted",
    Move.CONFIRM: "confirmed",
    Move.DISPUTE: "disputed",
    Move.SETTLE: "settled",
    Move.FINALISE: "finalised",
    Move.CANCEL: "cancelled",
}
