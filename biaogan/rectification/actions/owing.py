"""The limits of rectification, as obligations: who owes what from when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from biaogan.accounts.access import Actor
from biaogan.cases.models import Case
from biaogan.core.time import local_day
from biaogan.obligations import actions as obligations
from biaogan.obligations.actions import StartRow
from biaogan.obligations.models import Obligation
from biaogan.org.models import Post, Unit
from biaogan.rectification import queries
from biaogan.rectification.choices import Source
from biaogan.rectification.models import Finding, Notice
from biaogan.rectification.queries.limits import RECTIFY
from biaogan.rectification.rules import days_until

RECHECK = "finding.recheck"
ROOT_CAUSE = "finding.root_cause"
RECEIVE = "notice.receive"
APPROVE = "notice.approve"

#: What whoever has to put it right owes.
TO_ANSWER = (RECTIFY, ROOT_CAUSE)


def owe_rectification(findings: Sequence[Finding], *, by: Actor, now: dt.datetime) -> None:
    """Let the limit of each finding run to the end of its own day, owed by the responsible person; sets `due_at` to that end."""
    rows = [(RECTIFY, _row(finding, now=now)) for finding in findings]
    for finding, duty in zip(findings, obligations.start_all(rows, by=by, now=now), strict=True):
        finding.due_at = duty.due_at


def _row(finding: Finding, *, now: dt.datetime) -> StartRow:
    assert finding.due_at is not None
    limit = f"{days_until(local_day(finding.due_at), now=now)}d"
    debtor = queries.head_of(_responsible(finding))
    return StartRow(finding.case, debtor, now, person=finding.responsible_person, limit=limit)


def owe_at_once(findings: Sequence[Finding], *, by: Actor, now: dt.datetime) -> None:
    """Let run what needs no notice: the root cause of a complaint, and what a unit has found at itself; sets `due_at`."""
    rows = [(_kind(each), StartRow(each.case, queries.head_of(_responsible(each)), now)) for each in findings]
    for finding, duty in zip(findings, obligations.start_all(rows, by=by, now=now), strict=True):
        finding.due_at = duty.due_at


def _kind(finding: Finding) -> str:
    return ROOT_CAUSE if finding.source == Source.COMPLAINT else RECTIFY


def _responsible(finding: Finding) -> Unit:
    assert finding.responsible_unit is not None
    return finding.responsible_unit


def owe_recheck(finding: Finding, checker: Post, *, by: Actor, now: dt.datetime) -> None:
    obligations.start(RECHECK, on=finding.case, debtor=checker, by=by, now=now)


def owe_receipt(notice: Notice, *, by: Actor, now: dt.datetime) -> None:
    debtor = queries.head_of(notice.case.subject_unit)
    obligations.start(RECEIVE, on=notice.case, debtor=debtor, by=by, now=now)


def owe_approval(notice: Notice, approver: Post, *, by: Actor, now: dt.datetime) -> None:
    obligations.start(APPROVE, on=notice.case, debtor=approver, by=by, now=now)


def met(*kinds: str, on: Case, by: Actor, now: dt.datetime, happened_at: dt.datetime | None = None) -> None:
    obligations.meet_open(*kinds, on=on, by=by, now=now, happened_at=happened_at)


def dropped(cases: Iterable[Case], *, reason: str, by: Actor, now: dt.datetime) -> None:
    for case in cases:
        obligations.cancel_open(case, by=by, now=now, reason=reason)


def to_answer(finding: Finding) -> list[Obligation]:
    """Return what is still owed of putting it right."""
    return list(Obligation.objects.open().filter(case=finding.case, kind__in=TO_ANSWER).order_by("pk"))
