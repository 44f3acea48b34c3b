"""Many sheets at once score exactly as one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biaogan.handbook import rules
from biaogan.handbook.choices import Kind, Scale
from biaogan.handbook.rules import setwise
from tests.factories.handbook import LEVELS, WAITING
from tests.handbook.test_properties import answered
from tests.handbook.test_scoring import GRADES, SHARE, UPTIME, Line


def _columns(sheets):
    """Return the answers of sheets, each a list of (item, answer), as columns, and the table of their items."""
    items = [line for sheet in sheets for line, _answer in sheet]
    rows = [(number, *setwise.answer_of(line, answer)) for number, sheet in enumerate(sheets) for line, answer in sheet]
    sheet, x, y = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    return setwise.Answers(sheet, np.arange(len(items)), x, y), setwise.Table.of(items)


def _one_by_one(sheets, scale):
    found = []
    for sheet in sheets:
        scored = rules.score_sheet(scale, [rules.score_item(line, answer) for line, answer in sheet], GRADES)
        found.append((-1 if scored.score is None else scored.score, scored.earned, scored.applicable, scored.is_veto))
    return found


def _at_once(sheets, scale):
    found = setwise.scores(*_columns(sheets), scale=scale)
    return list(
        zip(
            found.score.tolist(),
            found.earned.tolist(),
            found.applicable.tolist(),
            found.is_veto.tolist(),
            strict=True,
        )
    )


@settings(max_examples=200)
@given(st.lists(st.lists(answered(), min_size=1, max_size=8), min_size=1, max_size=8), st.sampled_from(list(Scale)))
def test_sheets_score_at_once_as_they_do_one_by_one(sheets, scale):
    assert _at_once(sheets, scale) == _one_by_one(sheets, scale)


def test_sheets_that_fall_on_a_half_are_reckoned_exactly():
    thirds = [(Line(Kind.MEASURE, 100, SHARE), {"hit": 1, "of": 3})] * 3
    # 100 of 800 is 12.5 %; with a hundredth of 3 × 1/3 it stays a half of a hundredth, which goes up.
    sheets = [
        [*thirds, (Line(Kind.BINARY, 7 * 300), {"met": False})],
        [(Line(Kind.MEASURE, 1, SHARE), {"hit": 1, "of": 6})] * 3,
        [(Line(Kind.MEASURE, 3, SHARE), {"hit": 5, "of": 7})] * 7,
    ]
    for scale in Scale:
        assert _at_once(sheets, scale) == _one_by_one(sheets, scale)


@pytest.mark.parametrize(
    ("line", "answers"),
    [
        (Line(Kind.MEASURE, 400, WAITING), [{"value": v} for v in ("10", "10.0001", "15", "20", "20.0001", "0")]),
        (Line(Kind.MEASURE, rule=UPTIME), [{"value": v} for v in ("98", "97.9999", "95", "94.9999", "100")]),
        (
            Line(Kind.MEASURE, rule=UPTIME),
            [{"hit": 49, "of": 50}, {"hit": 979_999, "of": 1_000_000}, {"hit": 0, "of": 0}],
        ),
        (Line(Kind.LEVELS, 1, LEVELS), [{"level": level} for level in "ABC"]),
    ],
)
def test_edges_and_levels_are_the_same_at_once(line, answers):
    # Beside an item with more bands, so that the shorter row is padded.
    other = Line(Kind.MEASURE, 400, {**WAITING, "bands": [*WAITING["bands"], {"upto": "30", "points": 100}]})
    sheets = [[(line, answer), (other, {"value": "25"})] for answer in answers]

    assert _at_once(sheets, Scale.SHARE) == _one_by_one(sheets, Scale.SHARE)


def test_more_rows_than_are_worked_on_at_once_come_out_whole(monkeypatch):
    monkeypatch.setattr(setwise, "PIECE", 7)
    lines = [Line(Kind.DEDUCTION, rule={"each": 50}), Line(Kind.MEASURE, 200, SHARE), Line(Kind.VETO, 0)]
    answers = [{"count": 1}, {"hit": 2, "of": 3}, {"hit": True}]
    sheets = [list(zip(lines[: 1 + at % 3], answers, strict=False)) for at in range(40)]

    assert _at_once(sheets, Scale.SHARE) == _one_by_one(sheets, Scale.SHARE)


def test_numbers_that_do_not_fit_are_refused():
    columns, table = _columns([[(Line(Kind.MEASURE, 200, SHARE), {"hit": 1, "of": 3})]])
    huge = setwise.Answers(columns.sheet, columns.item, columns.x * 2**50, columns.y * 2**50)

    with pytest.raises(OverflowError):
        setwise.scores(huge, table)
