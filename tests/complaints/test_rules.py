from __future__ import annotations

import pytest

from biaogan.complaints.choices import State
from biaogan.complaints.rules import (
    MAIN,
    MOVES,
    NEEDS,
    Bound,
    Move,
    Stake,
    interest_of,
    is_above,
    is_major,
    moves_from,
    next_stage,
    require_authority,
    require_no_interest,
    stages,
    state_after,
)
from biaogan.core.errors import RuleBroken

BOUNDS = [
    Bound("outlet_head", 20_000, "网点负责人", 1),
    Bound("sub_branch_head", 200_000, "支行行长", 2),
    Bound("office_head", 500_000, "办公室主任", 3),
    Bound("vice_president", 2_000_000, "副行长", 4),
]


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_a_move_is_refused_from_every_state_not_in_the_table(move, state):
    starts_from, leads_to = MOVES[move]

    if state in starts_from:
        assert state_after(move, state) == (leads_to or state)
    else:
        with pytest.raises(RuleBroken):
            state_after(move, state)


def test_every_move_says_what_it_needs():
    assert set(NEEDS) == set(MOVES) == set(Move)


@pytest.mark.parametrize("state", MAIN)
def test_the_main_move_of_a_state_may_start_there(state):
    assert MAIN[state] in moves_from(state)


@pytest.mark.parametrize("state", [State.DECLINED, State.WITHDRAWN, State.MERGED])
def test_nothing_more_can_be_done_with_what_has_ended_early(state):
    assert moves_from(state) == []


@pytest.mark.parametrize("bound", BOUNDS, ids=lambda bound: bound.post_kind)
def test_the_bound_itself_is_within_and_one_fen_more_is_not(bound):
    assert require_authority(bound.amount, held={bound.post_kind}, bounds=BOUNDS) == bound

    with pytest.raises(RuleBroken):
        require_authority(bound.amount + 1, held={bound.post_kind}, bounds=BOUNDS)


def test_what_is_not_within_authority_names_the_post_that_it_belongs_to():
    with pytest.raises(RuleBroken) as refused:
        require_authority(20_001, held={"outlet_head"}, bounds=BOUNDS)

    assert refused.value.code == "complaint.not_within_authority"
    assert "支行行长" in refused.value.message


def test_above_the_highest_bound_it_belongs_to_the_branch_above():
    held = {bound.post_kind for bound in BOUNDS}

    with pytest.raises(RuleBroken) as refused:
        require_authority(2_000_001, held=held, bounds=BOUNDS)

    assert refused.value.code == "complaint.above_all_bounds"


def test_the_smallest_bound_that_covers_the_amount_is_the_one_it_rests_on():
    held = {"office_head", "vice_president"}

    assert require_authority(500_000, held=held, bounds=BOUNDS).post_kind == "office_head"
    assert require_authority(500_001, held=held, bounds=BOUNDS).post_kind == "vice_president"


@pytest.mark.parametrize(("count", "face_to_face", "major"), [(19, True, False), (20, True, True), (20, False, False)])
def test_twenty_together_and_face_to_face_are_major(count, face_to_face, major):
    assert is_major(joint_count=count, is_face_to_face=face_to_face, major_from=20) is major


def test_the_limit_is_extended_twice_at_most():
    assert (next_stage(0), next_stage(1)) == (1, 2)
    with pytest.raises(RuleBroken):
        next_stage(2)


def test_above_is_strictly_above():
    assert is_above("1.2", "1.2.30")
    assert not is_above("1.2", "1.2")
    assert not is_above("1.2", "1.20")


@pytest.mark.parametrize(
    ("person", "stake"), [(1, Stake.COMPLAINED_OF), (2, Stake.DECLARED), (3, Stake.OWN_UNIT), (4, None)]
)
def test_an_interest_is_found(person, stake):
    own_units = {7} if person == 3 else {8}

    found = interest_of(person, complained_of={1}, barred={1, 2}, own_units=own_units, subject=7)

    assert found == stake


def test_whoever_has_an_interest_is_refused_by_name():
    with pytest.raises(RuleBroken) as refused:
        require_no_interest(Stake.OWN_UNIT, name="李明")

    assert "李明" in refused.value.message
    require_no_interest(None, name="李明")


def test_a_complaint_on_its_way_shows_what_lies_behind_and_ahead():
    shown = [how for _stage, how in stages(State.DETERMINED, {State.REGISTERED, State.ACCEPTED})]

    assert shown == ["done", "done", "now", "ahead", "ahead", "ahead"]


def test_a_complaint_that_ended_early_skipped_the_rest():
    shown = [how for _stage, how in stages(State.WITHDRAWN, {State.REGISTERED, State.ACCEPTED, State.INVESTIGATING})]

    assert shown == ["done", "skipped", "skipped", "skipped", "skipped", "skipped"]


def test_a_closed_complaint_has_every_stage_behind_it():
    assert {how for _stage, how in stages(State.CLOSED, {State.TOLD})} == {"done"}
