"""The figures of complaints count what was written down here and what was read in from another register alike."""

from __future__ import annotations

import datetime as dt

import pytest

from biaogan.accounts.access import job_actor
from biaogan.complaints.actions.history import Past, register_many
from biaogan.complaints.choices import State
from biaogan.metrics.periods import Period
from biaogan.metrics.queries import Question, figures
from tests.conftest import NOW
from tests.factories.complaints import Desk, complaint, desk

pytestmark = pytest.mark.django_db

NOVEMBER = Period(dt.date(2026, 11, 1), dt.date(2026, 12, 1))
CODE = "complaints-days-to-answer"
AFTER = NOW + dt.timedelta(days=10)


@pytest.fixture
def at_desk() -> Desk:
    return desk()


def _days(at_desk: Desk, *, as_of: dt.datetime = AFTER) -> dict[int, int]:
    """Return how many complaints were answered in how many days."""
    asked = Question(at_desk.outlet, NOVEMBER, as_of)
    histogram = figures([CODE], asked, actor=job_actor("test"))[CODE].histogram
    return histogram.counts if histogram else {}


def test_days_to_answer_count_complaints_that_were_read_in(at_desk):
    received = NOW - dt.timedelta(days=12)
    complaint(at_desk, State.TOLD)
    rows = [
        Past(at_desk.outlet, received, "old", f"old:{days}", told_at=received + dt.timedelta(days=days))
        for days in (3, 8)
    ]
    register_many(rows, by=job_actor("test"), now=NOW)

    assert _days(at_desk) == {0: 1, 3: 1, 8: 1}


def test_what_was_read_in_later_does_not_change_a_figure_as_of_before(at_desk):
    told_at = NOW - dt.timedelta(days=2)
    before = NOW - dt.timedelta(days=1)
    register_many([Past(at_desk.outlet, told_at, "old", "old:1", told_at=told_at)], by=job_actor("test"), now=NOW)

    assert _days(at_desk, as_of=before) == {}
    assert _days(at_desk) == {0: 1}
