"""Findings and notices in a small branch, moved along the way by the people whose posts they are."""

from __future__ import annotations

import datetime as dt
import importlib
from typing import Any

from django.apps import apps

from biaogan.accounts.access import Actor
from biaogan.evidence.models import Evidence
from biaogan.org.models import PostKind, Unit
from biaogan.rectification import actions
from biaogan.rectification.choices import Basis, NoticeState, Source
from biaogan.rectification.models import Figure, Finding, Notice
from tests.conftest import NOW
from tests.factories import complaints, evidence, org, papers

#: Three days later, before every limit.
LATER = NOW + dt.timedelta(days=3)


def ship() -> None:
    """Put the shipped figures back where a test with real transactions has emptied all tables."""
    if not Figure.objects.exists():
        importlib.import_module("biaogan.rectification.migrations.0002_shipped_figures").ship(apps, None)


class Desk(complaints.Desk):
    """A branch with its people, an inspector in the Office among them."""

    @property
    def inspector(self) -> Actor:
        return self.actor(PostKind.INSPECTOR)


def desk() -> Desk:
    ship()
    complaints.ship()
    at_desk = Desk(org.branch())
    papers.issuer_code(at_desk.branch.branch)
    return at_desk


def finding(at_desk: Desk, unit: Unit | None = None, *, by: Actor | None = None, **details: Any) -> Finding:
    values: dict[str, Any] = {
        "unit": unit or at_desk.outlet,
        "source": Source.ONSITE,
        "fact": "叫号机缺纸，客户无法取号",
        "requirement": "补足耗材，开门前检查",
        "points": 200,
        "item_code": "E01",
        "now": NOW,
        **details,
    }
    return actions.raise_finding(by=by or at_desk.inspector, **values)


def notice(
    at_desk: Desk,
    state: str = NoticeState.DRAFT,
    *,
    findings: list[Finding] | None = None,
    unit: Unit | None = None,
    now: dt.datetime = NOW,
    **details: Any,
) -> Notice:
    """Return a notice to the desk's outlet that has come as far as `state`."""
    found = findings or [finding(at_desk, unit, now=now)]
    made = actions.draft_notice(
        unit=found[0].case.subject_unit,
        findings=[each.pk for each in found],
        basis=Basis.ONSITE,
        by=at_desk.inspector,
        now=now,
        **details,
    )
    for step in WAY[: WAY.index(NoticeState(state)) + 1]:
        STEPS[step](at_desk, made.pk, now)
    return Notice.objects.select_related("case__subject_unit", "case__handling_unit", "paper").get(pk=made.pk)


def _approve(at_desk: Desk, pk: int, now: dt.datetime) -> None:
    actions.approve_notice(notice_id=pk, by=at_desk.office_head, now=now)


def _issue(at_desk: Desk, pk: int, now: dt.datetime) -> None:
    actions.issue_notice(notice_id=pk, by=at_desk.inspector, now=now)


def _receive(at_desk: Desk, pk: int, now: dt.datetime) -> None:
    actions.receive_notice(notice_id=pk, by=at_desk.outlet_head, now=now)


WAY = (NoticeState.DRAFT, NoticeState.APPROVED, NoticeState.ISSUED, NoticeState.RECEIVED)
STEPS = {
    NoticeState.DRAFT: lambda at_desk, pk, now: None,
    NoticeState.APPROVED: _approve,
    NoticeState.ISSUED: _issue,
    NoticeState.RECEIVED: _receive,
}


def noticed(at_desk: Desk, **details: Any) -> Finding:
    """Return a finding on an issued notice."""
    one = finding(at_desk, **details)
    notice(at_desk, NoticeState.RECEIVED, findings=[one])
    return again(one)


def answered(at_desk: Desk, one: Finding | None = None, *, now: dt.datetime = LATER, **details: Any) -> Finding:
    """Return a finding that the outlet's head has answered with a photo."""
    made = one or noticed(at_desk)
    answer(at_desk, made, now=now, **details)
    return again(made)


def answer(at_desk: Desk, one: Finding, *, now: dt.datetime = LATER, **details: Any) -> Any:
    by = details.pop("by", at_desk.outlet_head)
    values: dict[str, Any] = {
        "cause": "耗材没有专人管理",
        "action": "已补足，并列入开门前检查",
        "doer": at_desk.person(PostKind.LOBBY_MANAGER),
        "done_at": now - dt.timedelta(hours=1),
        "evidence": [proof(one).pk],
        **details,
    }
    return actions.reply(finding_id=one.pk, by=by, now=now, **values)


def proof(one: Finding) -> Evidence:
    return evidence.make_evidence(one.case)


def checked(at_desk: Desk, one: Finding, passed: bool = True, *, now: dt.datetime = LATER, **details: Any) -> Finding:
    values = {"note": "现场查看，已整改" if passed else "纸又用完了", "by": at_desk.inspector, **details}
    actions.recheck(finding_id=one.pk, passed=passed, now=now, **values)
    return again(one)


def closed(at_desk: Desk, **details: Any) -> Finding:
    return checked(at_desk, answered(at_desk, noticed(at_desk, **details)))


def again(one: Finding) -> Finding:
    """Return the finding as it stands now."""
    rows = Finding.objects.select_related("case__subject_unit", "responsible_unit", "responsible_person", "notice")
    return rows.get(pk=one.pk)
