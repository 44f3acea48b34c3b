"""The same counting over whole columns at once, for imports, recomputations and files."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaogan.workcal.kinds import LimitUnit
from biaogan.workcal.rules.calendar import DAY_MICROS, DAYS, EPOCH, ZONE, Ints, WorkCalendar, out_of_range

Dates = NDArray[np.datetime64]
Spans = NDArray[np.timedelta64]

#: The last local moment at which China moved its clocks. Earlier starts of limits in hours go through UTC, one by one.
LAST_CLOCK_CHANGE = np.datetime64("1991-09-15T02:00", "us")
_MOMENT_ZERO = EPOCH.astype("datetime64[us]")
_LAST_INSTANT = np.timedelta64(DAY_MICROS - 1, "us")


def due_days_many(starts: Dates, amounts: Ints | int, calendar: WorkCalendar) -> Dates:
    """Return what `add_working_days` returns for each of `starts`; raises InputRefused if any is out of range."""
    index = _numbers(starts)
    counts = np.asarray(amounts, dtype=np.int64)
    forward = (counts > 0).astype(np.int64)
    rank = calendar.working_days_before[index + forward] + (counts - forward)
    _require_within(rank, len(calendar.working_days))
    ends: Dates = EPOCH + calendar.working_days[rank]
    return ends


def add_working_hours_many(starts: Dates, hours: Ints | Spans, calendar: WorkCalendar) -> Dates:
    """Return what `add_working_hours` returns for each of `starts` (local moments); whole numbers are hours."""
    wanted = np.broadcast_to(_micros(hours), starts.shape)
    before = calendar.micros_before
    target = _worked(starts, calendar) + wanted
    index = np.where(wanted > 0, before.searchsorted(target, "left"), before.searchsorted(target, "right")) - 1
    _require_within(index, DAYS)
    micros = index * DAY_MICROS + calendar.opens[index] + target - before[index]
    ends: Dates = _MOMENT_ZERO + micros
    return ends


def working_hours_many(starts: Dates, ends: Dates, calendar: WorkCalendar) -> Spans:
    """Return the working time between each of `starts` and its end, as `working_seconds_between` does."""
    return (_worked(ends, calendar) - _worked(starts, calendar)).astype("timedelta64[us]")


def dues_many(
    starts: Dates, amounts: Ints | int, unit: LimitUnit, calendar: WorkCalendar
) -> tuple[Dates, NDArray[np.bool_]]:
    """Return for each of `starts` (local moments) the local end of the limit, and whether it is provisional."""
    moments = starts.astype("datetime64[us]")
    counts = np.broadcast_to(np.asarray(amounts, dtype=np.int64), moments.shape)
    days = moments.astype("datetime64[D]")
    first = _numbers(days)
    match unit:
        case LimitUnit.WORKING_DAYS:
            last = _numbers(due_days_many(days, counts, calendar))
            ends = _MOMENT_ZERO + (last * DAY_MICROS + np.minimum(calendar.closes[last], DAY_MICROS - 1))
            return ends, _unsettled(first + (counts > 0), last, calendar)
        case LimitUnit.WORKING_HOURS:
            ends = add_working_hours_many(moments, counts, calendar)
            return ends, _unsettled(first, _numbers(ends), calendar)
        case LimitUnit.HOURS:
            ends = _add_hours(moments, counts)
        case LimitUnit.DAYS:
            ends = (days + counts).astype("datetime64[us]") + _LAST_INSTANT
        case LimitUnit.MONTHS:
            ends = _add_months(days, counts).astype("datetime64[us]") + _LAST_INSTANT
    _numbers(ends)
    return ends, np.zeros(moments.shape, np.bool_)


def _numbers(moments: Dates) -> Ints:
    index = (moments.astype("datetime64[D]") - EPOCH).astype(np.int64)
    _require_within(index, DAYS)
    return index


def _require_within(index: Ints, size: int) -> None:
    # Not-a-time becomes the smallest number, so it is refused here as well.
    if index.size and (index.min() < 0 or index.max() >= size):
        raise out_of_range()


def _micros(hours: Any) -> Ints:
    spans = np.asarray(hours)
    if spans.dtype.kind == "m":
        return spans.astype("timedelta64[us]").astype(np.int64)
    return spans.astype(np.int64) * 3_600_000_000


def _worked(moments: Dates, calendar: WorkCalendar) -> Ints:
    micros = (moments.astype("datetime64[us]") - _MOMENT_ZERO).astype(np.int64)
    index, time = np.divmod(micros, DAY_MICROS)
    _require_within(index, DAYS)
    opens, closes = calendar.opens[index], calendar.closes[index]
    today = np.clip(time, opens, closes) - opens
    worked: Ints = calendar.micros_before[index] + today * calendar.working[index]
    return worked


def _unsettled(first: Ints, last: Ints, calendar: WorkCalendar) -> NDArray[np.bool_]:
    before = calendar.unsettled_before
    return before[last + 1] > before[first]


def _add_hours(moments: Dates, counts: Ints) -> Dates:
    ends: Dates = moments + counts.astype("timedelta64[h]")
    for place in np.flatnonzero(moments < LAST_CLOCK_CHANGE):
        start = moments[place].item().replace(tzinfo=ZONE)
        end = start.astimezone(dt.UTC) + dt.timedelta(hours=int(counts[place]))
        ends[place] = end.astimezone(ZONE).replace(tzinfo=None)
    return ends


def _add_months(days: Dates, counts: Ints) -> Dates:
    months = days.astype("datetime64[M]")
    place_in_month = days - months.astype("datetime64[D]")
    wanted = months + counts
    last = (wanted + 1).astype("datetime64[D]") - 1
    same_day: Dates = np.minimum(wanted.astype("datetime64[D]") + place_in_month, last)
    return same_day
