"""Two people at the same moment, each in a transaction of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from biaogan.complaints import actions
from biaogan.complaints.choices import State
from biaogan.complaints.models import Complaint, Decision, StateChange
from biaogan.core.errors import RuleBroken
from biaogan.org.models import PostKind
from tests.conftest import NOW
from tests.factories.complaints import complaint, desk

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


def test_of_two_officers_who_step_in_at_once_one_has_the_case():
    at_desk = desk()
    made = complaint(at_desk, State.ACCEPTED)
    officer, head = at_desk.officer, at_desk.office_head

    outcomes = _at_once(
        lambda: actions.step_in(complaint_id=made.pk, by=officer, now=NOW),
        lambda: actions.step_in(complaint_id=made.pk, by=head, now=NOW),
    )

    assert sorted(outcomes) == ["complaint.moved_on", "done"]
    winner = officer if outcomes[0] == "done" else head
    assert Complaint.objects.get(pk=made.pk).handler_id == winner.person_id
    assert StateChange.objects.filter(complaint=made, state=State.INVESTIGATING).count() == 1


def test_of_two_decisions_at_once_one_counts():
    at_desk = desk()
    made = complaint(at_desk, State.PROPOSED)
    outlet, sub_branch = at_desk.outlet_head, at_desk.actor(PostKind.SUB_BRANCH_HEAD)

    outcomes = _at_once(
        lambda: actions.decide(complaint_id=made.pk, by=outlet, now=NOW),
        lambda: actions.give_back(complaint_id=made.pk, reason="再议", by=sub_branch, now=NOW),
    )

    assert sorted(outcomes) == ["complaint.moved_on", "done"]
    assert Decision.objects.filter(complaint=made).count() == 1


def test_two_complaints_merged_into_each_other_at_once_do_not_wait_for_ever():
    at_desk = desk()
    one, other = complaint(at_desk), complaint(at_desk)
    officer = at_desk.officer

    outcomes = _at_once(
        lambda: actions.merge(complaint_id=one.pk, into=other.pk, by=officer, now=NOW),
        lambda: actions.merge(complaint_id=other.pk, into=one.pk, by=officer, now=NOW),
    )

    assert outcomes.count("done") == 1
    assert Complaint.objects.filter(state=State.MERGED).count() == 1
