"""What every action begins and ends with: lock it, may they, may it; then change, and write down where it stands."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, Permission
from biaogan.audit.actions import record_event
from biaogan.cases.actions import close_case, reopen_case
from biaogan.core.errors import InputRefused
from biaogan.core.storing import append
from biaogan.org.models import Person, Unit
from biaogan.parties.rules import masked_text
from biaogan.rectification import queries
from biaogan.rectification.choices import ENDED, State
from biaogan.rectification.followers import FOLLOWERS
from biaogan.rectification.models import Finding, FindingState, Notice
from biaogan.rectification.rules import NEEDS, NOTICE_NEEDS, THEIRS, Move, NoticeMove, notice_state_after, require_move

#: The moves that belong to the Office that has issued the notice.
OF_THE_ISSUER = frozenset({Move.EXTEND, Move.WITHDRAW})


def lock(finding_id: int, move: Move, *, by: Actor) -> Finding:
    """Lock a finding for `move`, after its notice.

    Raises Finding.DoesNotExist if `by` may not see it, PermissionDenied if they may not make the move, RuleBroken if the
    finding has moved on.
    """
    finding = locked(Finding.objects.visible_to(by).get(pk=finding_id))
    require_allowed(finding, move, by=by)
    require_possible(finding, move)
    return finding


def locked(seen: Finding) -> Finding:
    # The notice first: whoever withdraws it comes the same way.
    if seen.notice_id is not None:
        locked_notice(seen.notice_id)
    return rows_to_change().get(pk=seen.pk)


def rows_to_change() -> QuerySet[Finding]:
    # `of` and `no_key` keep the lock to these rows, so that inserts into tables that refer to them do not wait.
    rows = Finding.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related(
        "case__subject_unit",
        "case__handling_unit",
        "source_case",
        "item",
        "responsible_unit",
        "responsible_person",
        "notice__case__handling_unit",
    )


def require_possible(finding: Finding, move: Move) -> None:
    require_move(move, finding.state, source=finding.source, has_notice=finding.notice_id is not None)


def may_make(finding: Finding, move: Move, *, by: Actor) -> bool:
    """Tell whether the actor's posts and roles allow the move with this finding."""
    subject = finding.case.subject_unit
    if move in THEIRS:
        return by.may(NEEDS[move], finding.responsible_unit or subject)
    if move in OF_THE_ISSUER:
        return by.may(NEEDS[move], issuing_office(finding))
    return by.may(NEEDS[move], subject)


def issuing_office(finding: Finding) -> Unit:
    """Return the Office that orders the finding to be put right."""
    if finding.notice is not None and finding.notice.case.handling_unit is not None:
        return finding.notice.case.handling_unit
    return queries.office_of(finding.case.subject_unit)


def require_allowed(finding: Finding, move: Move, *, by: Actor) -> None:
    if not may_make(finding, move, by=by):
        raise PermissionDenied(_("Your posts and roles do not allow this here."))


def person_of(by: Actor) -> Person:
    """Return the member of staff who acts; what is signed for with a name needs one."""
    if by.person is None:
        raise PermissionDenied(_("This needs a member of staff, who answers for it by name."))
    return by.person


def said(text: str, *, longest: int) -> str:
    """Return what somebody wrote, without personal numbers; raise InputRefused for nothing."""
    words = masked_text(text.replace("\x00", "").strip())[:longest]
    if not words:
        raise InputRefused("finding.nothing_said", _("Write down what this rests on."))
    return words


def moved(
    finding: Finding,
    state: State,
    *changed: str,
    by: Actor,
    now: dt.datetime,
    happened_at: dt.datetime | None = None,
) -> None:
    """Bring the finding into the state, save it with the `changed` fields, and write down where it stands from when on."""
    at = happened_at or now
    finding.state = state
    _close_or_open(finding, at=at, now=now)
    finding.save(update_fields=["state", "closed_at", *changed])
    append([FindingState(finding=finding, state=state, at=at, decided_at=now, due_at=finding.due_at)])
    if not finding.is_open and finding.source in FOLLOWERS:
        FOLLOWERS[finding.source](finding, by=by, now=now)


def _close_or_open(finding: Finding, *, at: dt.datetime, now: dt.datetime) -> None:
    if finding.state in ENDED:
        finding.closed_at = at
        close_case(finding.case, at=max(at, finding.case.opened_at))
    elif finding.closed_at is not None:
        finding.closed_at = None
        reopen_case(finding.case)


def note(
    name: str, finding: Finding, *, by: Actor, now: dt.datetime, happened_at: dt.datetime | None = None, **facts: Any
) -> None:
    unit = finding.case.subject_unit_id
    record_event(
        f"finding.{name}", finding, by=by, at=now, happened_at=happened_at, case=finding.pk, unit=unit, **facts
    )


def lock_notice(notice_id: int, move: NoticeMove, *, by: Actor) -> Notice:
    """Lock a notice for `move`.

    Raises Notice.DoesNotExist if `by` may not see it, PermissionDenied if they may not make the move, RuleBroken if the
    notice has moved on.
    """
    notice = locked_notice(Notice.objects.visible_to(by).get(pk=notice_id).pk)
    if not may_make_with_notice(notice, move, by=by):
        raise PermissionDenied(_("Your posts and roles do not allow this here."))
    notice_state_after(move, notice.state)
    return notice


def locked_notice(notice_id: int) -> Notice:
    rows = Notice.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("case__subject_unit", "case__handling_unit", "drafter", "paper").get(pk=notice_id)


def may_make_with_notice(notice: Notice, move: NoticeMove, *, by: Actor) -> bool:
    """Tell whether the actor's posts and roles allow the move with this notice; only the Office that issues it changes it."""
    if NOTICE_NEEDS[move] == Permission.ISSUE_NOTICE:
        return by.may(Permission.ISSUE_NOTICE, notice.case.handling_unit)
    return by.may(NOTICE_NEEDS[move], notice.case.subject_unit)


def note_notice(
    name: str, notice: Notice, *, by: Actor, now: dt.datetime, happened_at: dt.datetime | None = None, **facts: Any
) -> None:
    unit = notice.case.subject_unit_id
    record_event(f"notice.{name}", notice, by=by, at=now, happened_at=happened_at, case=notice.pk, unit=unit, **facts)
