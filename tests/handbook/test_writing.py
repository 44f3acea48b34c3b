from __future__ import annotations

import pytest
from hypothesis import given

from biaogan.core.errors import InputRefused
from biaogan.handbook.choices import Kind
from biaogan.handbook.rules.writing import read_written, written
from tests.factories.handbook import LEVELS, WAITING
from tests.handbook.test_properties import lines
from tests.handbook.test_scoring import UPTIME

NAMED = {"levels": [{"code": "A", "share": 10000, "name_zh": "好", "name_en": "Good"}, {"code": "B", "share": 3333}]}


@pytest.mark.parametrize(
    ("kind", "rule", "line"),
    [
        (Kind.BINARY, {}, ""),
        (Kind.BINARY, {"met_when": "all"}, "all"),
        (Kind.DEDUCTION, {"each": 50}, "0.5"),
        (Kind.LEVELS, LEVELS, "A=100; B=60; C=0"),
        (Kind.LEVELS, NAMED, "A=100 好/Good; B=33.33"),
        (Kind.MEASURE, WAITING, "minutes ≤ 10:4; 15:3; 20:2"),
        (Kind.MEASURE, UPTIME, "percent ≥ 98:2; 95:1"),
        (Kind.MEASURE, {"measure": "share"}, "share"),
        (Kind.DEVICE, {"measure": "all"}, "all"),
        (Kind.DEVICE, {"measure": "each", "each": 100}, "each 1"),
        (Kind.VETO, {}, ""),
    ],
)
def test_a_rule_is_one_line_in_a_file_and_reads_in_again(kind, rule, line):
    points = 0 if kind == Kind.VETO else 400

    assert written(kind, rule, points) == line
    assert read_written(kind, line, points) == rule


@given(lines())
def test_every_rule_comes_back_as_it_was_written(line):
    assert read_written(line.kind, written(line.kind, line.rule, line.points), line.points) == line.rule


@pytest.mark.parametrize(
    ("kind", "line", "rule"),
    [
        (Kind.DEDUCTION, "-0.5", {"each": 50}),
        (Kind.DEDUCTION, "0.5分", {"each": 50}),
        (Kind.LEVELS, "A：100%；B：60%；C：0%", LEVELS),
        (Kind.MEASURE, "minutes <= 10:4；15：3；20:2；", WAITING),
        (Kind.MEASURE, "Share", {"measure": "share"}),
        (Kind.DEVICE, "", {"measure": "all"}),
    ],
)
def test_what_people_type_is_understood(kind, line, rule):
    assert read_written(kind, line, 400) == rule


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (Kind.BINARY, "sometimes"),
        (Kind.DEDUCTION, ""),
        (Kind.DEDUCTION, "NaN"),
        (Kind.DEDUCTION, "0.555"),
        (Kind.LEVELS, "A 100, B 60"),
        (Kind.MEASURE, "10:4"),
        (Kind.MEASURE, "miles ≤ 10:4"),
        (Kind.MEASURE, "minutes ≤ 10"),
        (Kind.DEVICE, "each"),
        (Kind.VETO, "0.5"),
    ],
)
def test_a_line_that_is_no_rule_is_refused(kind, line):
    with pytest.raises(InputRefused):
        read_written(kind, line, 0 if kind == Kind.VETO else 400)
