"""Moves, draws, teams, moments and conflicts, without a database."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from biaogan.core.errors import RuleBroken
from biaogan.core.time import ZONE
from biaogan.handbook.rules import ItemScore
from biaogan.inspections.choices import Channel, State, Turn
from biaogan.inspections.rules import (
    MOVES,
    NEEDS,
    Lot,
    Move,
    Standing,
    Stint,
    Verdict,
    draw,
    is_of_unit,
    is_proof_wanted,
    judge,
    put_right,
    require_team,
    state_after,
    tickets,
    turn_ends,
)

NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_a_move_is_refused_from_every_state_not_in_the_table(move, state):
    starts_from, leads_to = MOVES[move]

    if state in starts_from:
        assert state_after(move, state) == (state if leads_to is None else leads_to)
    else:
        with pytest.raises(RuleBroken):
            state_after(move, state)


def test_every_move_says_what_it_needs():
    assert set(NEEDS) == set(MOVES) == set(Move)


FRAME = [Lot("WZ001", 1), Lot("WZ002", 2), Lot("WZ003", 5), Lot("WZ004", 1), Lot("WZ005", 3)]


def test_a_draw_comes_out_the_same_on_any_machine_and_for_ever():
    drawn = [lot.code for lot in draw("2026年四季度", FRAME, 5)]

    # Worked out once from SHA-256 by hand; whoever changes the way of drawing gives METHOD another word.
    assert drawn == GOLDEN


GOLDEN = ["WZ003", "WZ004", "WZ001", "WZ005", "WZ002"]


def test_a_draw_does_not_depend_on_the_order_of_its_frame():
    assert draw("a", FRAME, 3) == draw("a", FRAME[::-1], 3)


def test_a_smaller_draw_is_the_beginning_of_a_larger_one():
    assert draw("a", FRAME, 2) == draw("a", FRAME, 5)[:2]
    assert len(draw("a", FRAME, 99)) == len(FRAME)
    assert draw("a", FRAME, 0) == []


def test_lots_with_one_ticket_each_are_drawn_equally_often():
    frame = [Lot(f"U{number}") for number in range(10)]

    first = Counter(draw(f"seed {number}", frame, 1)[0].code for number in range(4000))

    # Four standard deviations around 400.
    assert all(324 <= first[lot.code] <= 476 for lot in frame)


def test_a_lot_comes_first_as_often_as_it_has_tickets():
    first = Counter(draw(f"seed {number}", FRAME, 1)[0].code for number in range(6000))

    total = sum(lot.tickets for lot in FRAME)
    for lot in FRAME:
        share = lot.tickets / total
        spread = 4 * (6000 * share * (1 - share)) ** 0.5
        assert abs(first[lot.code] - 6000 * share) <= spread


@pytest.mark.parametrize(
    ("months", "expected"), [(None, 5), (0, 1), (2, 1), (3, 2), (6, 3), (12, 5), (120, 5), (-1, 1)]
)
def test_a_unit_gets_more_tickets_the_longer_it_is_unseen(months, expected):
    assert tickets(months, months_a_ticket=3, at_most=5) == expected


SINCE = dt.date(2025, 11, 23)
OUTLET = "1.2.3.30.31"


@pytest.mark.parametrize(
    ("stint", "belongs"),
    [
        (Stint("1.2.3.30.31", "outlet"), True),
        (Stint("1.2.3.30.31.99", "department"), True),
        (Stint("1.2.3.30", "sub_branch"), True),
        (Stint("1.2.3.30.32", "outlet"), False),
        # A post at the branch, or in one of its departments, makes nobody a member of each outlet below.
        (Stint("1.2.3", "branch"), False),
        (Stint("1.2.3.9", "department"), False),
        # Left yesterday, and left on the very day that counts.
        (Stint("1.2.3.30.31", "outlet", dt.date(2026, 11, 22)), True),
        (Stint("1.2.3.30.31", "outlet", SINCE), False),
        (Stint("1.2.3.30.31", "outlet", dt.date(2025, 11, 24)), True),
        # 1.2.3.30.3 is no part of 1.2.3.30.31.
        (Stint("1.2.3.30.3", "outlet"), False),
    ],
)
def test_somebody_belongs_to_a_unit_by_a_post_at_it_below_it_or_answering_for_it(stint, belongs):
    assert is_of_unit(OUTLET, [stint], since=SINCE) is belongs


def test_a_team_on_site_has_two_inspectors_none_of_the_unit():
    require_team(Channel.ONSITE, [1, 2], of_unit=[], onsite_needs=2)
    require_team(Channel.OFFSITE, [1], of_unit=[], onsite_needs=2)
    require_team(Channel.SELF_CHECK, [1], of_unit=[1], onsite_needs=2)
    for channel, people, of_unit in [
        (Channel.ONSITE, [1], []),
        (Channel.ONSITE, [1, 1], []),
        (Channel.ONSITE, [1, 2], [2]),
        (Channel.OFFSITE, [], []),
        (Channel.MYSTERY, [3], [3]),
    ]:
        with pytest.raises(RuleBroken):
            require_team(channel, people, of_unit=of_unit, onsite_needs=2)


def test_a_moment_that_cannot_be_is_put_right_and_what_was_claimed_is_kept():
    earliest = NOON - dt.timedelta(hours=3)
    early, late = NOON - dt.timedelta(days=400), NOON + dt.timedelta(days=2)

    assert put_right(None, earliest=earliest, now=NOON).at == NOON
    assert put_right(NOON, earliest=earliest, now=NOON) == put_right(None, earliest=earliest, now=NOON)
    assert vars(put_right(early, earliest=earliest, now=NOON)) == {"at": earliest, "claimed": early}
    assert vars(put_right(late, earliest=earliest, now=NOON)) == {"at": NOON, "claimed": late}


def test_a_turn_ends_after_its_weeks_or_months():
    assert turn_ends(dt.date(2026, 11, 30), 3, Turn.MONTHS) == dt.date(2027, 2, 28)
    assert turn_ends(dt.date(2026, 11, 30), 1, Turn.WEEKS) == dt.date(2026, 12, 7)


@pytest.mark.parametrize(
    ("standing", "base", "new", "verdict"),
    [
        (Standing(None), 0, "a", Verdict.HOLDS),
        (Standing("a", 7), 7, "b", Verdict.HOLDS),
        (Standing("a", 7), 0, "b", Verdict.CONFLICT),
        (Standing("a", 7), 3, "b", Verdict.CONFLICT),
        # Both wrote the same: nothing to choose.
        (Standing("a", 7), 0, "a", Verdict.SAME),
        (Standing("a", 7), 7, "a", Verdict.SAME),
        # What stands is chosen, having seen both.
        (Standing("a", 7, 9), 7, "a", Verdict.CHOSEN),
        (Standing("a", 7, 9), 0, "a", Verdict.SAME),
        (Standing("a", 10, 9), 10, "a", Verdict.SAME),
    ],
)
def test_what_becomes_of_a_change_follows_from_what_its_writer_had_seen(standing, base, new, verdict):
    assert judge(standing, base=base, new=new) is verdict


class _Item:
    channels = ("onsite",)

    def __init__(self, proof):
        self.proof = proof


@pytest.mark.parametrize(
    ("proof", "score", "wanted"),
    [
        ("none", ItemScore(deducted=1, is_applicable=True), False),
        ("deduction", ItemScore(deducted=1, is_applicable=True), True),
        ("deduction", ItemScore(is_applicable=True), False),
        ("deduction", ItemScore(is_veto=True, is_applicable=True), True),
        ("always", ItemScore(is_applicable=True), True),
        ("always", ItemScore(), False),
    ],
)
def test_proof_is_wanted_as_the_item_says(proof, score, wanted):
    assert is_proof_wanted(_Item(proof), score) is wanted
