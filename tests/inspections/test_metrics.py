"""The figures of inspections, as of a moment."""

from __future__ import annotations

import datetime as dt

import pytest

from biaogan.accounts.access import job_actor
from biaogan.core.time import local_day
from biaogan.inspections import actions
from biaogan.inspections.choices import Channel, State
from biaogan.metrics.periods import month_of
from biaogan.metrics.queries import Question, figures, rows
from tests.conftest import NOW
from tests.factories import inspections

pytestmark = pytest.mark.django_db

LATER = NOW + dt.timedelta(days=8)
GOOD = {code: value for code, value in inspections.GOOD.items() if code != "B1"}
WRONG = {**inspections.GOOD, "A2": {"count": 2}}


def figure(at: inspections.Scene, code: str, *, as_of: dt.datetime = LATER) -> tuple[int, int]:
    asked = Question(at.branch.branch, month_of(local_day(NOW)), as_of)
    found = figures([code], asked, actor=job_actor("test"))[code]
    return found.numerator, found.denominator


def test_a_score_counts_points_out_of_those_that_applied_by_channel():
    at = inspections.scene()
    inspections.sheet(at, State.FINAL, answers=WRONG)
    inspections.sheet(at, State.FINAL, channel=Channel.OFFSITE, answers=GOOD)
    inspections.sheet(at, State.SUBMITTED, channel=Channel.SELF_CHECK, answers={**WRONG, "A2": {"count": 1}})
    inspections.sheet(at, State.SUBMITTED, answers=WRONG)

    assert figure(at, "inspection-score") == (600 + 600, 800 + 600)
    assert figure(at, "inspection-score-onsite") == (600, 800)
    assert figure(at, "inspection-score-offsite") == (600, 600)
    assert figure(at, "inspection-score-mystery") == (0, 0)
    assert figure(at, "self-check-score") == (700, 800)
    assert figure(at, "sheets-final") == (2, 2)
    assert figure(at, "self-checks-final") == (1, 1)


def test_a_handbook_that_deducts_counts_its_score_of_a_hundred():
    at = inspections.scene(scale="deduct")
    inspections.sheet(at, State.FINAL, answers=WRONG)

    assert figure(at, "inspection-score") == (9_800, 10_000)


def test_a_period_asked_again_as_of_an_earlier_moment_gives_the_figure_of_then():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.SUBMITTED, answers=WRONG)
    settled_at = NOW + dt.timedelta(days=1)
    actions.dispute(sheet_id=sheet.pk, reason="不符", by=at.outlet_head, now=NOW + dt.timedelta(hours=1))
    right = {at.item("A2").pk: {"count": 0}}
    actions.settle(sheet_id=sheet.pk, changes=right, reason="改判", by=at.office_head, now=settled_at)

    assert figure(at, "inspection-score", as_of=settled_at - dt.timedelta(seconds=1)) == (0, 0)
    assert figure(at, "inspection-score", as_of=settled_at) == (800, 800)
    assert figure(at, "inspection-disputed", as_of=NOW) == (0, 1)
    assert figure(at, "inspection-disputed") == (1, 1)


def test_late_offline_work_counts_on_the_day_it_was_done_from_when_it_was_known():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.IN_PROGRESS, channel=Channel.OFFSITE)
    inspections.fill(at, sheet, GOOD, by=at.inspector)
    known_at = NOW + dt.timedelta(days=40)
    done_at = NOW + dt.timedelta(hours=1)

    actions.submit(sheet_id=sheet.pk, assessment="良好", by=at.inspector, now=known_at, happened_at=done_at)
    actions.confirm(sheet_id=sheet.pk, by=at.outlet_head, now=known_at)
    actions.finalise(sheet_id=sheet.pk, by=at.office_head, now=known_at)

    assert figure(at, "sheets-final", as_of=known_at - dt.timedelta(seconds=1)) == (0, 0)
    assert figure(at, "sheets-final", as_of=known_at) == (1, 1)


def test_red_lines_are_counted_and_lead_to_their_sheets():
    at = inspections.scene()
    crossed = inspections.sheet(at, State.FINAL, answers={**inspections.GOOD, "B2": {"hit": True}})
    inspections.sheet(at, State.FINAL)

    asked = Question(at.branch.branch, month_of(local_day(NOW)), LATER)
    assert figure(at, "sheets-vetoed") == (1, 1)
    found = rows("sheets-vetoed", asked, actor=job_actor("test"))
    assert list(found.values_list("pk", flat=True)) == [crossed.pk]


def test_a_blind_second_review_is_no_inspection_of_the_unit():
    at = inspections.scene()
    first = inspections.sheet(at, State.FINAL, channel=Channel.OFFSITE, answers=GOOD)

    inspections.sheet(at, State.SUBMITTED, channel=Channel.OFFSITE, answers=GOOD, second_of=first)

    assert figure(at, "sheets-final") == (1, 1)
    assert figure(at, "inspection-disputed") == (0, 1)
