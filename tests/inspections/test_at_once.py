"""Two people at the same moment, each in a transaction of their own; and what handing in costs the database."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from biaogan.core.errors import RuleBroken
from biaogan.inspections import actions
from biaogan.inspections.choices import State
from biaogan.inspections.models import Answer, Dispute, Sheet
from biaogan.rectification.models import Finding
from tests.conftest import NOW
from tests.factories import inspections

WRONG = {**inspections.GOOD, "A2": {"count": 1}}


def at_once(*deeds: Callable[[], object]) -> list[str]:
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


@pytest.mark.django_db(transaction=True)
def test_handed_in_by_both_inspectors_at_once_it_is_handed_in_once():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.IN_PROGRESS)
    inspections.fill(at, sheet, WRONG, by=at.inspector)
    actors = [at.inspector, at.other_inspector]

    outcomes = at_once(
        *(lambda by=by: actions.submit(sheet_id=sheet.pk, assessment="尚可", by=by, now=NOW) for by in actors)  # type: ignore[misc]
    )

    assert outcomes == ["done", "done"]
    assert (sheet.scores.count(), Finding.objects.filter(source_case=sheet.pk).count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_a_dispute_and_a_confirmation_at_once_one_counts():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.SUBMITTED, answers=WRONG)
    head = at.outlet_head

    outcomes = at_once(
        lambda: actions.dispute(sheet_id=sheet.pk, reason="不符", by=head, now=NOW),
        lambda: actions.confirm(sheet_id=sheet.pk, by=head, now=NOW),
    )

    assert sorted(outcomes) == ["done", "sheet.moved_on"]
    won = State.DISPUTED if outcomes[0] == "done" else State.CONFIRMED
    assert Sheet.objects.get(pk=sheet.pk).state == won
    assert Dispute.objects.count() == (won == State.DISPUTED)


@pytest.mark.django_db
def test_handing_in_ten_times_the_items_takes_no_more_statements():
    few, many = _statements(15), _statements(150)

    assert many <= few + 2
    assert many <= 60


def _statements(count: int) -> int:
    items: dict[str, Any] = {f"I{number:03}": ("bin", 100, {}, {"proof": "none"}) for number in range(count)}
    at = inspections.scene(items)
    sheet = inspections.sheet(at, State.IN_PROGRESS)
    for place, item in enumerate(at.version.items.all()):
        Answer.objects.create(sheet=sheet, item=item, value={"met": place % 4 > 0}, answered_at=NOW)
    by = at.inspector
    with CaptureQueriesContext(connection) as asked:
        actions.submit(sheet_id=sheet.pk, assessment="尚可", by=by, now=NOW + dt.timedelta(hours=1))
    assert Finding.objects.filter(source_case=sheet.pk).count() == len(range(0, count, 4))
    return len(asked)
