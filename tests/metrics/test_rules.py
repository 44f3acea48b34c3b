from __future__ import annotations

import statistics
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biaogan.metrics.rules import Figure, Histogram, total


def test_zero_of_zero_is_no_figure() -> None:
    assert Figure(0, 0).share is None
    assert Figure(0, 4).share == Decimal("0.00")
    assert Histogram().median is None
    assert Histogram().percentile(90) is None


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(1, 3, "33.33"), (2, 3, "66.67"), (1, 800, "0.13"), (1, 1600, "0.06"), (8, 8, "100.00")],
)
def test_a_share_is_rounded_half_up_once(part: int, whole: int, share: str) -> None:
    assert Figure(part, whole).share == Decimal(share)


def test_figures_add_up_to_the_figure_of_all_rows() -> None:
    parts = [Figure(1, 2, Histogram({3: 1})), Figure(0, 1), Figure(2, 2, Histogram({3: 1, 5: 1}))]

    assert total(parts) == Figure(3, 5, Histogram({3: 2, 5: 1}))


VALUES = st.lists(st.integers(-50, 500), min_size=1)


@given(VALUES)
def test_the_median_is_that_of_the_rows(values: list[int]) -> None:
    assert Histogram(dict(Counter(values))).median == Decimal(str(statistics.median(values)))


@given(VALUES, st.integers(1, 100))
def test_the_percentile_is_the_smallest_value_that_enough_rows_do_not_exceed(values: list[int], share: int) -> None:
    found = Histogram(dict(Counter(values))).percentile(share)

    assert found is not None
    assert 100 * sum(value <= found for value in values) >= share * len(values)
    assert 100 * sum(value < found for value in values) < share * len(values)
