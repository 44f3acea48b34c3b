"""How a notice comes about: findings of a unit are put on it, each with who puts it right until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, Permission, require
from biaogan.cases.actions import open_case
from biaogan.cases.indexing import renew_words
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import local_day
from biaogan.org.models import Person, Unit
from biaogan.rectification import queries, telling
from biaogan.rectification.actions import owing
from biaogan.rectification.actions.moving import (
    lock,
    lock_notice,
    note,
    note_notice,
    person_of,
    rows_to_change,
    said,
)
from biaogan.rectification.choices import Basis, NoticeState, State
from biaogan.rectification.models import Finding, Notice
from biaogan.rectification.rules import Move, NoticeMove, days_until

MOST_FINDINGS = 200


@transaction.atomic
def draft_notice(
    *,
    unit: Unit,
    findings: Collection[int],
    basis: str,
    report_back_at: dt.datetime | None = None,
    inspected_on: dt.date | None = None,
    inspectors: str = "",
    copies: Sequence[str] = (),
    by: Actor,
    now: dt.datetime,
) -> Notice:
    """Draft a notice to the unit with these of its open findings.

    Where a finding names nobody yet, it gets the unit, who answers for it today, and the limit of the rule; all can be changed
    until the notice is approved. Raises PermissionDenied, InputRefused without findings or for those of another unit, RuleBroken
    for a finding that stands on a notice already.
    """
    office = queries.office_of(unit)
    require(by, Permission.ISSUE_NOTICE, office)
    drafter = person_of(by)
    if basis not in Basis.values or not findings:
        raise InputRefused("notice.incomplete", _("A notice needs a basis and at least one finding."))
    case = open_case("notice", subject_unit=unit, handling_unit=office, opened_at=now)
    default = queries.default_due(unit, now=now)
    notice = Notice.objects.create(
        case=case,
        basis=basis,
        report_back_at=_end_of_day(report_back_at, now=now) or default,
        inspected_on=inspected_on,
        inspectors=_words(inspectors, 200),
        copies=_copies(copies),
        drafter=drafter,
        drafted_at=now,
    )
    _put_on(notice, findings, by=by, now=now)
    note_notice("drafted", notice, by=by, now=now, findings=len(findings), basis=basis)
    return notice


@transaction.atomic
def edit_notice(
    *,
    notice_id: int,
    basis: str,
    report_back_at: dt.datetime,
    inspected_on: dt.date | None,
    inspectors: str,
    copies: Sequence[str],
    by: Actor,
    now: dt.datetime,
) -> Notice:
    """Change what the head of a draft says."""
    notice = lock_notice(notice_id, NoticeMove.EDIT, by=by)
    if basis not in Basis.values:
        raise InputRefused("notice.incomplete", _("A notice needs a basis and at least one finding."))
    end = _end_of_day(report_back_at, now=now)
    assert end is not None
    notice.basis, notice.report_back_at, notice.inspected_on = basis, end, inspected_on
    notice.inspectors, notice.copies = _words(inspectors, 200), _copies(copies)
    notice.save(update_fields=["basis", "report_back_at", "inspected_on", "inspectors", "copies"])
    note_notice("edited", notice, by=by, now=now)
    return notice


@transaction.atomic
def put_on(*, notice_id: int, findings: Collection[int], by: Actor, now: dt.datetime) -> Notice:
    """Put more open findings of the unit on a draft."""
    notice = lock_notice(notice_id, NoticeMove.EDIT, by=by)
    _put_on(notice, findings, by=by, now=now)
    note_notice("edited", notice, by=by, now=now, put_on=sorted(findings))
    return notice


@transaction.atomic
def take_off(*, notice_id: int, finding_id: int, by: Actor, now: dt.datetime) -> Notice:
    """Take a finding off a draft; it stays open. Raises Finding.DoesNotExist for one that does not stand on it."""
    notice = lock_notice(notice_id, NoticeMove.EDIT, by=by)
    finding = rows_to_change().get(pk=finding_id, notice=notice)
    finding.notice = None
    finding.save(update_fields=["notice"])
    renew_words("notice", [notice.pk])
    note_notice("edited", notice, by=by, now=now, taken_off=[finding_id])
    return notice


@transaction.atomic
def assign(
    *,
    finding_id: int,
    unit: Unit,
    person: Person,
    due_at: dt.datetime,
    requirement: str | None = None,
    by: Actor,
    now: dt.datetime,
) -> Finding:
    """Say which unit and who of it puts the finding right until the end of the day of `due_at`, and what is asked for.

    Raises RuleBroken once its notice is approved, InputRefused for somebody who is not of the unit or a day gone by.
    """
    finding = lock(finding_id, Move.ASSIGN, by=by)
    if finding.notice is not None and finding.notice.state != NoticeState.DRAFT:
        raise RuleBroken("notice.not_a_draft", _("The notice is approved. Take it back to draft before you change it."))
    if not queries.is_of(person, unit, now=now):
        raise InputRefused("finding.stranger", _("The responsible person must hold a post of the responsible unit."))
    days_until(local_day(due_at), now=now)
    finding.responsible_unit, finding.responsible_person = unit, person
    finding.due_at = queries.end_of(local_day(due_at))
    if requirement is not None:
        finding.requirement = said(requirement, longest=2000)
    finding.save(update_fields=["responsible_unit", "responsible_person", "due_at", "requirement"])
    renew_words("finding", [finding.pk])
    note("assigned", finding, by=by, now=now, responsible=unit.pk, person=person.pk, due=finding.due_at.isoformat())
    return finding


@transaction.atomic
def submit_notice(*, notice_id: int, by: Actor, now: dt.datetime) -> Notice:
    """Ask for approval: it lies in the inbox of whoever approves until it is approved or withdrawn."""
    notice = lock_notice(notice_id, NoticeMove.SUBMIT, by=by)
    require_complete(notice, now=now)
    if notice.case.obligations.open().filter(kind=owing.APPROVE).exists():
        raise RuleBroken("notice.submitted_already", _("Approval has been asked for already."))
    assert notice.case.handling_unit is not None
    approver = queries.approver_of(notice.case.handling_unit, drafter=notice.drafter_id, now=now)
    owing.owe_approval(notice, approver, by=by, now=now)
    note_notice("submitted", notice, by=by, now=now)
    telling.tell_approver(notice, approver, now=now)
    return notice


def require_complete(notice: Notice, *, now: dt.datetime) -> None:
    """Raise InputRefused unless each finding of the notice has what is asked for, a unit, a person and a limit still ahead."""
    findings = list(notice.findings.select_related("case").order_by("pk"))
    if not findings:
        raise InputRefused("notice.incomplete", _("A notice needs a basis and at least one finding."))
    lacking = [each for each in findings if not _is_complete(each)]
    if lacking:
        words = _(
            "Say for each finding what is asked for, and which unit and person put it right until when: %(numbers)s"
        )
        numbers = "、".join(each.case.number for each in lacking[:20])
        raise InputRefused("notice.incomplete", words % {"numbers": numbers})
    late = [each for each in findings if each.due_at is not None and each.due_at < now]
    if late:
        words = _("The limit of %(numbers)s has passed. Set a new one first.")
        raise InputRefused("notice.late", words % {"numbers": "、".join(each.case.number for each in late[:20])})


def _is_complete(finding: Finding) -> bool:
    named = (finding.requirement, finding.responsible_unit_id, finding.responsible_person_id, finding.due_at)
    return all(named)


def _put_on(notice: Notice, ids: Collection[int], *, by: Actor, now: dt.datetime) -> None:
    unit = notice.case.subject_unit
    seen = Finding.objects.visible_to(by).filter(pk__in=ids, case__subject_unit=unit).values("pk")
    findings = list(rows_to_change().filter(pk__in=seen).order_by("pk"))
    if len(findings) != len(set(ids)):
        raise InputRefused("notice.foreign_finding", _("A notice holds findings of the unit that it goes to."))
    if any(each.state != State.OPEN or each.notice_id is not None for each in findings):
        raise RuleBroken(
            "finding.noticed_already", _("One of these findings stands on a notice already, or has ended.")
        )
    if notice.findings.count() + len(findings) > MOST_FINDINGS:
        words = _("A notice holds at most %(most)s findings. Draft a second one.")
        raise InputRefused("notice.too_long", words % {"most": MOST_FINDINGS})
    default = queries.default_due(unit, now=now)
    for finding in findings:
        _fill_in(finding, notice, default, now=now)
    renew_words("notice", [notice.pk])


def _fill_in(finding: Finding, notice: Notice, default: dt.datetime, *, now: dt.datetime) -> None:
    finding.notice = notice
    finding.responsible_unit = finding.responsible_unit or notice.case.subject_unit
    finding.responsible_person = finding.responsible_person or queries.leader_of(finding.responsible_unit, now=now)
    finding.due_at = finding.due_at if finding.due_at and finding.due_at > now else default
    finding.requirement = finding.requirement or _asked_by_item(finding)
    finding.save(update_fields=["notice", "responsible_unit", "responsible_person", "due_at", "requirement"])


def _asked_by_item(finding: Finding) -> str:
    # The item says how it should be; papers are written in Chinese.
    return finding.item.name_zh if finding.item else ""


def _end_of_day(moment: dt.datetime | None, *, now: dt.datetime) -> dt.datetime | None:
    if moment is None:
        return None
    days_until(local_day(moment), now=now)
    return queries.end_of(local_day(moment))


def _words(text: str, longest: int) -> str:
    return text.replace("\x00", "").strip()[:longest]


def _copies(names: Sequence[str]) -> list[str]:
    return [words for name in names[:10] if (words := _words(name, 60))]
