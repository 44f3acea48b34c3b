from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pytest

from biaogan.core.errors import InputRefused
from biaogan.handbook import rules
from biaogan.handbook.choices import Kind, Scale
from biaogan.handbook.rules.scoring import ItemScore
from tests.factories.handbook import LEVELS, WAITING


@dataclass
class Line:
    """An item as scoring knows it."""

    kind: str
    points: int = 200
    rule: dict[str, Any] = field(default_factory=dict)
    is_red_flag: bool = False
    proof: str = "deduction"


@dataclass
class Grade:
    floor: int
    code: str
    is_fail: bool = False


GRADES = [Grade(9500, "excellent"), Grade(9000, "good"), Grade(8000, "pass"), Grade(0, "fail", is_fail=True)]
UPTIME = {
    "measure": "bands",
    "better": "higher",
    "unit": "percent",
    "bands": [{"from": "98", "points": 200}, {"from": "95", "points": 100}],
}
SHARE = {"measure": "share"}


@pytest.mark.parametrize(
    ("line", "answer", "earned"),
    [
        (Line(Kind.BINARY), {"met": True}, 200),
        (Line(Kind.BINARY), {"met": False}, 0),
        (Line(Kind.DEDUCTION, rule={"each": 50}), {"count": 0}, 200),
        (Line(Kind.DEDUCTION, rule={"each": 50}), {"count": 3}, 50),
        (Line(Kind.DEDUCTION, rule={"each": 50}), {"count": 4}, 0),
        (Line(Kind.DEDUCTION, rule={"each": 50}), {"count": 5}, 0),
        (Line(Kind.DEDUCTION, 100, {"each": 70}), {"count": 1}, 30),
        (Line(Kind.LEVELS, rule=LEVELS), {"level": "A"}, 200),
        (Line(Kind.LEVELS, rule=LEVELS), {"level": "B"}, 120),
        (Line(Kind.LEVELS, rule=LEVELS), {"level": "C"}, 0),
        (Line(Kind.LEVELS, 1, LEVELS), {"level": "B"}, Fraction(6, 10)),
        (Line(Kind.MEASURE, 400, WAITING), {"value": "10"}, 400),
        (Line(Kind.MEASURE, 400, WAITING), {"value": "10.0001"}, 300),
        (Line(Kind.MEASURE, 400, WAITING), {"value": "15"}, 300),
        (Line(Kind.MEASURE, 400, WAITING), {"value": "20.0"}, 200),
        (Line(Kind.MEASURE, 400, WAITING), {"value": "20.01"}, 0),
        (Line(Kind.MEASURE, rule=UPTIME), {"value": "98"}, 200),
        (Line(Kind.MEASURE, rule=UPTIME), {"value": "97.9999"}, 100),
        (Line(Kind.MEASURE, rule=UPTIME), {"value": "94.9"}, 0),
        (Line(Kind.MEASURE, rule=UPTIME), {"hit": 49, "of": 50}, 200),
        # 97.99999…%: no rounding on the way lifts it over the edge.
        (Line(Kind.MEASURE, rule=UPTIME), {"hit": 979_999_999, "of": 1_000_000_000}, 100),
        (Line(Kind.MEASURE, 300, SHARE), {"hit": 1, "of": 3}, 100),
        (Line(Kind.MEASURE, 200, SHARE), {"hit": 1, "of": 3}, Fraction(200, 3)),
        (Line(Kind.DEVICE, rule={"measure": "all"}), {"working": 3, "tested": 3}, 200),
        (Line(Kind.DEVICE, rule={"measure": "all"}), {"working": 2, "tested": 3}, 0),
        (Line(Kind.DEVICE, 400, {"measure": "share"}), {"working": 2, "tested": 3}, Fraction(800, 3)),
        (Line(Kind.DEVICE, rule={"measure": "each", "each": 100}), {"working": 2, "tested": 3}, 100),
        (Line(Kind.DEVICE, rule={"measure": "each", "each": 100}), {"working": 0, "tested": 3}, 0),
    ],
)
def test_each_kind_earns_exactly_what_its_rule_says(line, answer, earned):
    score = rules.score_item(line, rules.require_answer(line, answer))

    assert (score.earned, score.applicable, score.deducted) == (earned, line.points, line.points - earned)
    assert score.is_applicable
    assert not score.is_veto


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (Line(Kind.BINARY), {"na": True}),
        (Line(Kind.DEDUCTION, rule={"each": 50}), {"na": True}),
        (Line(Kind.MEASURE, rule=SHARE), {"hit": 0, "of": 0}),
        (Line(Kind.MEASURE, rule=UPTIME), {"hit": 0, "of": 0}),
        (Line(Kind.DEVICE, rule={"measure": "all"}), {"working": 0, "tested": 0}),
        (Line(Kind.VETO, 0), {"na": True}),
    ],
)
def test_what_does_not_apply_leaves_numerator_and_denominator(line, answer):
    assert rules.score_item(line, rules.require_answer(line, answer)) == ItemScore()


def test_what_is_not_answered_yet_counts_for_nothing():
    assert rules.score_item(Line(Kind.BINARY), None) == ItemScore()


@pytest.mark.parametrize(
    ("line", "answer", "part"),
    [
        (Line(Kind.BINARY), {"met": 1}, "met"),
        (Line(Kind.BINARY), {}, "met"),
        (Line(Kind.BINARY), {"met": True, "count": 1}, "count"),
        (Line(Kind.BINARY), {"na": True, "met": True}, "met"),
        (Line(Kind.DEDUCTION, rule={"each": 50}), {"count": -1}, "count"),
        (Line(Kind.DEDUCTION, rule={"each": 50}), {"count": True}, "count"),
        (Line(Kind.DEDUCTION, rule={"each": 50}), {"count": 1.5}, "count"),
        (Line(Kind.LEVELS, rule=LEVELS), {"level": "D"}, "level"),
        (Line(Kind.MEASURE, 400, WAITING), {"value": "-1"}, "value"),
        (Line(Kind.MEASURE, 400, WAITING), {"value": "1e3"}, "value"),
        (Line(Kind.MEASURE, 400, WAITING), {"value": "NaN"}, "value"),
        (Line(Kind.MEASURE, rule=SHARE), {"hit": 4, "of": 3}, "hit"),
        (Line(Kind.DEVICE, rule={"measure": "all"}), {"working": 4, "tested": 3}, "working"),
        (Line(Kind.VETO, 0), {"hit": "yes"}, "hit"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_and_names_the_part(line, answer, part):
    with pytest.raises(InputRefused) as refused:
        rules.require_answer(line, answer)

    assert [refusal.column for refusal in refused.value.refusals] == [part]


@pytest.mark.parametrize("answer", [None, [], "met", 1])
def test_an_answer_is_an_object(answer):
    with pytest.raises(InputRefused):
        rules.require_answer(Line(Kind.BINARY), answer)


def test_answers_are_stored_in_one_writing():
    line = Line(Kind.MEASURE, 400, WAITING)

    written = [rules.require_answer(line, {"value": value}) for value in ("12.50", 12.5, "012.5", " 12.5 ")]

    assert written == [{"value": "12.5"}] * 4
    assert rules.require_answer(Line(Kind.BINARY), {"na": False, "met": True}) == {"met": True}


@pytest.mark.parametrize(
    ("kind", "points", "rule", "part"),
    [
        (Kind.BINARY, 200, {"met_when": "often"}, "met_when"),
        (Kind.DEDUCTION, 200, {}, "each"),
        (Kind.DEDUCTION, 200, {"each": 0}, "each"),
        (Kind.LEVELS, 200, {"levels": []}, "levels"),
        (Kind.LEVELS, 200, {"levels": [{"code": "A", "share": 10000}, {"code": "A", "share": 0}]}, "levels"),
        (Kind.LEVELS, 200, {"levels": [{"code": "A", "share": 0}, {"code": "B", "share": 100}]}, "levels"),
        (Kind.LEVELS, 200, {"levels": [{"code": "A", "share": 10001}, {"code": "B", "share": 1}]}, "share"),
        (Kind.MEASURE, 200, {}, "measure"),
        (Kind.MEASURE, 400, {**WAITING, "unit": "miles"}, "unit"),
        (Kind.MEASURE, 200, WAITING, "points"),
        (Kind.MEASURE, 400, {**WAITING, "bands": WAITING["bands"][::-1]}, "bands"),
        (Kind.MEASURE, 400, {**WAITING, "better": "higher"}, "upto"),
        (Kind.DEVICE, 200, {"measure": "each"}, "each"),
        (Kind.DEVICE, 200, {"measure": "all", "each": 5}, "each"),
        (Kind.VETO, 1, {}, "points"),
        ("other", 1, {}, "kind"),
        (Kind.BINARY, 1, [], "rule"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_and_names_the_part(kind, points, rule, part):
    with pytest.raises(InputRefused) as refused:
        rules.read_rule(kind, rule, points)

    assert [refusal.column for refusal in refused.value.refusals] == [part]


def _scores(*pairs):
    return [ItemScore(Fraction(e), Fraction(a), Fraction(a) - Fraction(e), is_applicable=True) for e, a in pairs]


def test_a_score_is_rounded_half_up_once_at_the_end():
    # 3 × 2/3 of a point is 2 exactly; rounded one by one it would be 2.01.
    thirds = _scores(*[(Fraction(200, 3), 100)] * 3)

    assert rules.score_sheet(Scale.SHARE, thirds, GRADES).earned == 200
    # 1/16 of 100 is 6.25; 100 × 333/800 is 41.625, and a half goes up.
    assert rules.score_sheet(Scale.SHARE, _scores((1, 16)), GRADES).score == 625
    assert rules.score_sheet(Scale.SHARE, _scores((333, 800)), GRADES).score == 4163


def test_where_nothing_applied_there_is_no_score_and_no_grade():
    sheet = rules.score_sheet(Scale.SHARE, [ItemScore(), ItemScore()], GRADES)

    assert (sheet.score, sheet.applicable, sheet.grade) == (None, 0, "")
    assert rules.score_sheet(Scale.DEDUCT, [ItemScore()], GRADES).score is None


def test_deductions_are_taken_from_100_and_never_go_below_nothing():
    deducted = _scores((0, 700), (0, 400), (200, 200))

    assert rules.score_sheet(Scale.DEDUCT, deducted, GRADES).score == 8900
    assert rules.score_sheet(Scale.DEDUCT, _scores((0, 20_000)), GRADES).score == 0


@pytest.mark.parametrize(
    ("score", "grade"), [(10_000, "excellent"), (9500, "excellent"), (9499, "good"), (8000, "pass"), (7999, "fail")]
)
def test_a_grade_begins_at_its_floor(score, grade):
    assert rules.grade_of(score, GRADES) == grade


def test_a_crossed_red_line_leaves_the_score_and_fails_the_sheet():
    crossed = rules.score_item(Line(Kind.VETO, 0), {"hit": True})
    sheet = rules.score_sheet(Scale.SHARE, [*_scores((200, 200)), crossed], GRADES)

    assert (sheet.score, sheet.is_veto, sheet.grade) == (10_000, True, "fail")


def test_a_red_line_that_was_not_crossed_changes_nothing():
    kept = rules.score_item(Line(Kind.VETO, 0), {"hit": False})

    assert kept.is_applicable
    assert kept.applicable == 0
    assert rules.score_sheet(Scale.SHARE, [*_scores((200, 200)), kept], GRADES).grade == "excellent"


def test_a_veto_caps_at_the_best_failing_grade_but_lifts_nothing():
    grades = [*GRADES[:3], Grade(6000, "weak", is_fail=True), Grade(0, "fail", is_fail=True)]

    assert rules.grade_of(9900, grades, is_veto=True) == "weak"
    assert rules.grade_of(100, grades, is_veto=True) == "fail"
    assert rules.grade_of(None, grades, is_veto=True) == "weak"


def test_a_red_flag_is_raised_by_lost_points_without_touching_the_grade():
    flagged = Line(Kind.BINARY, is_red_flag=True)
    lost, kept = rules.score_item(flagged, {"met": False}), rules.score_item(flagged, {"met": True})
    sheet = rules.score_sheet(Scale.SHARE, [lost, *_scores((9800, 9800))], GRADES)

    assert (lost.is_flag, kept.is_flag, sheet.flags, sheet.is_veto) == (True, False, 1, False)
    assert sheet.grade == "excellent"


@pytest.mark.parametrize(
    ("proof", "answer", "is_needed"),
    [
        ("deduction", {"met": False}, True),
        ("deduction", {"met": True}, False),
        ("deduction", {"na": True}, False),
        ("always", {"met": True}, True),
        ("always", {"na": True}, False),
        ("none", {"met": False}, False),
    ],
)
def test_proof_is_demanded_where_the_item_says_so(proof, answer, is_needed):
    assert rules.needs_proof(Line(Kind.BINARY, proof=proof), answer) is is_needed


def test_a_crossed_red_line_has_to_be_proven():
    assert rules.needs_proof(Line(Kind.VETO, 0), {"hit": True})
    assert not rules.needs_proof(Line(Kind.VETO, 0), {"hit": False})
