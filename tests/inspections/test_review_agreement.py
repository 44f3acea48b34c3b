"""Cohen's kappa and mildness, against sums done by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from biaogan.handbook.rules import ItemScore
from biaogan.inspections.rules.agreement import Scored, drift, kappa, mildness, verdict_word

YES_NO = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15


def test_kappa_is_agreement_beyond_chance():
    # Of 50 pairs 35 agree, 0.7. By chance 25/50·30/50 + 25/50·20/50 = 0.5. (0.7 − 0.5) / (1 − 0.5) = 0.4.
    # The error is √(0.7·0.3/50) / 0.5 = 0.1296, so that the interval is 0.4 ± 0.254.
    found = kappa(YES_NO)

    assert (found.pairs, found.agreed, found.share) == (50, 35, Fraction(7, 10))
    assert found.value == pytest.approx(0.4)
    assert found.low == pytest.approx(0.146, abs=0.001)
    assert found.high == pytest.approx(0.654, abs=0.001)


def test_three_words_are_counted_as_well_as_two():
    # 12 pairs: 8 agree. ones: full 6, part 4, none 2; others: full 5, part 4, none 3.
    # By chance (6·5 + 4·4 + 2·3) / 144 = 52/144. (8/12 − 52/144) / (1 − 52/144) = 44/92.
    pairs = (
        [("full", "full")] * 4
        + [("part", "part")] * 2
        + [("none", "none")] * 2
        + [("full", "part")] * 2
        + [("part", "none"), ("part", "full")]
    )

    assert kappa(pairs).value == pytest.approx(44 / 92)


def test_reviewers_who_always_agree_have_a_kappa_of_one():
    found = kappa([("yes", "yes")] * 6 + [("no", "no")] * 6)

    assert (found.value, found.low, found.high) == (1.0, 1.0, 1.0)


def test_reviewers_who_never_agree_have_a_kappa_below_nothing():
    assert kappa([("yes", "no")] * 5 + [("no", "yes")] * 5).value == pytest.approx(-1.0)


def test_where_everybody_always_says_the_same_there_is_no_kappa():
    found = kappa([("full", "full")] * 40)

    assert (found.agreed, found.value, found.low) == (40, None, None)


@pytest.mark.parametrize("count", [0, 1, 9])
def test_too_few_pairs_say_nothing(count):
    found = kappa(YES_NO[:count])

    assert (found.pairs, found.value) == (count, None)


def test_nobody_agrees_where_there_is_no_pair():
    assert kappa([]).share is None


@pytest.mark.parametrize(
    ("score", "word"),
    [
        (ItemScore(), "na"),
        (ItemScore(Fraction(200), Fraction(200), is_applicable=True), "full"),
        (ItemScore(Fraction(100), Fraction(200), Fraction(100), is_applicable=True), "part"),
        (ItemScore(Fraction(0), Fraction(200), Fraction(200), is_applicable=True), "none"),
        (ItemScore(is_veto=True, is_applicable=True), "none"),
        (ItemScore(is_applicable=True), "full"),
    ],
    ids=["not applicable", "all points", "some points", "no points", "a red line crossed", "a red line not crossed"],
)
def test_an_answer_comes_to_one_of_four_words(score, word):
    assert verdict_word(score) == word


AMONG = (1, "offsite")


def scored(inspector: int, *scores: int, month: str = "2026-10", among: tuple[int, str] = AMONG) -> list[Scored]:
    return [Scored(inspector, month, among, score) for score in scores]


def test_mildness_is_the_distance_to_what_the_others_gave():
    # The others of inspector 1 gave 8000 and 9000, 8500 on the mean: 9500, 9000, 9400 lie 1000, 500 and 900 above, 800 on the mean.
    rows = [*scored(1, 9500, 9000, 9400), *scored(2, 8000, 9000)]

    found = mildness(rows)

    assert found[1, "2026-10"].above == Fraction(800)
    assert found[1, "2026-10"].sheets == 3
    assert found[2, "2026-10"].above is None, "two sheets say nothing"


def test_only_what_is_comparable_is_compared():
    rows = [*scored(1, 9500, 9500, 9500), *scored(2, 5000, 5000, 5000, among=(1, "onsite"))]

    assert mildness(rows) == {}
    assert mildness([*rows, *scored(2, 9000, month="2026-09")]) == {}


def test_drift_is_the_slope_of_the_months_that_say_something():
    # 0, 100, 200 in months 0, 1, 2: a hundred a month. With a gap, months 0, 1 and 3 at 0, 100 and 300: the same.
    assert drift([Fraction(0), Fraction(100), Fraction(200)]) == Fraction(100)
    assert drift([Fraction(0), Fraction(100), None, Fraction(300)]) == Fraction(100)
    assert drift([Fraction(5), Fraction(5), Fraction(5)]) == 0


def test_two_months_make_no_drift():
    assert drift([Fraction(0), None, Fraction(100)]) is None
