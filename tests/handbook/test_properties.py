"""What must hold for every rule and every answer, whatever they are."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from biaogan.handbook import rules
from biaogan.handbook.choices import Kind, Scale
from biaogan.handbook.rules.scoring import ItemScore
from tests.handbook.test_scoring import GRADES, Line

POINTS = st.integers(1, 2000)


@st.composite
def lines(draw):
    """Return an item of any kind with a rule that can be."""
    kind = draw(st.sampled_from([kind.value for kind in Kind]))
    points = 0 if kind == Kind.VETO else draw(POINTS)
    return Line(kind, points, draw(_rule(kind, points)), draw(st.booleans()))


def _rule(kind, points):
    if kind == Kind.DEDUCTION:
        return st.fixed_dictionaries({"each": st.integers(1, 2000)})
    if kind == Kind.LEVELS:
        shares = st.lists(st.integers(0, 10_000), min_size=2, max_size=6, unique=True)
        return shares.map(
            lambda found: {
                "levels": [{"code": str(at), "share": share} for at, share in enumerate(sorted(found, reverse=True))]
            }
        )
    if kind == Kind.MEASURE:
        return st.one_of(st.just({"measure": "share"}), _bands(points))
    if kind == Kind.DEVICE:
        each = st.integers(1, 2000).map(lambda cost: {"measure": "each", "each": cost})
        return st.one_of(st.sampled_from([{"measure": "all"}, {"measure": "share"}]), each)
    return st.just({})


@st.composite
def _bands(draw, points):
    size = draw(st.integers(1, min(4, points)))
    limits = sorted(draw(st.lists(st.integers(0, 100), min_size=size, max_size=size, unique=True)))
    worth = sorted(draw(st.lists(st.integers(0, points), min_size=size, max_size=size, unique=True)), reverse=True)
    better = draw(st.sampled_from(["lower", "higher"]))
    edge = "upto" if better == "lower" else "from"
    edges = limits if better == "lower" else limits[::-1]
    bands = [{edge: str(limit), "points": earned} for limit, earned in zip(edges, worth, strict=True)]
    return {"measure": "bands", "better": better, "unit": draw(st.sampled_from(["percent", "minutes"])), "bands": bands}


def _answers(line):
    if line.kind == Kind.BINARY:
        return st.fixed_dictionaries({"met": st.booleans()})
    if line.kind == Kind.VETO:
        return st.fixed_dictionaries({"hit": st.booleans()})
    if line.kind == Kind.DEDUCTION:
        return st.fixed_dictionaries({"count": st.integers(0, 100)})
    if line.kind == Kind.LEVELS:
        return st.fixed_dictionaries({"level": st.sampled_from([level["code"] for level in line.rule["levels"]])})
    if line.kind == Kind.DEVICE:
        return _pairs("working", "tested")
    values = st.decimals(0, 200, places=2).map(lambda value: {"value": str(value)})
    return values if line.rule["measure"] == "bands" else _pairs("hit", "of")


def _pairs(part, whole):
    return st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: {part: min(pair), whole: max(pair)})


@st.composite
def answered(draw):
    line = draw(lines())
    answer = draw(st.one_of(st.just({"na": True}), _answers(line)))
    return line, rules.require_answer(line, answer)


@given(lines())
def test_a_rule_is_written_as_it_was_read(line):
    rule = rules.read_rule(line.kind, line.rule, line.points)

    assert rules.read_rule(line.kind, rule.as_data(), line.points) == rule


@given(answered())
def test_no_answer_earns_less_than_nothing_or_more_than_the_item_is_worth(pair):
    line, answer = pair
    score = rules.score_item(line, answer)

    assert 0 <= score.earned <= score.applicable <= line.points
    assert score.earned + score.deducted == score.applicable
    assert not score.is_flag or line.is_red_flag


@given(answered())
def test_an_answer_is_stored_as_it_stands_and_can_be_said_in_words(pair):
    line, answer = pair

    assert rules.require_answer(line, answer) == answer
    assert rules.answer_text(line, answer)
    assert rules.rule_text(line)


@given(lines())
def test_every_example_of_a_rule_is_an_answer_that_it_takes(line):
    assert len(rules.examples(line)) >= 3


@given(st.lists(answered(), max_size=40), st.sampled_from(list(Scale)))
def test_a_sheet_scores_within_100_and_as_its_exact_sums_say(pairs, scale):
    scores = [rules.score_item(line, answer) for line, answer in pairs]
    sheet = rules.score_sheet(scale, scores, GRADES)
    earned, applicable = sum(row.earned for row in scores), sum(row.applicable for row in scores)

    assert (sheet.score is None) == (applicable == 0)
    if sheet.score is not None:
        assert 0 <= sheet.score <= rules.FULL_SCORE
    if sheet.score is not None and scale == Scale.SHARE:
        assert abs(sheet.score - 10_000 * earned / applicable) <= Fraction(1, 2)
    assert sheet.is_veto == any(row.is_veto for row in scores)
    assert not sheet.is_veto or sheet.grade == "fail"


@given(st.lists(answered(), min_size=1, max_size=20))
def test_what_does_not_apply_never_changes_a_score(pairs):
    scores = [rules.score_item(line, answer) for line, answer in pairs]

    assert rules.score_sheet(Scale.SHARE, scores, GRADES) == rules.score_sheet(
        Scale.SHARE, [*scores, ItemScore()], GRADES
    )


@given(st.fractions(min_value=0, max_value=10_000))
def test_half_up_is_the_nearest_whole_number(number):
    whole = rules.half_up(number)

    assert -Fraction(1, 2) <= number - whole < Fraction(1, 2)
