from __future__ import annotations

import datetime as dt

import pytest

from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.rectification.choices import ENDED, NoticeState, Source, State
from biaogan.rectification.rules import (
    MAIN,
    MOVES,
    NOTICE_MAIN,
    NOTICE_MOVES,
    Found,
    Move,
    NoticeMove,
    days_until,
    is_within,
    may_move,
    may_recheck,
    moves_from,
    notice_moves_from,
    notice_state_after,
    repeats_of,
    require_between,
    require_may_recheck,
    require_move,
    require_other_person,
)
from tests.conftest import NOW

DAY = dt.timedelta(days=1)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_a_finding_on_a_notice_makes_the_moves_of_the_table_and_no_other(move, state):
    allowed = state in MOVES[move][0] and not (state == State.OPEN and move in (Move.REPLY, Move.EXTEND))

    if allowed:
        require_move(move, state, source=Source.ONSITE, has_notice=True)
    else:
        with pytest.raises(RuleBroken):
            require_move(move, state, source=Source.ONSITE, has_notice=True)


@pytest.mark.parametrize("state", NoticeState)
@pytest.mark.parametrize("move", NoticeMove)
def test_a_notice_makes_the_moves_of_the_table_and_no_other(move, state):
    starts_from, leads_to = NOTICE_MOVES[move]

    if state in starts_from:
        assert notice_state_after(move, state) == (leads_to or state)
    else:
        with pytest.raises(RuleBroken):
            notice_state_after(move, state)


@pytest.mark.parametrize("state", ENDED)
def test_what_has_ended_moves_no_more(state):
    assert moves_from(state, source=Source.COMPLAINT, has_notice=False) == []


def test_the_main_move_of_each_state_is_one_that_the_table_allows():
    assert all(may_move(move, state, source=Source.ONSITE, has_notice=True) for state, move in MAIN.items())
    assert all(move in notice_moves_from(state) for state, move in NOTICE_MAIN.items())


@pytest.mark.parametrize(
    ("source", "has_notice", "may"),
    [
        (Source.COMPLAINT, False, True),
        (Source.SELF_CHECK, False, True),
        (Source.COMPLAINT, True, False),
        (Source.ONSITE, False, False),
    ],
)
def test_an_open_finding_is_answered_only_where_it_is_owed_at_once(source, has_notice, may):
    assert may_move(Move.REPLY, State.OPEN, source=source, has_notice=has_notice) is may


def test_nobody_approves_their_own_notice():
    require_other_person(1, drafter=2)
    with pytest.raises(RuleBroken) as refused:
        require_other_person(1, drafter=1)
    assert refused.value.code == "notice.own_draft"


@pytest.mark.parametrize(
    ("person", "doers", "is_of_unit", "may"),
    [(1, {2}, False, True), (1, {1, 2}, False, False), (1, {2}, True, False), (None, set(), False, False)],
)
def test_whoever_did_it_or_is_of_the_unit_does_not_check_it(person, doers, is_of_unit, may):
    assert may_recheck(person, doers=doers, is_of_unit=is_of_unit) is may


def test_a_refused_check_says_whether_it_was_the_work_or_the_unit():
    for doers, is_of_unit, code in (({1}, False, "recheck.own_work"), (set(), True, "recheck.own_unit")):
        with pytest.raises(RuleBroken) as refused:
            require_may_recheck(1, doers=doers, is_of_unit=is_of_unit)
        assert refused.value.code == code


@pytest.mark.parametrize(("days", "within"), [(0, True), (89, True), (90, True), (91, False)])
def test_the_last_day_of_the_span_still_makes_a_repeat(days, within):
    assert is_within(NOW, NOW + days * DAY, days=90) is within


def _found(
    ref: int, days: int, *, code: str = "E01", unit: int = 1, source: str = Source.ONSITE, book: int = 1
) -> Found:
    return Found(ref, (unit, book, code), source, NOW + days * DAY)


def _repeats(*rows: Found, known: dict | None = None) -> dict[int, int]:
    return repeats_of(rows, known or {}, days={row.ref: 90 for row in rows})


def test_a_repeat_points_at_the_last_finding_before_it():
    assert _repeats(_found(3, 40), _found(1, 0), _found(2, 20)) == {2: 1, 3: 2}


def test_what_is_known_from_before_is_repeated_too():
    known = {(1, 1, "E01"): [(NOW - 90 * DAY, 7), (NOW - 200 * DAY, 6)]}

    assert _repeats(_found(8, 0), known=known) == {8: 7}


@pytest.mark.parametrize(
    "other",
    [
        _found(2, 10, code="E02"),
        _found(2, 10, unit=2),
        _found(2, 10, book=2),
        _found(2, 91),
        _found(2, 0),
        _found(2, 10, code=""),
    ],
    ids=["another item", "another unit", "another handbook", "too late", "the same moment", "no item"],
)
def test_what_is_no_repeat(other):
    assert _repeats(_found(1, 0), other) == {}


def test_a_self_check_neither_repeats_nor_is_repeated():
    assert _repeats(_found(1, 0), _found(2, 5, source=Source.SELF_CHECK), _found(3, 10)) == {3: 1}


def test_a_moment_ahead_or_before_the_finding_is_refused():
    require_between(NOW, since=NOW, now=NOW)
    for moment, code in ((NOW + DAY, "finding.moment_ahead"), (NOW - 2 * DAY, "finding.moment_too_early")):
        with pytest.raises(InputRefused) as refused:
            require_between(moment, since=NOW - DAY, now=NOW)
        assert refused.value.code == code


def test_a_limit_ends_today_at_the_earliest_and_in_a_year_at_the_latest():
    today = NOW.date()
    assert days_until(today, now=NOW) == 0
    assert days_until(today + 10 * DAY, now=NOW) == 10
    for day in (today - DAY, today + 400 * DAY):
        with pytest.raises(InputRefused):
            days_until(day, now=NOW)
