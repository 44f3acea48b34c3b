"""Opening hours and the way of a repair, without a database."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biaogan.core.errors import RuleBroken
from biaogan.core.time import ZONE
from biaogan.premises.kinds import ENDED, IS_DOWN, RepairState
from biaogan.premises.rules import (
    MAIN,
    MOVES,
    Move,
    Span,
    TimeTable,
    Weekly,
    is_open_to,
    moves_from,
    read_spans,
    state_after,
)

MORNING, AFTERNOON = Span(9 * 60, 12 * 60), Span(13 * 60 + 30, 17 * 60)
MONDAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("9:00-12:00, 13:30-17:00", [MORNING, AFTERNOON]),
        ("13:30–17:00；9：00至12：00", [MORNING, AFTERNOON]),
        ("0:00-24:00", [Span(0, 1440)]),
    ],
)
def test_hours_are_read_as_people_write_them(text, spans):
    assert read_spans(text) == spans


@pytest.mark.parametrize(
    "text", ["closed", "9-12", "12:00-9:00", "9:00-9:00", "9:00-12:00, 11:59-13:00", "9:60-12:00", "9:00-24:01"]
)
def test_hours_that_cannot_be_are_refused(text):
    with pytest.raises(RuleBroken):
        read_spans(text)


@given(st.lists(st.integers(0, 1440), min_size=2, max_size=8, unique=True))
def test_hours_read_back_as_they_were_written(bounds):
    ordered = sorted(bounds)
    spans = [Span(*pair) for pair in zip(ordered[::2], ordered[1::2], strict=False)]

    assert read_spans(", ".join(map(str, spans))) == spans


def test_the_exception_of_a_day_goes_before_its_weekday():
    table = TimeTable(
        [Weekly(0, AFTERNOON), Weekly(0, MORNING), Weekly(1, MORNING)],
        {dt.date(2026, 11, 30): [], dt.date(2026, 11, 29): [MORNING]},
    )

    assert table.open_spans(MONDAY) == [MORNING, AFTERNOON]
    assert table.open_spans(dt.date(2026, 11, 30)) == []
    assert table.open_spans(dt.date(2026, 11, 29)) == [MORNING]
    assert not table.is_business_day(dt.date(2026, 11, 28))


def test_hours_hold_from_their_first_day_up_to_the_day_before_the_next():
    table = TimeTable([Weekly(0, MORNING, None, MONDAY), Weekly(0, AFTERNOON, MONDAY)])

    assert table.open_spans(dt.date(2026, 11, 16)) == [MORNING]
    assert table.open_spans(MONDAY) == [AFTERNOON]


@pytest.mark.parametrize(
    ("clock", "is_open"),
    [((8, 59), False), ((9, 0), True), ((11, 59), True), ((12, 0), False), ((13, 30), True), ((17, 0), False)],
)
def test_at_closing_time_the_outlet_is_closed(clock, is_open):
    table = TimeTable([Weekly(0, MORNING), Weekly(0, AFTERNOON)])
    moment = dt.datetime(2026, 11, 23, *clock, tzinfo=ZONE)

    assert table.is_open(moment) is is_open
    assert table.is_open(moment.astimezone(dt.UTC)) is is_open


@pytest.mark.parametrize("status", RepairState)
@pytest.mark.parametrize("move", Move)
def test_a_move_is_refused_from_every_state_not_in_the_table(move, status):
    starts_from, leads_to = MOVES[move]
    if status in starts_from:
        assert state_after(move, status) == leads_to
        assert move in moves_from(status)
    else:
        with pytest.raises(RuleBroken):
            state_after(move, status)


def test_what_has_ended_moves_no_more_and_a_device_down_can_be_mended():
    assert all(moves_from(state) == [] for state in ENDED)
    assert all(Move.MENDED in moves_from(state) for state in IS_DOWN)
    assert set(MAIN) == set(RepairState) - set(ENDED)


@pytest.mark.parametrize(("person", "is_open"), [(1, False), (2, True), (None, False)])
def test_a_repair_is_checked_by_somebody_else_who_has_a_name(person, is_open):
    assert is_open_to(Move.CHECK, person, mended_by=1) is is_open
    assert is_open_to(Move.GIVE_BACK, person, mended_by=1) is is_open
    assert is_open_to(Move.MENDED, person, mended_by=1)
