from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.accounts.access import job_actor
from biaogan.accounts.roles import Role
from biaogan.cases.actions import open_case
from biaogan.core.time import ZONE
from biaogan.metrics import queries
from biaogan.metrics.periods import parse
from biaogan.metrics.queries import Question
from biaogan.metrics.registry import METRICS, Metric, Shape
from biaogan.metrics.rules import Figure, Histogram
from biaogan.org.actions import move_unit
from tests.factories import accounts, org

pytestmark = pytest.mark.django_db

#: Every complaint's case is a fact; those of an even number meet it; the value is the hour of the day.
FACTS = """
    SELECT subject_unit_id AS unit_id, (opened_at AT TIME ZONE 'Asia/Shanghai')::date AS day, id AS case_id,
           (id %% 2 = 0)::int AS numerator, 1 AS denominator,
           extract(hour FROM opened_at AT TIME ZONE 'Asia/Shanghai')::int AS value
    FROM cases_case WHERE opened_at >= %(begins_at)s AND opened_at < %(ends_at)s AND opened_at <= %(as_of)s
"""

NOVEMBER = parse("2026-11")
CLOSING = dt.datetime(2026, 12, 1, 0, 0, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _metric() -> Iterator[None]:
    metric = METRICS.register("test-hours", Metric("test-hours", "hours", Shape.DURATION, FACTS, "h"))
    yield
    METRICS._things.pop(metric.code)


def _case(unit: object, day: int, hour: int = 10) -> int:
    at = dt.datetime(2026, 11, day, hour, 0, tzinfo=ZONE)
    return open_case("complaint", subject_unit=unit, handling_unit=None, opened_at=at).pk  # type: ignore[arg-type]


def test_parts_add_up_to_the_whole_and_open_to_their_rows() -> None:
    branch = org.branch()
    viewer = accounts.actor_with(Role.AUDITOR, branch.bank)
    cases = [_case(outlet, day) for day, outlet in enumerate(branch.outlets, 2)]
    asked = Question(branch.branch, NOVEMBER, CLOSING)

    found = queries.table("test-hours", asked, actor=viewer)

    assert found.whole.denominator == len(cases)
    assert sum(part.denominator for part in found.parts.values()) == len(cases)
    assert set(found.parts) == {sub.pk for sub in branch.sub_branches}
    assert set(queries.rows("test-hours", asked, actor=viewer).values_list("pk", flat=True)) == set(cases)
    met = queries.rows("test-hours", asked, actor=viewer, counted="numerator")
    rest = queries.rows("test-hours", asked, actor=viewer, counted="rest")
    assert {row.pk % 2 for row in met} <= {0}
    assert met.count() + rest.count() == len(cases)


def test_a_moment_before_local_midnight_belongs_to_its_local_month() -> None:
    branch = org.branch()
    viewer = accounts.actor_with(Role.AUDITOR, branch.bank)
    last = dt.datetime(2026, 11, 30, 23, 59, 59, tzinfo=ZONE)
    open_case("complaint", subject_unit=branch.outlets[0], handling_unit=None, opened_at=last)

    both = Question(branch.branch, parse("2026-11-01..2026-12-31"), dt.datetime(2027, 1, 1, tzinfo=ZONE))
    found = queries.by_month("test-hours", both, actor=viewer)

    assert {first.month: figure.denominator for first, figure in found.items()} == {11: 1, 12: 0}


def test_a_figure_uses_the_tree_of_the_day_of_each_fact() -> None:
    branch = org.branch()
    viewer = accounts.actor_with(Role.AUDITOR, branch.bank)
    outlet, (before, after) = branch.outlets[0], branch.sub_branches
    _case(outlet, 3)
    move_unit(
        outlet, after, dt.date(2026, 11, 10), by=job_actor("test"), now=dt.datetime(2026, 11, 1, 9, 0, tzinfo=ZONE)
    )
    _case(outlet, 20)

    found = queries.table("test-hours", Question(branch.branch, NOVEMBER, CLOSING), actor=viewer)

    assert {pk: part.denominator for pk, part in found.parts.items()} == {before.pk: 1, after.pk: 1}


def test_the_median_is_read_from_the_histogram_of_all_parts() -> None:
    branch = org.branch()
    viewer = accounts.actor_with(Role.AUDITOR, branch.bank)
    for hour, outlet in zip((9, 11, 16), branch.outlets, strict=False):
        _case(outlet, 5, hour)

    whole = queries.table("test-hours", Question(branch.branch, NOVEMBER, CLOSING), actor=viewer).whole

    assert whole.histogram == Histogram({9: 1, 11: 1, 16: 1})
    assert whole.histogram is not None
    assert whole.histogram.median == 11


def test_figures_are_shown_only_where_they_may_be_seen() -> None:
    branch = org.branch()
    head = accounts.actor_with(Role.OUTLET_HEAD, branch.outlets[0])

    assert queries.figures(["test-hours"], Question(branch.outlets[0], NOVEMBER, CLOSING), actor=head) == {
        "test-hours": Figure()
    }
    with pytest.raises(PermissionDenied):
        queries.table("test-hours", Question(branch.branch, NOVEMBER, CLOSING), actor=head)


def test_rows_that_are_not_ones_own_to_see_are_counted_but_not_listed() -> None:
    branch = org.branch()
    outlet = branch.outlets[0]
    panel = accounts.actor_with(Role.PANEL_MEMBER, outlet)
    _case(outlet, 5)
    asked = Question(outlet, NOVEMBER, CLOSING)

    assert queries.row_count("test-hours", asked) == 1
    assert not queries.rows("test-hours", asked, actor=panel).exists()
