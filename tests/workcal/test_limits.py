"""Where limits end, at the awkward hour, and why: every step of the explanations."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from biaogan.core.errors import InputRefused
from biaogan.workcal.kinds import LimitUnit, Nature, Role, YearState
from biaogan.workcal.rules import Due, Limit, WorkCalendar, due_at, dues_many, is_in_time
from tests.workcal.calendars import CN, CN_GX, NORTH, at

UTC = dt.UTC


def due(start: str, limit: str, calendar: WorkCalendar = CN) -> Due:
    return due_at(at(start), Limit.parse(limit), calendar=calendar)


@pytest.mark.parametrize("text", ["2wd", " 2wd ", "2 wd", "2WD"])
def test_a_limit_is_read_as_people_write_it(text: str):
    assert Limit.parse(text) == Limit(2, LimitUnit.WORKING_DAYS)


@pytest.mark.parametrize(
    "text", ["", "wd", "2", "-2wd", "2.5d", "2 weeks", "12345d", "２wd", "2wd\n3wd", "2wdx", "{0}d"]
)
def test_what_is_no_limit_is_refused_and_shown(text: str):
    with pytest.raises(InputRefused) as refused:
        Limit.parse(text)
    assert refused.value.code == "workcal.limit_unreadable"
    assert text[:40] in refused.value.message


def test_a_limit_has_a_largest_amount():
    with pytest.raises(InputRefused) as refused:
        Limit(10_000, LimitUnit.DAYS)
    assert refused.value.code == "workcal.limit_out_of_range"


@pytest.mark.parametrize("hour", ["00:00", "00:30", "09:00", "17:30", "17:31", "23:59"])
def test_two_working_days_from_monday_end_at_closing_on_wednesday_whatever_the_hour(hour: str):
    assert due(f"2026-11-23 {hour}", "2wd").due_at == at("2026-11-25 17:30")


def test_half_past_midnight_is_the_new_day_although_utc_still_has_the_old_one():
    start = dt.datetime(2026, 11, 22, 16, 30, tzinfo=UTC)

    assert due_at(start, Limit.parse("2wd"), calendar=CN).due_at == at("2026-11-25 17:30")


def test_the_end_itself_is_in_time_and_the_next_instant_is_late():
    end = due("2026-11-23 09:00", "2wd")

    assert end.is_in_time(at("2026-11-25 17:30"))
    assert not end.is_in_time(at("2026-11-25 17:30") + dt.timedelta(microseconds=1))
    assert is_in_time(dt.datetime(2026, 11, 25, 9, 30, tzinfo=UTC), end.due_at)


def test_a_moment_without_a_zone_is_no_start():
    with pytest.raises(ValueError, match="zone"):
        due_at(dt.datetime(2026, 11, 23, 9), Limit.parse("2wd"), calendar=CN)


@pytest.mark.parametrize(
    ("start", "limit", "end"),
    [
        ("2026-11-23 09:00", "0wd", "2026-11-23 17:30"),
        ("2026-11-28 09:00", "0wd", "2026-11-30 17:30"),
        ("2026-11-23 16:00", "4wh", "2026-11-24 11:30"),
        ("2026-11-23 16:00", "24h", "2026-11-24 16:00"),
        ("2026-11-23 09:00", "0d", "2026-11-23 23:59:59.999999"),
        ("2026-11-23 09:00", "15d", "2026-12-08 23:59:59.999999"),
        ("2026-01-31 09:00", "1mo", "2026-02-28 23:59:59.999999"),
        ("2024-02-29 23:59", "12mo", "2025-02-28 23:59:59.999999"),
    ],
)
def test_each_unit_ends_where_the_law_and_the_calendar_say(start: str, limit: str, end: str):
    assert due(start, limit).due_at == at(end)


def test_a_bank_layer_brings_its_own_closing_time():
    assert due("2026-06-26 09:00", "1wd", NORTH).due_at == at("2026-06-29 17:30")
    assert due("2026-06-30 09:00", "1wd", NORTH).due_at == at("2026-07-01 17:00")


@pytest.mark.parametrize(
    ("start", "limit", "calendar", "rolled"),
    [
        # Ends on a Saturday; on the last day before a week of rest; on a Saturday worked in exchange.
        ("2026-11-13 09:00", "15d", CN, "2026-11-30"),
        ("2026-09-16 09:00", "15d", CN, "2026-10-08"),
        ("2026-01-30 09:00", "15d", CN, None),
        ("2026-11-23 09:00", "15d", CN, None),
        ("2026-08-03 09:00", "2mo", CN, "2026-10-08"),
        # A day on which the bank alone rests is no public holiday, nor is one it works through a working day for all.
        ("2026-12-16 09:00", "15d", NORTH, None),
        ("2026-09-16 09:00", "15d", NORTH, "2026-10-08"),
        ("2023-04-08 09:00", "15d", CN, None),
        ("2023-04-08 09:00", "15d", CN_GX, "2023-04-24"),
    ],
)
def test_a_last_day_of_rest_rolls_over_beside_the_plain_end(
    start: str, limit: str, calendar: WorkCalendar, rolled: str | None
):
    found = due(start, limit, calendar)

    expected = at(f"{rolled} 23:59:59.999999") if rolled else None
    assert found.rolled_due_at == expected
    assert not found.provisional


def test_the_span_of_a_missing_year_is_provisional_and_says_which_year():
    end = due("2026-12-31 09:00", "2wd")

    assert end.due_at == at("2027-01-04 17:30")
    assert end.provisional
    assert CN.unsettled_years(dt.date(2027, 1, 1), dt.date(2027, 1, 4)) == [("cn", 2027, YearState.MISSING)]


def test_the_last_week_of_december_waits_for_the_next_notice():
    assert not due("2026-12-22 09:00", "2wd").provisional
    assert due("2026-12-23 09:00", "2wd").provisional
    assert not due("2018-12-27 09:00", "1wd").provisional


def test_calendar_days_are_certain_although_their_roll_over_may_not_be():
    end = due("2026-12-18 09:00", "15d")

    assert not end.provisional
    assert end.due_at == at("2027-01-02 23:59:59.999999")
    assert end.rolled_provisional


def test_every_layer_must_be_final():
    assert not due("2017-03-29 09:00", "2wd", CN_GX).provisional
    assert due("2016-04-07 09:00", "2wd", CN_GX).provisional
    assert due("2026-11-23 09:00", "2wd", CN_GX).provisional
    assert not due("2026-11-23 09:00", "2wd", NORTH).provisional
    assert due("2025-11-24 09:00", "2wd", NORTH).provisional


def test_the_day_a_limit_starts_on_is_not_counted_so_its_year_need_not_be_final():
    assert not due("2003-12-31 09:00", "1wd").provisional
    assert due("2003-12-31 09:00", "0wd").provisional


def test_hours_run_through_the_changes_of_summer_time():
    # On 4 May 1986 at 02:00 clocks went forward, on 14 September 1986 back.
    assert due("1986-05-03 23:00", "24h").due_at.replace(tzinfo=None) == dt.datetime(1986, 5, 5, 0, 0)
    assert due("1986-09-13 23:00", "24h").due_at.replace(tzinfo=None) == dt.datetime(1986, 9, 14, 22, 0)


def test_days_and_working_days_end_by_the_clock_on_the_wall_in_summer_time():
    in_days = due("1986-05-03 23:00", "1d").due_at
    in_working_days = due("1986-05-05 10:00", "1wd").due_at

    assert in_days.astimezone(UTC) == dt.datetime(1986, 5, 4, 14, 59, 59, 999999, tzinfo=UTC)
    assert in_working_days.astimezone(UTC) == dt.datetime(1986, 5, 6, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("limit", ["1wd", "1wh", "1h", "1d", "1mo"])
@pytest.mark.parametrize("start", ["1979-12-31 12:00", "2099-12-31 23:30", "1900-01-01 00:00"])
def test_limits_outside_the_calendar_are_refused(start: str, limit: str):
    with pytest.raises(InputRefused) as refused:
        due(start, limit)
    assert refused.value.code == "workcal.out_of_range"
    assert "1980-01-01" in refused.value.message


@given(
    starts=st.lists(st.datetimes(dt.datetime(1984, 1, 1), dt.datetime(2030, 1, 1)), min_size=1, max_size=12),
    amount=st.integers(0, 120),
    unit=st.sampled_from(LimitUnit),
    calendar=st.sampled_from([CN, CN_GX, NORTH]),
)
def test_whole_columns_of_limits_give_what_single_limits_give(
    starts: list[dt.datetime], amount: int, unit: LimitUnit, calendar: WorkCalendar
):
    single = [
        due_at(start.replace(tzinfo=at("2026-01-01").tzinfo), Limit(amount, unit), calendar=calendar)
        for start in starts
    ]

    ends, provisional = dues_many(np.array(starts, "datetime64[us]"), amount, unit, calendar)

    assert ends.tolist() == [each.due_at.replace(tzinfo=None) for each in single]
    assert provisional.tolist() == [each.provisional for each in single]


@given(
    start=st.datetimes(dt.datetime(2004, 1, 1), dt.datetime(2026, 6, 1)),
    amount=st.integers(1, 40),
    unit=st.sampled_from(LimitUnit),
)
def test_an_explanation_begins_at_the_start_ends_at_the_end_and_counts_to_the_amount(
    start: dt.datetime, amount: int, unit: LimitUnit
):
    end = due_at(start.replace(tzinfo=at("2026-01-01").tzinfo), Limit(amount, unit), calendar=CN)

    steps = end.explain()
    dues = [step for step in steps if step.is_due]

    assert steps[0].day == start.date()
    assert [step.day for step in dues] == [end.due_at.date()]
    if unit in {LimitUnit.WORKING_DAYS, LimitUnit.DAYS, LimitUnit.MONTHS}:
        assert dues[0].count == amount
        assert [step.count for step in steps if step.count] == list(range(1, amount + 1))
    else:
        counted = sum(
            (
                dt.datetime.combine(step.day, step.hours[1]) - dt.datetime.combine(step.day, step.hours[0])
            ).total_seconds()
            for step in steps
            if step.hours
        )
        assert counted == pytest.approx(amount * 3600, abs=0.001)


def told(end: Due) -> list[tuple[str, Role, Nature, int | None, str]]:
    return [(step.day.isoformat()[5:], step.role, step.nature, step.count, step.layer) for step in end.explain()]


def test_two_working_days_before_spring_festival_are_explained_day_by_day():
    assert told(due("2026-02-13 09:00", "2wd")) == [
        ("02-13", Role.START, Nature.WORKDAY, None, ""),
        ("02-14", Role.COUNTED, Nature.MAKE_UP, 1, "cn"),
        *[(f"02-{day}", Role.SKIPPED, Nature.HOLIDAY, None, "cn") for day in range(15, 24)],
        ("02-24", Role.COUNTED, Nature.WORKDAY, 2, ""),
    ]


def test_a_region_that_overrules_the_nation_is_named_with_what_gave_way():
    steps = due("2023-04-20 09:00", "2wd", CN_GX).explain()

    sunday = next(step for step in steps if step.day == dt.date(2023, 4, 23))
    assert (sunday.role, sunday.nature, sunday.layer, sunday.overruled) == (
        Role.SKIPPED,
        Nature.HOLIDAY,
        "cn-gx",
        ("cn",),
    )
    assert [step.day.day for step in steps if step.role == Role.COUNTED] == [24, 25]


def test_days_without_a_final_notice_say_so():
    steps = due("2026-12-24 09:00", "2wd").explain()

    assert [(step.day.day, step.nature, step.unsettled) for step in steps] == [
        (24, Nature.WORKDAY, ()),
        (25, Nature.WORKDAY, ("cn",)),
        (26, Nature.WEEKEND, ("cn",)),
        (27, Nature.WEEKEND, ("cn",)),
        (28, Nature.WORKDAY, ("cn",)),
    ]


def test_working_hours_are_explained_by_what_is_counted_of_each_day():
    steps = due("2026-11-27 17:00", "2wh").explain()

    assert [(step.day.day, step.role, step.hours) for step in steps] == [
        (27, Role.COUNTED, (dt.time(17, 0), dt.time(17, 30))),
        (28, Role.SKIPPED, None),
        (29, Role.SKIPPED, None),
        (30, Role.COUNTED, (dt.time(9, 0), dt.time(10, 30))),
    ]
    after_hours = due("2026-11-23 18:00", "1wh").explain()
    assert [(step.day.day, step.role) for step in after_hours] == [(23, Role.SKIPPED), (24, Role.COUNTED)]


def test_a_rolled_over_end_is_explained_after_the_plain_one():
    steps = due("2026-09-16 09:00", "15d").explain()

    end = next(place for place, step in enumerate(steps) if step.is_due)
    assert steps[end].day == dt.date(2026, 10, 1)
    assert [step.role for step in steps[end + 1 :]] == [Role.ROLLED_OVER] * 6 + [Role.ROLLED_END]
    assert steps[-1].day == dt.date(2026, 10, 8)


def test_a_month_without_the_day_says_that_it_ends_on_its_last():
    steps = due("2026-01-31 09:00", "3mo").explain()

    assert [(step.day.isoformat(), step.is_month_end) for step in steps if step.role == Role.COUNTED] == [
        ("2026-02-28", True),
        ("2026-03-31", False),
        ("2026-04-30", True),
    ]
