"""Codes, places and posts, without a database."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biaogan.core.errors import RuleBroken
from biaogan.org import cnaps, rules
from biaogan.org.kinds import Level, PostKind

ELEVEN = st.from_regex(r"\A[0-9]{11}\Z")


def test_the_check_digits_of_real_codes_are_right(shared_data):
    for name in ("icbc_wuzhou.csv", "icbc_nanning.csv"):
        lines = (shared_data / "outlets" / name).read_text(encoding="utf-8-sig").splitlines()[1:]
        assert all(rules.is_bank_code(line.split(",")[1]) for line in lines)


@given(ELEVEN)
def test_every_eleven_digits_have_exactly_one_check_digit(first):
    right = [digit for digit in "0123456789" if rules.is_bank_code(first + digit)]

    assert right == [str(rules.check_digit(first))]


@given(ELEVEN, st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(first, place, step):
    code = f"{first}{rules.check_digit(first)}"
    wrong = (int(code[place]) + step) % 10

    assert not rules.is_bank_code(f"{code[:place]}{wrong}{code[place + 1 :]}")


@pytest.mark.parametrize("code", ["", "10262103030", "1026210303088", "10262103030x", "１０２６２１０３０３０８"])
def test_what_is_no_twelve_digits_is_no_bank_code(code):
    assert not rules.is_bank_code(code)


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("above", [None, *Level])
def test_a_unit_stands_only_where_the_table_lets_it(level, above):
    top = above is None and level not in (Level.DEPARTMENT, Level.OUTLET)
    if top or (above is not None and above in rules.MAY_STAND_UNDER[level]):
        rules.require_place(level, above)
    else:
        with pytest.raises(RuleBroken):
            rules.require_place(level, above)


def test_every_kind_of_post_exists_somewhere_and_every_level_has_a_head():
    assert set().union(*rules.POSTS_AT.values()) == set(PostKind)
    assert set(rules.HEADS) == set(Level)
    for level, heads in rules.HEADS.items():
        assert set(heads) <= rules.POSTS_AT[level]


def test_an_idle_holder_is_one_since_the_later_of_first_day_and_last_duty():
    on = dt.date(2026, 11, 24)

    assert rules.idle_since(None, held_from=None, on=on, idle_days=30) == dt.date.min
    assert rules.idle_since(dt.date(2026, 10, 1), held_from=dt.date(2026, 10, 20), on=on, idle_days=30) == dt.date(
        2026, 10, 20
    )
    assert rules.idle_since(dt.date(2026, 11, 1), held_from=None, on=on, idle_days=30) is None


@pytest.mark.parametrize(
    ("name", "area", "level", "short"),
    [
        ("甲乙银行股份有限公司", "青松市", Level.BANK, "甲乙银行"),
        ("甲乙银行股份有限公司青松省分行", "松都市", Level.REGION, "青松省分行"),
        ("甲乙银行青松分行", "青松市", Level.BRANCH, "青松分行"),
        ("甲乙银行股份有限公司青松市分行营业部", "青松市", Level.OUTLET, "分行营业部"),
        ("甲乙银行股份有限公司青松市柳岸支行", "青松市", Level.OUTLET, "柳岸支行"),
        ("甲乙银行股份有限公司青松市白石县支行", "青松市", Level.SUB_BRANCH, "白石县支行"),
        ("甲乙银行股份有限公司杏园市支行", "杏园市", Level.SUB_BRANCH, "杏园市支行"),
        ("甲乙银行股份有限公司青松市市区支行", "青松市", Level.OUTLET, "市区支行"),
        ("甲乙银行股份有限公司青松市柳岸分理处", "青松市", Level.OUTLET, "柳岸分理处"),
    ],
)
def test_names_tell_what_a_unit_is(name, area, level, short):
    entry = cnaps.Entry(name, "998621000015", "甲乙银行", "", "6210", area, "98", "青松省")

    place = cnaps.place_of(entry)

    assert (place.level, place.short_name) == (level, short)
