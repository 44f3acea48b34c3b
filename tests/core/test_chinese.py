from __future__ import annotations

from biaogan.core.chinese import pinyin_key


def test_chinese_names_sort_as_in_a_dictionary() -> None:
    names = ["张三", "安全", "王五", "李四", "示范"]

    assert sorted(names, key=pinyin_key) == ["安全", "李四", "示范", "王五", "张三"]


def test_a_very_long_name_gives_a_key_that_the_column_holds() -> None:
    assert len(pinyin_key("壮" * 500)) <= 200
