from __future__ import annotations

import pytest
from django.utils import translation

from biaogan.audit.facts import fact_name, fact_value


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (3, "3"),
        (True, "是"),
        (["a", "b"], "a、b"),
        ("2026-11-25T17:30:00+08:00", "2026-11-25 周三 17:30"),
        ("Transfer", "Transfer"),
        ({"limit": "2wd", "in_time": False}, "期限 2wd；按时 否"),
    ],
)
def test_a_fact_is_told_without_a_machines_spelling(value: object, words: str) -> None:
    with translation.override("zh-hans"):
        assert fact_value(value) == words


def test_a_fact_without_a_name_keeps_its_own() -> None:
    assert fact_name("eggs") == "eggs"
