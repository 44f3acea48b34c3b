"""Working days and hours, on real years and at the awkward hours."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from biaogan.bench.deadlines import walk_days, walk_hours
from biaogan.core.errors import InputRefused
from biaogan.workcal.rules import (
    Hours,
    Mark,
    WorkCalendar,
    add_months,
    add_working_days,
    add_working_hours,
    add_working_hours_many,
    due_days_many,
    working_days_between,
    working_hours_many,
    working_seconds_between,
)
from tests.workcal.calendars import CN, CN_GX, NORTH, at, nation_with

DAYS = st.dates(dt.date(2003, 6, 1), dt.date(2028, 6, 30))
MOMENTS = st.datetimes(dt.datetime(2003, 6, 1), dt.datetime(2028, 6, 30))
CALENDARS = st.sampled_from([CN, CN_GX, NORTH])


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_every_worked_case_ends_where_it_should(shared_data: Path):
    with (shared_data / "calendar" / "workday_cases.tsv").open(encoding="utf-8") as file:
        cases = list(csv.DictReader(file, delimiter="\t"))

    found = {
        (case["received"], case["region"], case["n_working_days"]): add_working_days(
            day(case["received"]),
            int(case["n_working_days"]),
            calendar={"CN": CN, "CN-GX": CN_GX}[case["region"]],
        ).isoformat()
        for case in cases
    }

    assert len(cases) == 25
    assert found == {(case["received"], case["region"], case["n_working_days"]): case["due_date"] for case in cases}


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-11-28", 0, "2026-11-30"),
        ("2026-02-14", 0, "2026-02-14"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-02-24", -1, "2026-02-14"),
        ("2026-02-15", -1, "2026-02-14"),
        ("2026-11-25", -2, "2026-11-23"),
    ],
)
def test_the_start_is_not_counted_and_counting_back_mirrors_it(start: str, days: int, end: str):
    assert add_working_days(day(start), days, calendar=CN) == day(end)


def test_a_region_can_cancel_the_make_up_day_of_the_nation_and_a_bank_can_work_on_a_holiday():
    assert CN.is_working_day(day("2023-04-23"))
    assert not CN_GX.is_working_day(day("2023-04-23"))
    assert CN_GX.is_working_day(day("2017-04-08"))
    assert not CN.is_working_day(day("2026-10-01"))
    assert NORTH.is_working_day(day("2026-10-01"))
    assert not NORTH.is_working_day(day("2026-12-31"))


@pytest.mark.parametrize("calendar", [CN, CN_GX, NORTH], ids=lambda calendar: calendar.code)
def test_days_outside_the_calendar_are_refused_and_not_guessed(calendar: WorkCalendar):
    for start, days in [("1979-12-31", 1), ("2100-01-01", -1), ("2099-12-30", 9), ("1980-01-02", -9)]:
        with pytest.raises(InputRefused) as refused:
            add_working_days(day(start), days, calendar=calendar)
        assert refused.value.code == "workcal.out_of_range"


@given(start=DAYS, days=st.integers(0, 300), calendar=CALENDARS)
def test_adding_working_days_is_the_naive_walk(start: dt.date, days: int, calendar: WorkCalendar):
    assert add_working_days(start, days, calendar=calendar) == walk_days(start, days, calendar.layers)


@given(start=DAYS, days=st.integers(1, 300), calendar=CALENDARS)
def test_what_was_added_can_be_counted_back(start: dt.date, days: int, calendar: WorkCalendar):
    end = add_working_days(start, days, calendar=calendar)

    assert calendar.is_working_day(end)
    assert working_days_between(start, end, calendar=calendar) == days
    first_counted = add_working_days(start, 1, calendar=calendar)
    assert add_working_days(end, 1 - days, calendar=calendar) == first_counted if days > 1 else end == first_counted


@given(starts=st.tuples(DAYS, DAYS), days=st.integers(0, 300), calendar=CALENDARS)
def test_a_later_start_or_a_longer_limit_never_ends_earlier(
    starts: tuple[dt.date, dt.date], days: int, calendar: WorkCalendar
):
    first, second = sorted(starts)
    end = add_working_days(first, days, calendar=calendar)

    assert end <= add_working_days(second, days, calendar=calendar)
    assert end <= add_working_days(first, days + 1, calendar=calendar)


@given(rows=st.lists(st.tuples(DAYS, st.integers(-300, 300)), min_size=1, max_size=30), calendar=CALENDARS)
def test_whole_columns_of_days_give_what_single_days_give(rows: list[tuple[dt.date, int]], calendar: WorkCalendar):
    starts = np.array([start for start, _days in rows], dtype="datetime64[D]")
    amounts = np.array([days for _start, days in rows])

    ends = due_days_many(starts, amounts, calendar)

    assert ends.tolist() == [add_working_days(start, days, calendar=calendar) for start, days in rows]


def test_one_day_out_of_range_refuses_the_column():
    starts = np.array(["2026-01-05", "2099-12-31"], dtype="datetime64[D]")

    with pytest.raises(InputRefused):
        due_days_many(starts, 1, CN)
    with pytest.raises(InputRefused):
        due_days_many(np.array(["NaT"], dtype="datetime64[D]"), 1, CN)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-23 09:00", 1, "2026-11-23 10:00"),
        ("2026-11-23 07:15", 1, "2026-11-23 10:00"),
        ("2026-11-23 17:29", 1, "2026-11-24 09:59"),
        # Time that is used up at closing ends there.
        ("2026-11-23 09:00", 8.5, "2026-11-23 17:30"),
        ("2026-11-23 17:30", 8.5, "2026-11-24 17:30"),
        ("2026-11-23 23:59", 0, "2026-11-24 09:00"),
        ("2026-11-23 12:00", 0, "2026-11-23 12:00"),
        ("2026-11-27 17:00", 1, "2026-11-30 09:30"),
        # Into a make-up Saturday, and over a week of rest.
        ("2026-02-13 17:00", 1, "2026-02-14 09:30"),
        ("2026-02-14 17:00", 1, "2026-02-24 09:30"),
        ("2026-11-24 10:00", -2, "2026-11-23 16:30"),
        ("2026-11-24 17:30", -8.5, "2026-11-24 09:00"),
    ],
)
def test_working_hours_run_only_while_work_is_open(start: str, hours: float, end: str):
    assert add_working_hours(at(start), dt.timedelta(hours=hours), calendar=CN) == at(end)


def test_a_bank_that_closes_earlier_from_july_counts_both_its_closings():
    assert add_working_hours(at("2026-06-30 17:00"), dt.timedelta(hours=1), calendar=NORTH) == at("2026-07-01 09:00")
    assert add_working_hours(at("2026-07-01 16:30"), dt.timedelta(hours=1), calendar=NORTH) == at("2026-07-02 09:00")
    assert working_seconds_between(at("2026-06-30 00:00"), at("2026-07-02 00:00"), calendar=NORTH) == 17.5 * 3600


def test_a_moment_in_another_zone_is_counted_by_the_local_clock():
    evening_in_utc = dt.datetime(2026, 11, 23, 16, 30, tzinfo=dt.UTC)

    end = add_working_hours(evening_in_utc, dt.timedelta(hours=1), calendar=CN)

    assert end == at("2026-11-24 10:00")
    assert working_seconds_between(evening_in_utc, end, calendar=CN) == 3600


@given(start=MOMENTS, hours=st.integers(0, 400), calendar=CALENDARS)
def test_adding_working_hours_is_the_naive_walk(start: dt.datetime, hours: int, calendar: WorkCalendar):
    added = add_working_hours(start, dt.timedelta(hours=hours), calendar=calendar)

    assert added == walk_hours(start, dt.timedelta(hours=hours), calendar.layers)


@given(start=MOMENTS, span=st.timedeltas(dt.timedelta(0), dt.timedelta(hours=900)), calendar=CALENDARS)
def test_hours_added_are_the_hours_between_and_can_be_taken_back(
    start: dt.datetime, span: dt.timedelta, calendar: WorkCalendar
):
    end = add_working_hours(start, span, calendar=calendar)

    assert working_seconds_between(start, end, calendar=calendar) == span.total_seconds()
    back = add_working_hours(end, -span, calendar=calendar)
    assert working_seconds_between(start, back, calendar=calendar) == 0


@given(rows=st.lists(st.tuples(MOMENTS, st.integers(-400, 400), MOMENTS), min_size=1, max_size=30), calendar=CALENDARS)
def test_whole_columns_of_hours_give_what_single_moments_give(
    rows: list[tuple[dt.datetime, int, dt.datetime]], calendar: WorkCalendar
):
    starts = np.array([start for start, _hours, _end in rows], dtype="datetime64[us]")
    hours = np.array([hours for _start, hours, _end in rows])
    ends = np.array([end for _start, _hours, end in rows], dtype="datetime64[us]")

    added = add_working_hours_many(starts, hours, calendar)
    between = working_hours_many(starts, ends, calendar)

    assert added.tolist() == [
        add_working_hours(start, dt.timedelta(hours=hours), calendar=calendar) for start, hours, _end in rows
    ]
    assert [span.total_seconds() for span in between.tolist()] == [
        working_seconds_between(start, end, calendar=calendar) for start, _hours, end in rows
    ]


def test_a_day_open_around_the_clock_ends_at_its_last_instant():
    around_the_clock = (Hours(dt.date(1980, 1, 1), dt.time.min, dt.time.max),)
    calendar = nation_with({dt.date(2026, 11, 24): Mark(False)}, around_the_clock)

    end = add_working_hours(at("2026-11-23 23:00"), dt.timedelta(hours=2), calendar=calendar)

    assert end.date() == dt.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-02-28", 1, "2026-03-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-11-30", 0, "2026-11-30"),
    ],
)
def test_months_end_on_the_same_day_or_the_last_one_there_is(start: str, months: int, end: str):
    assert add_months(day(start), months) == day(end)
