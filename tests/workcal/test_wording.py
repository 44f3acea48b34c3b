from __future__ import annotations

import pytest
from django.utils import translation

from biaogan.workcal.rules import Limit
from biaogan.workcal.wording import limit_text


@pytest.mark.parametrize(
    ("limit", "english", "chinese"),
    [
        ("1wd", "1 working day", "1 个工作日"),
        ("2wd", "2 working days", "2 个工作日"),
        ("1wh", "1 working hour", "1 个工作小时"),
        ("1h", "1 hour", "1 小时"),
        ("1d", "1 calendar day", "1 个自然日"),
        ("15d", "15 calendar days", "15 个自然日"),
        ("1mo", "1 month", "1 个月"),
    ],
)
def test_a_limit_is_said_as_people_say_it(limit, english, chinese):
    with translation.override("en"):
        assert limit_text(Limit.parse(limit)) == english
    with translation.override("zh-hans"):
        assert limit_text(Limit.parse(limit)) == chinese
