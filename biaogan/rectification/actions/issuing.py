"""A notice goes out: approved by somebody else, issued with the next number, signed for; or it is withdrawn and its number stays so."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor
from biaogan.cases.actions import close_case
from biaogan.core.errors import InputRefused
from biaogan.evidence.models import Evidence
from biaogan.papers import actions as papers
from biaogan.rectification import queries, telling
from biaogan.rectification.actions import owing
from biaogan.rectification.actions.drafting import require_complete
from biaogan.rectification.actions.moving import lock_notice, moved, note_notice, person_of, rows_to_change, said
from biaogan.rectification.choices import DIRECT, ENDED, SERVED, State
from biaogan.rectification.models import Finding, Notice
from biaogan.rectification.notices import NOTICE
from biaogan.rectification.rules import NoticeMove, notice_state_after, require_between, require_other_person


@transaction.atomic
def approve_notice(*, notice_id: int, by: Actor, now: dt.datetime) -> Notice:
    """Approve a draft that somebody else has written.

    Raises PermissionDenied, RuleBroken for one's own draft, InputRefused unless each finding names unit, person and limit.
    """
    notice = lock_notice(notice_id, NoticeMove.APPROVE, by=by)
    approver = person_of(by)
    require_other_person(approver.pk, drafter=notice.drafter_id)
    require_complete(notice, now=now)
    notice.approver, notice.approved_at = approver, now
    _move(notice, NoticeMove.APPROVE, "approver", "approved_at")
    owing.met(owing.APPROVE, on=notice.case, by=by, now=now)
    note_notice("approved", notice, by=by, now=now)
    telling.tell_drafter(notice, now=now)
    return notice


@transaction.atomic
def revise_notice(*, notice_id: int, reason: str, by: Actor, now: dt.datetime) -> Notice:
    """Take an approved notice back to draft, to be approved anew."""
    notice = lock_notice(notice_id, NoticeMove.REVISE, by=by)
    notice.approver = notice.approved_at = None
    _move(notice, NoticeMove.REVISE, "approver", "approved_at")
    note_notice("revised", notice, by=by, now=now, reason=said(reason, longest=200))
    return notice


@transaction.atomic
def issue_notice(*, notice_id: int, by: Actor, now: dt.datetime) -> Notice:
    """Send an approved notice: every limit on it begins to run, and it gets the next number of the year.

    The number is the last statement, so that issuers wait for one another as briefly as can be. Of two at once the second raises
    RuleBroken; so does a unit without an issuer code. Raises InputRefused where a limit has passed meanwhile.
    """
    notice = lock_notice(notice_id, NoticeMove.ISSUE, by=by)
    require_complete(notice, now=now)
    findings = list(rows_to_change().filter(notice=notice).order_by("pk"))
    _serve(findings, by=by, now=now)
    owing.owe_receipt(notice, by=by, now=now)
    notice.paper = papers.draft(NOTICE.code, by=by, now=now, **queries.words_of(notice, findings))
    notice.issued_at = now
    _move(notice, NoticeMove.ISSUE, "paper", "issued_at")
    note_notice("issued", notice, by=by, now=now, findings=len(findings))
    telling.tell_of_notice(notice, findings, now=now)
    notice.paper = papers.issue_draft(paper_id=notice.paper.pk, by=by, now=now, for_case=True)
    return notice


def _serve(findings: list[Finding], *, by: Actor, now: dt.datetime) -> None:
    # What was owed at once is owed by the notice from now on.
    direct = [each.case for each in findings if each.source in DIRECT]
    owing.dropped(direct, reason=_("A notice orders it now."), by=by, now=now)
    owing.owe_rectification(findings, by=by, now=now)
    for finding in findings:
        finding.case.handling_unit = finding.responsible_unit
        finding.case.save(update_fields=["handling_unit"])
        moved(finding, State.NOTICED, "due_at", by=by, now=now)


@transaction.atomic
def receive_notice(
    *,
    notice_id: int,
    signature: int | None = None,
    by: Actor,
    now: dt.datetime,
    happened_at: dt.datetime | None = None,
) -> Notice:
    """Sign for the notice. `signature` is a piece of evidence of its case.

    Raises InputRefused for a moment before the issue or ahead, and for evidence of another case.
    """
    notice = lock_notice(notice_id, NoticeMove.RECEIVE, by=by)
    at = happened_at or now
    assert notice.issued_at is not None
    require_between(at, since=notice.issued_at, now=now)
    notice.received_at, notice.received_by, notice.signature = at, person_of(by), _signature(notice, signature)
    _move(notice, NoticeMove.RECEIVE, "received_at", "received_by", "signature")
    owing.met(owing.RECEIVE, on=notice.case, by=by, now=now, happened_at=happened_at)
    note_notice("received", notice, by=by, now=now, happened_at=happened_at)
    return notice


def _signature(notice: Notice, key: int | None) -> Evidence | None:
    if key is None:
        return None
    found = Evidence.objects.kept().filter(case=notice.case, pk=key).first()
    if found is None:
        raise InputRefused("notice.no_signature", _("This is no proof of this notice."))
    return found


@transaction.atomic
def withdraw_notice(*, notice_id: int, reason: str, by: Actor, now: dt.datetime) -> Notice:
    """Withdraw a notice: its findings are open again, and its number, if it has one, stays withdrawn for ever.

    What was closed on it stays closed. Raises RuleBroken once all of it has ended.
    """
    notice = lock_notice(notice_id, NoticeMove.WITHDRAW, by=by)
    notice.withdrawn_at, notice.withdrawn_because = now, said(reason, longest=200)
    was_served = notice.state in SERVED
    owing.dropped([notice.case], reason=notice.withdrawn_because, by=by, now=now)
    # Before the findings are let go: an issued notice keeps what it orders.
    _move(notice, NoticeMove.WITHDRAW, "withdrawn_at", "withdrawn_because")
    close_case(notice.case, at=now)
    _let_go(notice, was_served=was_served, by=by, now=now)
    note_notice("withdrawn", notice, by=by, now=now, reason=notice.withdrawn_because)
    if was_served:
        telling.tell_of_withdrawn_notice(notice, now=now)
    if notice.paper is not None:
        papers.void(paper_id=notice.paper.pk, reason=notice.withdrawn_because, by=by, now=now, for_case=True)
    return notice


def _let_go(notice: Notice, *, was_served: bool, by: Actor, now: dt.datetime) -> None:
    findings = list(rows_to_change().filter(notice=notice).exclude(state__in=ENDED).order_by("pk"))
    for finding in findings:
        finding.notice = None
        if not was_served:
            finding.save(update_fields=["notice"])
            continue
        owing.dropped([finding.case], reason=notice.withdrawn_because, by=by, now=now)
        if finding.source in DIRECT:
            owing.owe_at_once([finding], by=by, now=now)
        else:
            finding.case.handling_unit = notice.case.handling_unit
            finding.case.save(update_fields=["handling_unit"])
        moved(finding, State.OPEN, "notice", "due_at", by=by, now=now)


def close_if_done(notice: Notice | None, *, by: Actor, now: dt.datetime) -> None:
    """Close the notice, which the caller has locked, with the last of its findings."""
    if notice is None or notice.state not in SERVED or notice.findings.open().exists():
        return
    notice.closed_at = now
    owing.dropped([notice.case], reason=_("All findings have ended."), by=by, now=now)
    _move(notice, NoticeMove.CLOSE, "closed_at")
    close_case(notice.case, at=now)
    note_notice("closed", notice, by=by, now=now)


def _move(notice: Notice, move: NoticeMove, *changed: str) -> None:
    notice.state = notice_state_after(move, notice.state)
    notice.save(update_fields=["state", *changed])
