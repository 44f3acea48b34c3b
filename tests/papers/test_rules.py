"""Numbers, dates and texts of papers."""

from __future__ import annotations

import datetime as dt

import pytest

from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.papers.rules import (
    MOVES,
    Move,
    State,
    chinese_date,
    filled,
    names_in,
    number_text,
    parsed_number,
    require_complete,
    require_move,
)


def test_a_number_has_hexagonal_brackets_the_full_year_and_no_leading_zeros():
    assert number_text("示范银诉告", 2026, 5) == "示范银诉告\u30142026\u30155号"


@pytest.mark.parametrize(
    "typed",
    [
        "示范银诉告〔2026〕5号",
        "示范银诉告[2026]5号",
        "示范银诉告(2026)5号",
        "示范银诉告（２０２６）第００５号",
        " 示范银诉告【2026】 5 ",
        "示范银诉告〔2026〕5",
    ],
)
def test_a_number_is_understood_as_people_type_it(typed):
    assert parsed_number(typed) == ("示范银诉告", 2026, 5)


@pytest.mark.parametrize("typed", ["", "示范银", "〔2026〕5号", "示范银〔26〕5号", "示范银〔2026〕号", "C-2026-000123"])
def test_what_is_no_number_is_none(typed):
    assert parsed_number(typed) is None


def test_a_date_on_a_paper_has_no_leading_zeros():
    assert chinese_date(dt.date(2026, 3, 5)) == "2026年3月5日"


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_a_move_is_refused_from_every_state_not_in_the_table(move, state):
    if state in MOVES[move][0]:
        require_move(move, state)
    else:
        with pytest.raises(RuleBroken):
            require_move(move, state)


def test_placeholders_are_filled_and_one_without_a_value_stays_in_sight():
    assert filled("{outlet}请于{due}前", {"outlet": "高旺路支行", "due": ""}) == "高旺路支行请于{due}前"
    assert filled("{outlet.__class__} {0} {}", {"outlet": "x"}) == "{outlet.__class__} {0} {}", (
        "nothing but a plain name is filled in"
    )
    assert names_in("{a}{b}{a}") == {"a", "b"}


def test_an_incomplete_paper_names_every_part_that_lacks_something():
    with pytest.raises(InputRefused) as caught:
        require_complete(
            [("Facts", " ", True), ("Demand", "请于{due}前", True), ("Remark", "", False), ("Ends", "good", True)]
        )

    assert [refusal.column for refusal in caught.value.refusals] == ["Facts", "Demand"]
    require_complete([("Ends", "good", True)])
