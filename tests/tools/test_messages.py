"""The check of the catalogues of translations."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from tools import messages


def catalogue(*rows: tuple[str, str] | tuple[str, str, str]) -> Catalog:
    made = Catalog(locale="zh_Hans")
    for english, chinese, *context in rows:
        made.add(english, chinese, context=context[0] if context else None)
    return made


def test_two_apps_that_translate_a_string_differently_clash() -> None:
    found = messages.clashes({"org": catalogue(("yes", "是")), "accounts": catalogue(("yes", "有"))})

    assert found == ["'yes' is '是' in org, but '有' in accounts"]


def test_the_same_translation_in_two_apps_is_no_clash() -> None:
    assert not messages.clashes({"org": catalogue(("yes", "是")), "accounts": catalogue(("yes", "是"))})


def test_a_context_keeps_two_meanings_apart() -> None:
    assert not messages.clashes({"org": catalogue(("yes", "是")), "accounts": catalogue(("yes", "有", "right"))})


def test_two_apps_clash_within_a_context_as_well() -> None:
    found = messages.clashes({"a": catalogue(("Open", "营业", "hours")), "b": catalogue(("Open", "开门", "hours"))})

    assert found == ["'Open' (hours) is '营业' in a, but '开门' in b"]


def test_a_string_without_chinese_is_told_once_and_is_no_clash() -> None:
    assert not messages.clashes({"org": catalogue(("yes", "是")), "accounts": catalogue(("yes", ""))})


def test_a_clash_fails_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for app, chinese in (("first", "撤回"), ("second", "收回")):
        path = tmp_path / app / messages.CATALOGUE
        path.parent.mkdir(parents=True)
        (tmp_path / app / "said.py").write_text('_("Take back")\n', "utf-8")
        with path.open("wb") as file:
            write_po(file, catalogue(("Take back", chinese)))
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)

    assert messages.check(messages.apps()) == 1
    assert "'Take back' is '撤回' in first, but '收回' in second" in capsys.readouterr().out


def test_no_string_of_the_product_lacks_chinese_or_clashes() -> None:
    assert messages.check(messages.apps()) == 0
