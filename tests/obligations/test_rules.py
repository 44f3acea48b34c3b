"""Where limits end, which step comes when, and what may be done in which state."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.obligations import rules
from biaogan.obligations.rules import MOVES, Extended, Move, PausedSpan, State
from biaogan.workcal import shipped
from biaogan.workcal.rules import ZONE, Limit, compile_calendar

CN = compile_calendar("cn", shipped.layers("cn"))
LADDER = [{"after": "0wd", "tell": ["debtor"]}, {"after": "1wd", "tell": ["vice_president"]}]
DAY = dt.timedelta(days=1)


def at(day: int, time: str = "10:00", month: int = 11, year: int = 2026) -> dt.datetime:
    """A moment of November 2026, whose Mondays are 2, 9, 16, 23 and 30."""
    hour, minute = time.split(":")
    return dt.datetime(year, month, day, int(hour), int(minute), tzinfo=ZONE)


def end_of(day: int, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, 23, 59, 59, 999999, tzinfo=ZONE)


def due(start: dt.datetime, limit: str, *moves: PausedSpan | Extended) -> dt.datetime:
    return rules.reckon(start, Limit.parse(limit), moves, calendar=CN).due_at


@pytest.mark.parametrize(
    ("limit", "paused", "resumed", "expected"),
    [
        # The day on which a pause begins is not given back, the day on which it ends is.
        ("2wd", at(24, "11:00"), at(24, "16:00"), at(26, "17:30")),
        ("2wd", at(24, "11:00"), at(25, "09:00"), at(27, "17:30")),
        ("2wd", at(25, "23:59"), at(26, "00:01"), at(27, "17:30")),
        # A weekend inside a pause gives nothing back in working days.
        ("2wd", at(25, "17:00"), at(29, "12:00"), at(30, "17:30")),
        ("2wd", at(25, "17:00"), at(30, "09:00"), at(1, "17:30", month=12)),
        ("15d", at(26), at(30), end_of(13, month=12)),
        ("15d", at(26, "00:00"), at(26, "23:59"), end_of(9, month=12)),
        ("1mo", at(26), at(28), end_of(26, month=12)),
        ("24h", at(24, "12:00"), at(24, "13:30"), at(25, "11:30")),
        # Four hours from ten; two of them lie in the pause.
        ("4wh", at(24, "11:00"), at(24, "13:00"), at(24, "16:00")),
        # Four and a half hours before closing and one after opening.
        ("4wh", at(24, "13:00"), at(25, "10:00"), at(25, "11:00")),
    ],
)
def test_a_pause_is_given_back_in_the_limits_own_clock(limit, paused, resumed, expected):
    assert due(at(24), limit, PausedSpan(paused, resumed)) == expected


@pytest.mark.parametrize(
    ("limit", "extension", "expected"),
    [
        ("2wd", "1wd", at(27, "17:30")),
        ("2wd", "2wd", at(30, "17:30")),
        ("15d", "15d", end_of(24, month=12)),
        ("2wd", "5d", end_of(1, month=12)),
    ],
)
def test_an_extension_counts_from_the_end_as_it_stood(limit, extension, expected):
    assert due(at(24), limit, Extended(at(25), Limit.parse(extension))) == expected


def test_pauses_and_extensions_count_in_the_order_they_happened():
    paused, longer = PausedSpan(at(25), at(27)), Extended(at(27, "12:00"), Limit.parse("5d"))

    # Thursday, given back two working days to Monday, and five calendar days from there.
    assert due(at(24), "2wd", longer, paused) == end_of(5, month=12)
    parts = rules.reckon(at(24), Limit.parse("2wd"), [longer, paused], calendar=CN).parts
    assert [part.due_at for part in parts] == [at(26, "17:30"), at(30, "17:30"), end_of(5, month=12)]
    assert [part.moved for part in parts] == [None, paused, longer]


def test_a_span_that_touches_a_year_without_notice_is_provisional():
    late = dt.datetime(2026, 12, 30, 10, tzinfo=ZONE)

    assert rules.reckon(late, Limit.parse("3wd"), calendar=CN).provisional
    assert not rules.reckon(late, Limit.parse("15d"), calendar=CN).provisional
    extended = [Extended(late, Limit.parse("3wd"))]
    assert rules.reckon(late, Limit.parse("15d"), extended, calendar=CN).provisional


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (at(27, "17:29"), at(27, "17:30")),
        (at(27, "17:30"), at(27, "17:30")),
        (at(27, "17:31"), at(30, "17:30")),
        (at(28, "09:00"), at(30, "17:30")),
    ],
)
def test_a_same_day_limit_begun_after_closing_runs_to_the_next_closing(start, expected):
    assert due(start, "0wd") == expected


@pytest.mark.parametrize(
    ("warn_before", "expected"),
    [
        ("1wd", at(25, "09:00")),
        ("0wd", at(26, "09:00")),
        ("4wd", at(20, "09:00")),
        ("1d", at(25, "09:00")),
        ("3h", at(26, "14:30")),
        ("9wh", at(25, "17:00")),
    ],
)
def test_a_warning_comes_at_the_opening_of_its_day_or_at_its_very_hour(warn_before, expected):
    assert rules.before(at(26, "17:30"), warn_before, calendar=CN) == expected


def test_a_warning_before_the_start_is_left_out():
    assert rules.warn_at(at(26, "17:30"), "2wd", since=at(24), calendar=CN) is None
    assert rules.warn_at(at(26, "17:30"), "", since=at(24), calendar=CN) is None


def steps(now: dt.datetime, level: int = 0, *, warn: bool = True, provisional: bool = False):
    found, following = rules.steps_to_take(
        level,
        now,
        due_at=at(26, "17:30"),
        warn_at=at(25, "09:00") if warn else None,
        ladder=LADDER,
        is_provisional=provisional,
        calendar=CN,
    )
    return [step.level for step in found], following.level if following else None


@pytest.mark.parametrize(
    ("now", "level", "expected"),
    [
        (at(25, "08:59"), 0, ([], 1)),
        (at(25, "09:00"), 0, ([1], 2)),
        # The end itself is in time.
        (at(26, "17:30"), 1, ([], 2)),
        (at(26, "17:31"), 1, ([2], 3)),
        (at(27, "17:31"), 2, ([3], None)),
        # After a night without a worker nobody is told «soon» and «overdue» at once.
        (at(26, "18:00"), 0, ([2], 3)),
        (at(30), 0, ([2, 3], None)),
        (at(30), 3, ([], None)),
    ],
)
def test_the_steps_that_have_fallen_due(now, level, expected):
    assert steps(now, level) == expected


def test_without_a_warning_the_ladder_begins_at_the_end():
    assert steps(at(26, "18:00"), warn=False) == ([2], 3)


def test_a_provisional_end_is_warned_about_and_not_escalated():
    assert steps(at(25, "12:00"), provisional=True) == ([1], None)
    assert steps(at(30), 1, provisional=True) == ([], None)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_a_move_is_refused_in_every_state_that_the_table_does_not_name(move, state):
    if state in MOVES[move]:
        rules.require(move, state)
    else:
        with pytest.raises(RuleBroken):
            rules.require(move, state)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, State.RUNNING),
        ({"now": at(26, "17:30")}, State.RUNNING),
        ({"now": at(26, "17:31")}, State.OVERDUE),
        ({"now": at(26, "17:31"), "is_window": True}, State.ENDED),
        ({"now": at(30), "is_paused": True}, State.PAUSED),
        ({"met_at": at(26, "17:30")}, State.MET),
        ({"met_at": at(26, "17:31")}, State.MET_LATE),
        ({"cancelled_at": at(25), "now": at(30)}, State.CANCELLED),
    ],
)
def test_the_state_follows_from_moments(facts, expected):
    assert rules.state_of(**{"due_at": at(26, "17:30"), "now": at(24), **facts}) == expected


@pytest.mark.parametrize(
    ("now", "zh", "en"),
    [
        (at(24), "还剩 2 个工作日", "2 working days left"),
        (at(25, "23:00"), "还剩 1 个工作日", "1 working day left"),
        (at(26, "09:00"), "今天到期", "due today"),
        (at(26, "17:31"), "逾期", "overdue"),
        (at(27, "09:00"), "逾期 1 个工作日", "1 working day overdue"),
        (at(29, "09:00"), "逾期 1 个工作日", "1 working day overdue"),
        (at(30, "09:00"), "逾期 2 个工作日", "2 working days overdue"),
    ],
)
def test_what_is_left_is_said_in_working_days(now, zh, en):
    with translation.override("en"):
        assert rules.left_text(at(26, "17:30"), now, calendar=CN) == en
    with translation.override("zh-hans"):
        assert rules.left_text(at(26, "17:30"), now, calendar=CN) == zh


@pytest.mark.parametrize(
    "ladder",
    [
        [{"after": "soon", "tell": ["debtor"]}],
        [{"after": "0wd", "tell": []}],
        [{"after": "0wd", "tell": ["chairman"]}],
        [{"after": "2wd", "tell": ["head"]}, {"after": "1wd", "tell": ["head"]}],
        [{"after": "1d", "tell": ["head"]}] * 9,
    ],
)
def test_a_ladder_that_makes_no_sense_is_refused(ladder):
    with pytest.raises(InputRefused):
        rules.require_ladder(ladder)
    rules.require_ladder(LADDER)


@pytest.mark.parametrize(
    ("cadence", "expected"),
    [("weekly", dt.date(2026, 11, 23)), ("monthly", dt.date(2026, 11, 1)), ("quarterly", dt.date(2026, 10, 1))],
)
def test_a_recurring_duty_comes_round_with_its_week_month_or_quarter(cadence, expected):
    assert rules.first_day_of(cadence, dt.date(2026, 11, 24)) == expected
