"""One spelling, masks, and numbers in free text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biaogan.parties.rules import PersonalField, find_personal_data, mask, masked_text, normal
from biaogan.parties.rules.normal import id_check


@pytest.mark.parametrize(
    "typed",
    [
        "13800001234",
        "１３８００００１２３４",
        "+86 138 0000 1234",
        "0086-138-0000-1234",
        "86 13800001234",
        " 138-0000-1234 ",
        "(+86)13800001234",
    ],
)
def test_a_telephone_number_has_one_spelling(typed):
    assert normal(PersonalField.PHONE, typed) == "13800001234"


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("0774-3821234", "07743821234"),
        ("8612345", "8612345"),
        ("+852 6123 4567", "85261234567"),
        ("暂无", ""),
        ("", ""),
        ("\x00", ""),
    ],
)
def test_other_numbers_keep_what_belongs_to_them(typed, plain):
    assert normal(PersonalField.PHONE, typed) == plain


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("11010519491231002x", "11010519491231002X"),
        ("110105 19491231 002Ｘ", "11010519491231002X"),
        ("110105491231002", "11010519491231002X"),
        ("H08012345", "H08012345"),
    ],
)
def test_an_identity_number_has_one_spelling_and_an_old_one_is_made_long(typed, plain):
    assert normal(PersonalField.ID_NUMBER, typed) == plain


def test_an_account_has_one_spelling():
    assert normal(PersonalField.ACCOUNT, "６２２２ 0202-0011 2233446") == "6222020200112233446"


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("name", "王小明", "王**"),
        ("name", "王伟", "王**"),
        ("name", "欧阳娜娜", "欧阳**"),
        ("name", "欧阳", "欧**"),
        ("name", "王", "**"),
        ("name", "John Smith", "J**"),
        ("name", "", ""),
        ("phone", "+86 138 0000 1234", "138****1234"),
        ("phone", "0774-3821234", "077****1234"),
        ("phone", "3821234", "****234"),
        ("phone", "110", "****"),
        ("id_number", "11010519491231002X", "1****************X"),
        ("id_number", "H0801", "****"),
        ("account", "6222020200112233446", "622202****3446"),
        ("account", "123456789", "****6789"),
        ("account", "12345678", "****"),
        ("address", "广西壮族自治区梧州市万秀区西江二路1号", "广西壮族自治区梧州市万秀区****"),
        ("address", "北京市海淀区中关村大街1号", "北京市海淀区****"),
        ("address", "广西梧州市岑溪市解放路2号", "广西梧州市岑溪市****"),
        ("address", "新疆维吾尔自治区伊犁哈萨克自治州伊宁县某镇", "新疆维吾尔自治区伊犁哈萨克自治州伊宁县****"),
        ("address", "上海市浦东新区世纪大道9号", "上海市浦东新区****"),
        ("address", "西江二路1号", "****"),
        ("address", "Flat 3, 10 Road", "****"),
    ],
)
def test_a_value_is_shown_in_part(field, value, shown):
    assert mask(field, value) == shown


@given(st.sampled_from(PersonalField.values), st.text(min_size=1, max_size=40))
def test_no_mask_ever_shows_the_whole_value(field, value):
    plain = normal(field, value)

    assert mask(field, value) == "" if not plain else plain not in mask(field, value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("请致电13800001234联系", [("phone", "138****1234")]),
        ("电话：+86 138 0000 1234。", [("phone", "138****1234")]),
        ("手机１３８００００１２３４", [("phone", "138****1234")]),
        ("身份证11010519491231002X，", [("id_number", "1****************X")]),
        ("卡号6222 0202 0011 2233 446扣款", [("account", "622202****3446")]),
        ("卡号6217001234567893", [("account", "621700****7893")]),
        ("卡6222020200112233446 电话13800001234", [("account", "622202****3446"), ("phone", "138****1234")]),
    ],
)
def test_numbers_of_customers_are_found_in_free_text(text, found):
    assert [(each.field, each.masked) for each in find_personal_data(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "投诉编号C-2026-000123，2026年11月24日",
        "卡号6222020200112233447",
        "身份证110105194912310021",
        "身份证11010519491331002X",
        "流水20261124101530123456789012345",
        "A13800001234B",
        "138000012345",
        "金额1234567890.12元",
        "95588",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert find_personal_data(text) == []


def test_places_found_are_places_in_the_text_as_it_was_typed():
    text = "手机１３８００００１２３４或13900005678。"

    assert [text[each.start : each.end] for each in find_personal_data(text)] == [
        "１３８００００１２３４",
        "13900005678",
    ]
    assert masked_text(text) == "手机138****1234或139****5678。"


@given(st.text(max_size=300))
def test_no_text_breaks_the_finder_and_masking_it_leaves_nothing_to_find(text):
    assert find_personal_data(masked_text(text)) == []


def test_the_check_character_of_an_identity_number():
    assert id_check("11010519491231002") == "X"


def test_a_long_text_is_searched_quickly():
    # No pattern may walk back and forth over digits.
    assert find_personal_data("1" * 100_000) == []
    assert find_personal_data("6 2-" * 30_000) == []
