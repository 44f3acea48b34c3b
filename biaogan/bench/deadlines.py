"""How fast and how right the counting of days is, beside the libraries that people use for it.

The truth is a naive walk from day to day over the layers' marks, which shares no line with what it judges.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from biaogan.bench import Row
from biaogan.workcal import shipped
from biaogan.workcal.rules import (
    WorkCalendar,
    add_working_days,
    add_working_hours_many,
    compile_calendar,
    due_days_many,
    working_hours_many,
)

if TYPE_CHECKING:
    from biaogan.workcal.rules import LayerData

DAY = dt.timedelta(days=1)


def walk_days(start: dt.date, days: int, layers: Sequence[LayerData]) -> dt.date:
    """Return the day `days` working days after `start`, found by walking."""
    day = start if days else start - DAY
    for _ in range(max(days, 1)):
        day += DAY
        while not _is_worked(day, layers):
            day += DAY
    return day


def walk_hours(start: dt.datetime, span: dt.timedelta, layers: Sequence[LayerData]) -> dt.datetime:
    """Return the moment `span` of working time after `start`, found by walking."""
    day = start.date()
    while True:
        if _is_worked(day, layers):
            opens, closes = (dt.datetime.combine(day, time) for time in _hours(day, layers))
            begins = max(start, opens)
            left = closes - begins
            if (span and span <= left) or (not span and left > dt.timedelta()):
                return begins + span
            span -= max(left, dt.timedelta())
        day += DAY


def _is_worked(day: dt.date, layers: Sequence[LayerData]) -> bool:
    for layer in reversed(layers):
        if day in layer.marks:
            return layer.marks[day].working
    return day.weekday() < 5


def _hours(day: dt.date, layers: Sequence[LayerData]) -> tuple[dt.time, dt.time]:
    for layer in reversed(layers):
        for row in sorted(layer.hours, key=lambda hours: hours.starts_on, reverse=True):
            if row.starts_on <= day:
                return row.opens_at, row.closes_at
    raise LookupError(day)


#: Limits that banks write down, in working days.
AMOUNTS = (1, 2, 3, 5, 7, 10, 15)
FIRST, LAST = dt.date(2007, 1, 1), dt.date(2026, 11, 1)
CASES = 100_000
ADD_GOAL, HOURS_GOAL = 5_000_000, 300_000

Case = tuple[dt.date, int]


def run(*, small: bool = False) -> list[Row]:
    calendar = compile_calendar("cn", shipped.layers("cn"))
    random = np.random.default_rng(20261124)
    size = CASES // 10 if small else CASES
    return [*_days(calendar, random, size), *_hours_rows(calendar, random, size)]


def _days(calendar: WorkCalendar, random: np.random.Generator, size: int) -> Iterator[Row]:
    span = (LAST - FIRST).days
    starts = np.datetime64(FIRST) + random.integers(0, span, size)
    amounts = random.choice(AMOUNTS, size)
    cases = list(zip(starts.tolist(), amounts.tolist(), strict=True))
    truth = [walk_days(start, days, calendar.layers) for start, days in cases]

    what = "add N working days"
    seconds, ends = _timed(lambda: due_days_many(starts, amounts, calendar), at_least=0.5)
    speed = size / seconds
    yield Row(f"{what}, a whole column", speed, "a second", goal=f"≥ {ADD_GOAL:,}", met=speed >= ADD_GOAL)
    yield _share(f"{what}: right", ends.tolist(), truth, is_ours=True)
    seconds, ends = _timed(lambda: [add_working_days(start, days, calendar=calendar) for start, days in cases])
    yield Row(f"{what}, one by one", size / seconds, "a second")
    yield _share(f"{what}, one by one: right", ends, truth, is_ours=True)
    for name, prepare in _PEERS.items():
        yield from _beside(name, prepare, cases, truth, what, speed)


def _beside(
    name: str,
    prepare: Callable[[list[Case]], Callable[[], Any]],
    cases: list[Case],
    truth: list[Any],
    what: str,
    ours: float,
) -> Iterator[Row]:
    try:
        answer = prepare(cases)
    except ImportError:
        yield Row(what, ours, "a second", against=f"{name}: not installed")
        return
    seconds, ends = _timed(answer)
    speed = len(cases) / seconds
    yield Row(what, ours, "a second", against=f"{name}: {speed:,.0f}", ratio=ours / speed)
    yield _share(f"{what}: right, {name}", list(ends), truth)


def _holidays(cases: list[Case]) -> Callable[[], list[dt.date]]:
    import holidays

    china = holidays.country_holidays("CN", years=range(FIRST.year, LAST.year + 2))
    return lambda: [china.get_nth_working_day(start, days) for start, days in cases]


def _busday_offset(cases: list[Case]) -> Callable[[], list[dt.date]]:
    # It is told every day of rest; days worked in exchange are more than it can be told.
    marks = shipped.layers("cn")[0].marks
    rest = np.busdaycalendar(
        holidays=np.array([day for day, mark in marks.items() if not mark.working], "datetime64[D]")
    )
    starts, amounts = np.array([case[0] for case in cases], "datetime64[D]"), np.array([case[1] for case in cases])
    return lambda: np.busday_offset(starts, amounts, roll="backward", busdaycal=rest).tolist()


def _chinesecalendar(cases: list[Case]) -> Callable[[], list[dt.date]]:
    from chinese_calendar import find_workday

    # From a day of rest it would count the next working day as none; the day after is where our first one may be.
    return lambda: [find_workday(days - 1, start + DAY) for start, days in cases]


_PEERS: dict[str, Callable[[list[Case]], Callable[[], Any]]] = {
    "holidays": _holidays,
    "numpy.busday_offset": _busday_offset,
    "chinesecalendar": _chinesecalendar,
}


def _hours_rows(calendar: WorkCalendar, random: np.random.Generator, size: int) -> Iterator[Row]:
    days = (np.datetime64(FIRST) + random.integers(0, (LAST - FIRST).days, size)).astype("datetime64[us]")
    starts = days + random.integers(0, 24 * 60, size).astype("timedelta64[m]")
    hours = random.integers(1, 80, size)
    spans = [dt.timedelta(hours=each) for each in hours.tolist()]
    truth = [walk_hours(start, span, calendar.layers) for start, span in zip(starts.tolist(), spans, strict=True)]

    seconds, ends = _timed(lambda: add_working_hours_many(starts, hours, calendar), at_least=0.5)
    speed = size / seconds
    yield Row("add working hours, a whole column", speed, "a second", goal=f"≥ {HOURS_GOAL:,}", met=speed >= HOURS_GOAL)
    yield _share("add working hours: right", ends.tolist(), truth, is_ours=True)

    # The end of each walk is as long after its start as was walked: so the sums between have a truth as well.
    until = np.array(truth, "datetime64[us]")
    seconds, sums = _timed(lambda: working_hours_many(starts, until, calendar), at_least=0.5)
    speed = size / seconds
    yield Row(
        "working hours between, a whole column", speed, "a second", goal=f"≥ {HOURS_GOAL:,}", met=speed >= HOURS_GOAL
    )
    yield _share("working hours between: right", sums.tolist(), spans, is_ours=True)
    seconds, peers = _timed(_busday_hours(starts, until), at_least=0.5)
    name = "numpy.busday_count"
    yield Row(
        "working hours between",
        speed,
        "a second",
        against=f"{name}: {size / seconds:,.0f}",
        ratio=speed * seconds / size,
    )
    yield _share(f"working hours between: right, {name}", peers.tolist(), spans)


def _busday_hours(starts: Any, ends: Any) -> Callable[[], Any]:
    """Return working hours as one would sum them with numpy alone: whole days between, and the ends of the first and last."""
    hours = shipped.FIRST_HOURS
    opens, closes = (np.timedelta64(time.hour * 60 + time.minute, "m") for time in (hours.opens_at, hours.closes_at))
    marks = shipped.layers("cn")[0].marks
    rest = np.busdaycalendar(
        holidays=np.array([day for day, mark in marks.items() if not mark.working], "datetime64[D]")
    )

    def done(moments: Any) -> Any:
        days = moments.astype("datetime64[D]")
        today = np.clip(moments - days, opens, closes) - opens
        return np.where(np.is_busday(days, busdaycal=rest), today, np.timedelta64(0, "us"))

    def answer() -> Any:
        between = np.busday_count(starts.astype("datetime64[D]"), ends.astype("datetime64[D]"), busdaycal=rest)
        return between * (closes - opens) + done(ends) - done(starts)

    return answer


def _share(what: str, found: Sequence[Any], truth: Sequence[Any], *, is_ours: bool = False) -> Row:
    right = sum(one == other for one, other in zip(found, truth, strict=True))
    share = 100 * right / len(truth)
    return Row(
        what, share, "%", against="a naive walk", goal="100" if is_ours else "", met=share == 100 if is_ours else None
    )


def _timed(work: Callable[[], Any], *, at_least: float = 0.0) -> tuple[float, Any]:
    """Return the seconds of the fastest run and what it gave; runs again until `at_least` seconds have gone by."""
    best, spent, result = float("inf"), 0.0, None
    while spent <= at_least:
        begun = time.perf_counter()
        result = work()
        seconds = time.perf_counter() - begun
        best, spent = min(best, seconds), spent + seconds
        if not at_least:
            break
    return best, result
