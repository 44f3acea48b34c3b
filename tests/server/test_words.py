import re
import string
from pathlib import Path

import pytest

import biaogan.server
from biaogan.server.words import SENTENCES, Refused, say


@pytest.mark.parametrize("key", SENTENCES)
def test_both_languages_name_the_same_things(key):
    english, chinese = ({name for _, name, _, _ in string.Formatter().parse(text) if name} for text in SENTENCES[key])

    assert english == chinese
    assert re.search("[\u4e00-\u9fff]", SENTENCES[key][1])


def test_every_sentence_is_used_and_every_used_one_exists():
    sources = [each.read_text() for each in Path(biaogan.server.__file__).parents[1].glob("[sc][el][ri]*/**/*.py")]
    used = {key for source in sources for key in re.findall(r"(?:Refused|say)\(\s*\"(\w+)\"", source)}

    assert used == set(SENTENCES)


@pytest.mark.parametrize(
    ("environment", "chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, False),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_SG"}, True),
        ({}, False),
    ],
)
def test_the_terminal_s_locale_chooses_the_language(monkeypatch, environment, chinese):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert ("数据库" in say("database_died")) is chinese
    assert Refused("file_exists", file="x").key == "file_exists"
