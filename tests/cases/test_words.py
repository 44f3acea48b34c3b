"""Which words a text has, and how a hit is shown. No database."""

from __future__ import annotations

import pytest

from biaogan.cases.rules import Piece, excerpt, wanted, words_of


def is_found(text: str, by: str) -> bool:
    asked = wanted(by).words
    return bool(asked) and set(asked) <= set(words_of(text))


@pytest.mark.parametrize(
    ("by", "text"),
    [
        ("态度", "柜员服务态度不好"),
        ("服务态度", "柜员服务态度不好"),
        ("态度 排队", "排队一小时，态度生硬"),
        ("atm机坏", "ＡＴＭ机坏了"),
        ("ATM", "二楼atm吞卡"),
        ("charged", "Charges that nobody asked for"),
        ("transfer", "He transferred it twice"),
        ("bills", "the bill"),
        ("policies", "a policy"),
        ("5000", "少给5000元"),
        ("㐂𠀀", "姓㐂𠀀的客户"),
        ("İzmir", "a branch in İZMİR"),
        ("the queue", "queued for an hour"),
    ],
)
def test_a_text_is_found_by_words_however_they_are_written(by: str, text: str):
    assert is_found(text, by)


@pytest.mark.parametrize(
    ("by", "text"),
    [
        ("态度好", "态度不好"),
        ("度态", "态度"),
        ("排队 赔偿", "排队一小时"),
        ("务，态", "服务态度"),
        ("charge", "char broiled"),
        ("50", "5000元"),
    ],
)
def test_a_text_without_all_the_words_is_not_found(by: str, text: str):
    assert not is_found(text, by)


@pytest.mark.parametrize(
    "typed",
    [
        "13800001234",
        "138 0000 1234",
        "１３８００００１２３４",
        "+86 138-0000-1234",
        "138****1234",
        "6222020000000000007",
        "0771-5551234",
    ],
)
@pytest.mark.parametrize(
    "by", ["13800001234", "1380000", "0000", "1234", "138", "6222020000000000007", "5551234", "0007"]
)
def test_nobody_is_found_by_the_digits_of_a_number_that_was_typed_into_the_text(typed: str, by: str):
    assert not is_found(f"请回电{typed}，谢谢", by)


def test_what_stands_around_a_personal_number_is_still_found():
    assert is_found("请回电13800001234谢谢", "回电")
    assert is_found("请回电13800001234谢谢", "谢谢")
    assert not is_found("请回电13800001234谢谢", "电谢")


@pytest.mark.parametrize(
    ("text", "too_short"), [("差", True), ("a", True), ("差 好", True), ("态度", False), ("", False), ("！", False)]
)
def test_one_character_is_too_short(text: str, too_short: bool):
    assert wanted(text).is_too_short is too_short


def test_words_fit_the_databases_numbers_and_come_once():
    found = words_of("态度态度 鿿鿿 queue " + "".join(chr(code) for code in range(0x4E00, 0x9FFF, 7)))

    assert found == sorted(set(found))
    assert found[0] >= -(2**31)
    assert found[-1] < 2**31


def test_an_excerpt_marks_each_hit_and_begins_near_the_first():
    text = "柜员说话很不耐烦，" * 9 + "服务态度不好，态度要改"

    pieces = excerpt(text, wanted("服务态度").words, size=40)

    assert [piece.text for piece in pieces if piece.is_hit] == ["服务态度", "态度"]
    assert pieces[0] == Piece("…")
    assert len("".join(piece.text for piece in pieces)) <= 42


def test_an_excerpt_without_a_hit_is_the_beginning():
    assert excerpt("排队一小时", wanted("态度").words) == [Piece("排队一小时")]
    assert excerpt("排" * 100, (), size=10) == [Piece("排" * 10 + "…")]
