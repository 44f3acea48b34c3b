from __future__ import annotations

from decimal import Decimal

import pytest

from biaogan.handbook import rules
from biaogan.handbook.choices import Kind
from biaogan.handbook.rules import Recorded, recorded_answer
from tests.factories.handbook import LEVELS, WAITING
from tests.handbook.test_scoring import SHARE, UPTIME, Line

NA = {"na": True}


@pytest.mark.parametrize(
    ("line", "figure", "answer"),
    [
        (Line(Kind.BINARY, rule={"met_when": "all"}), Recorded(22, 22), {"met": True}),
        (Line(Kind.BINARY, rule={"met_when": "all"}), Recorded(21, 22), {"met": False}),
        (Line(Kind.BINARY, rule={"met_when": "all"}), Recorded(0, 0), NA),
        (Line(Kind.BINARY, rule={"met_when": "any"}), Recorded(1), {"met": True}),
        (Line(Kind.BINARY, rule={"met_when": "any"}), Recorded(0), {"met": False}),
        (Line(Kind.BINARY, rule={"met_when": "none"}), Recorded(0), {"met": True}),
        (Line(Kind.BINARY, rule={"met_when": "none"}), Recorded(2), {"met": False}),
        (Line(Kind.BINARY), Recorded(2), NA),
        (Line(Kind.DEDUCTION, rule={"each": 100}), Recorded(3, 9), {"count": 3}),
        (Line(Kind.LEVELS, rule=LEVELS), Recorded(1, 1), NA),
        (Line(Kind.MEASURE, rule=SHARE), Recorded(60, 66), {"hit": 60, "of": 66}),
        (Line(Kind.MEASURE, rule=SHARE), Recorded(70, 66), {"hit": 66, "of": 66}),
        (Line(Kind.MEASURE, rule=SHARE), Recorded(0, 0), NA),
        (Line(Kind.MEASURE, rule=SHARE), Recorded(3), NA),
        (Line(Kind.MEASURE, rule=UPTIME), Recorded(97, 99), {"hit": 97, "of": 99}),
        (Line(Kind.MEASURE, rule=UPTIME), Recorded(0, 0), NA),
        (Line(Kind.MEASURE, 400, WAITING), Recorded(value=Decimal("12.50")), {"value": "12.5"}),
        (Line(Kind.MEASURE, 400, WAITING), Recorded(7), {"value": "7"}),
        (Line(Kind.DEVICE, rule={"measure": "all"}), Recorded(3, 4), {"working": 3, "tested": 4}),
        (Line(Kind.VETO, 0), Recorded(1), {"hit": True}),
        (Line(Kind.VETO, 0), Recorded(0), {"hit": False}),
    ],
)
def test_a_figure_answers_the_item_or_the_item_does_not_apply(line, figure, answer):
    assert recorded_answer(line, figure) == answer
    assert rules.require_answer(line, answer) == answer
