"""Several people at the same moment, each in a transaction of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from biaogan.core.errors import RuleBroken
from biaogan.obligations.models import Obligation
from biaogan.papers.models import NumberRun, Paper
from biaogan.rectification import actions
from biaogan.rectification.choices import Basis, NoticeState, State
from biaogan.rectification.models import Finding, FindingState, Notice
from tests.conftest import NOW
from tests.factories import rectification as make

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(*deeds: Callable[[], object]) -> list[str]:
    """Do all at once; return for each «done» or the code of what refused it."""
    gate, outcomes = threading.Barrier(len(deeds)), [""] * len(deeds)

    def run(number: int, deed: Callable[[], object]) -> None:
        try:
            gate.wait()
            deed()
            outcomes[number] = "done"
        except RuleBroken as refused:
            outcomes[number] = refused.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_a_notice_issued_twice_at_once_is_issued_once_with_one_number():
    at_desk = make.desk()
    made = make.notice(at_desk, NoticeState.APPROVED)
    one, other = at_desk.inspector, at_desk.office_head

    outcomes = _at_once(
        lambda: actions.issue_notice(notice_id=made.pk, by=one, now=NOW),
        lambda: actions.issue_notice(notice_id=made.pk, by=other, now=NOW),
    )

    assert sorted(outcomes) == ["done", "notice.moved_on"]
    assert Paper.objects.count() == NumberRun.objects.get().last == 1
    assert Obligation.objects.filter(kind="finding.rectify").count() == 1


def test_fifty_notices_issued_at_once_have_the_numbers_one_to_fifty():
    at_desk = make.desk()
    rows = [
        actions.Wrong(at_desk.outlet, "onsite", f"第{number}项", requirement="整改", points=100) for number in range(51)
    ]
    findings = actions.raise_many(rows, by=at_desk.inspector, now=NOW)
    notices = [make.notice(at_desk, NoticeState.APPROVED, findings=[each]) for each in findings]
    by = at_desk.inspector

    def issue(pk: int) -> object:
        return actions.issue_notice(notice_id=pk, by=by, now=NOW)

    # One more is withdrawn meanwhile: it never had a number, and takes none away.
    *issued, last = notices
    outcomes = _at_once(
        *(lambda pk=each.pk: issue(pk) for each in issued),
        lambda: actions.withdraw_notice(notice_id=last.pk, reason="并入另一份", by=by, now=NOW),
    )

    assert set(outcomes) == {"done"}
    assert sorted(Paper.objects.values_list("running", flat=True)) == list(range(1, 51))
    assert NumberRun.objects.get().last == 50


def test_of_an_issue_and_a_withdrawal_at_once_one_counts_and_no_limit_is_left_over():
    at_desk = make.desk()
    made = make.notice(at_desk, NoticeState.APPROVED)
    by = at_desk.inspector

    outcomes = _at_once(
        lambda: actions.issue_notice(notice_id=made.pk, by=by, now=NOW),
        lambda: actions.withdraw_notice(notice_id=made.pk, reason="依据有误", by=by, now=NOW),
    )

    made.refresh_from_db()
    assert made.state == NoticeState.WITHDRAWN
    assert outcomes[1] == "done"
    assert outcomes[0] in ("done", "notice.moved_on")
    assert Finding.objects.get().state == State.OPEN
    assert not Obligation.objects.open().exists()


def test_of_two_answers_at_once_one_counts():
    at_desk = make.desk()
    one = make.noticed(at_desk)
    head, manager = at_desk.outlet_head, at_desk.service_manager
    proof = make.proof(one).pk
    doer = at_desk.outlet_head.person

    def answer(by) -> object:
        return make.answer(at_desk, one, by=by, doer=doer, evidence=[proof])

    outcomes = _at_once(lambda: answer(head), lambda: answer(manager))

    assert sorted(outcomes) == ["done", "finding.moved_on"]
    assert one.replies.count() == 1
    assert Obligation.objects.filter(kind="finding.recheck").count() == 1


def test_the_last_two_findings_checked_at_once_close_the_notice_once():
    at_desk = make.desk()
    found = [make.finding(at_desk), make.finding(at_desk, item_code="E02")]
    made = make.notice(at_desk, NoticeState.RECEIVED, findings=found)
    one, two = (make.answered(at_desk, each) for each in found)
    by, other = at_desk.inspector, at_desk.office_head

    outcomes = _at_once(
        lambda: make.checked(at_desk, one, by=by),
        lambda: make.checked(at_desk, two, by=other),
    )

    assert outcomes == ["done", "done"]
    assert Notice.objects.get(pk=made.pk).state == NoticeState.CLOSED
    assert FindingState.objects.filter(state=State.CLOSED).count() == 2


def test_one_finding_put_on_two_drafts_at_once_stands_on_one():
    at_desk = make.desk()
    one = make.finding(at_desk)
    by, unit = at_desk.inspector, at_desk.outlet

    def draft() -> object:
        return actions.draft_notice(unit=unit, findings=[one.pk], basis=Basis.ONSITE, by=by, now=NOW)

    outcomes = _at_once(draft, draft)

    assert sorted(outcomes) == ["done", "finding.noticed_already"]
    assert Notice.objects.count() == 1
