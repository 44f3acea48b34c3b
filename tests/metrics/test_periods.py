from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biaogan.core.errors import InputRefused
from biaogan.metrics.periods import Period, month_of, parse


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-11", "2026-11-01", "2026-11-30"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-q4", "2026-10-01", "2026-12-31"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-11-01..2026-11-15", "2026-11-01", "2026-11-15"),
        ("2026-11-15..2026-11-15", "2026-11-15", "2026-11-15"),
    ],
)
def test_a_period_is_read_as_it_is_written(text: str, first: str, last: str) -> None:
    period = parse(text)

    assert (period.first, period.last) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    ["", "2026-13", "2026-Q5", "2026-00", "9999", "0000", "2026-11-15..2026-11-01", "x", "2026-02-30..2026-03-01"],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(InputRefused):
        parse(text)


def test_the_month_before_january_is_december() -> None:
    assert parse("2026-01").before() == parse("2025-12")
    assert parse("2025-12").after() == parse("2026-01")
    assert parse("2026-Q1").before() == parse("2025-Q4")


def test_a_period_begins_at_local_midnight() -> None:
    november = parse("2026-11")

    assert november.begins_at.astimezone(dt.UTC) == dt.datetime(2026, 10, 31, 16, 0, tzinfo=dt.UTC)
    assert november.ends_at.astimezone(dt.UTC) == dt.datetime(2026, 11, 30, 16, 0, tzinfo=dt.UTC)


DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))


@given(DAYS, st.integers(1, 900))
def test_writing_and_reading_a_period_gives_it_back(first: dt.date, days: int) -> None:
    period = Period(first, first + dt.timedelta(days=days))

    assert parse(period.code) == period


@given(DAYS, st.integers(1, 900))
def test_the_months_of_a_period_are_its_days_without_gap_or_overlap(first: dt.date, days: int) -> None:
    period = Period(first, first + dt.timedelta(days=days))
    months = period.by_month()

    assert months[0].first == period.first
    assert months[-1].end == period.end
    assert all(one.end == other.first for one, other in itertools.pairwise(months))
    assert all(one.first.month == one.last.month for one in months)


@given(DAYS)
def test_before_and_after_undo_each_other(day: dt.date) -> None:
    month = month_of(day)

    assert month.before().after() == month
