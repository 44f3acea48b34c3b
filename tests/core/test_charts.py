from __future__ import annotations

from decimal import Decimal

import pytest
from django.template import engines

from biaogan.core.charts import Chart, Series, round_step, scale_of


def draw(chart: Chart) -> str:
    return engines["django"].from_string("{% chart chart %}").render({"chart": chart})


@pytest.mark.parametrize(("wish", "step"), [("0.3", "0.5"), ("1", "1"), ("13", "20"), ("21", "50"), ("51", "100")])
def test_a_scale_goes_in_round_steps(wish: str, step: str) -> None:
    assert round_step(Decimal(wish)) == Decimal(step)


def test_bars_start_at_zero_however_high_they_all_are() -> None:
    scale = scale_of(Chart("t", ["a", "b"], [Series("s", [97, 98])]))

    assert scale.low == 0
    assert scale.height(0) == 100
    assert scale.ticks[-1] >= 98


def test_lines_that_stay_high_may_leave_zero_out_and_others_may_not() -> None:
    high = scale_of(Chart("t", ["a", "b"], [Series("s", [95, 98])], is_line=True))
    mixed = scale_of(Chart("t", ["a", "b"], [Series("s", [5, 98])], is_line=True))

    assert 0 < high.low <= 95
    assert mixed.low == 0


@pytest.mark.parametrize("values", [[0, 0], [None, 0], [7, 7], [-3, 4]])
def test_a_scale_holds_every_value_even_where_all_are_alike(values: list[int | None]) -> None:
    for is_line in (False, True):
        scale = scale_of(Chart("t", ["a", "b"], [Series("s", values)], is_line=is_line))

        assert scale.low < scale.high
        assert all(0 <= scale.height(value) <= 100 for value in values if value is not None)


def test_a_chart_refuses_a_sixth_series_and_series_of_another_length() -> None:
    with pytest.raises(ValueError, match="at most 5"):
        Chart("t", ["a"], [Series("s", [1])] * 6)
    with pytest.raises(ValueError, match="one value for each label"):
        Chart("t", ["a", "b"], [Series("s", [1])])


def test_the_table_says_what_the_chart_shows_and_links_to_the_rows() -> None:
    html = draw(Chart("May was worst", ["Apr", "May"], [Series("Received", [1234, None], urls=["/rows?m=4"])]))

    assert "May was worst" in html
    assert '<a class="figure" href="/rows?m=4">1,234</a>' in html
    assert "—" in html
    assert html.count("<rect") == 1, "what was not counted has no bar"


def test_a_gap_in_a_line_stays_a_gap() -> None:
    html = draw(Chart("t", ["a", "b", "c", "d"], [Series("s", [1, None, 3, 4])], is_line=True))

    assert html.count("chart-stroke") == 1
    assert html.count("chart-mark") == 3


def test_a_chart_without_figures_says_so_instead_of_drawing() -> None:
    html = draw(Chart("t", ["a"], [Series("s", [None])]))

    assert "<svg" not in html


def test_scales_of_money_and_shares_carry_their_unit() -> None:
    money = Chart("t", ["a"], [Series("s", [100_000])], form="money")
    share = Chart("t", ["a"], [Series("s", [Decimal("62.5")])], form="share")

    assert money.tick_text(Decimal(50_000)) == "¥500"
    assert share.tick_text(Decimal("2.50")) == "2.5%"
