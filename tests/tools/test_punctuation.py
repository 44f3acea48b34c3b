"""Chinese punctuation in everything that speaks Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import punctuation


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("自助机,特此表扬", "自助机，特此表扬"),
        ("投诉(带行号)", "投诉（带行号）"),
        ("已办结.", "已办结。"),
        ("请稍候...", "请稍候……"),
        ("用 UTF-8, GBK 或 UTF-16。", "用 UTF-8, GBK 或 UTF-16。"),
    ],
)
def test_marks_after_chinese_become_wide(written: str, meant: str) -> None:
    assert punctuation.mended(written) == meant


@pytest.mark.parametrize(
    ("ending", "written", "meant"),
    [
        (
            ".po",
            'msgid "such as 态度, queue"\nmsgstr ""\n"例如态度,排队"\n',
            'msgid "such as 态度, queue"\nmsgstr ""\n"例如态度，排队"\n',
        ),
        (".py", 'STORY = "使用自助机,特此表扬。"\n', 'STORY = "使用自助机，特此表扬。"\n'),
        (".py", 'PAIR = ("先生", "女士")  # 先生, 女士\n', None),
        (".py", 'JOINTS = r"[、和与及,，/]"\n', None),
        (".py", '"""Words: 服务态度, 排队等候时间, 网点环境."""\n', None),
        (".py", 'HELP = "Follows the name: 先生, 女士."\n', None),
        (".html", "<p>{{ name }}您好,请查收。</p>", "<p>{{ name }}您好，请查收。</p>"),
        (".toml", 'title_zh = "投诉(无编号)"\n', 'title_zh = "投诉（无编号）"\n'),
        (".md", "先看`a, b`再说,然后停。\n", "先看`a, b`再说，然后停。\n"),
    ],
)
def test_each_kind_of_file_is_mended_where_it_speaks_chinese(ending: str, written: str, meant: str | None) -> None:
    assert punctuation.READERS[ending](written) == (meant or written)


def test_the_product_has_no_half_width_mark_in_its_chinese() -> None:
    strays = {path for path in punctuation.everything() if _mended(path) != path.read_text("utf-8")}

    assert not strays


def _mended(path: Path) -> str:
    return punctuation.READERS[path.suffix](path.read_text("utf-8"))
