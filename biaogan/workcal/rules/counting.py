"""Counting on a calendar: working days, working hours, months. Working hours are those of the clock on the wall."""

from __future__ import annotations

import calendar as months
import datetime as dt

from biaogan.workcal.rules.calendar import (
    MICROSECOND,
    ZONE,
    WorkCalendar,
    day_at,
    micros_of,
    number_of,
    out_of_range,
    time_at,
)


def is_working_day(day: dt.date, *, calendar: WorkCalendar) -> bool:
    return calendar.is_working_day(day)


def add_working_days(start: dt.date, days: int, *, calendar: WorkCalendar) -> dt.date:
    """Return the date on which `days` working days after `start` have passed.

    `start` itself is not counted (Civil Code art. 201), whether it is worked or not. With 0 it is `start` or,
    if that is a day of rest, the next working day; a negative number counts back.
    """
    index = number_of(start)
    passed = int(calendar.working_days_before[index + (days > 0)])
    rank = passed + days - (days > 0)
    if not 0 <= rank < len(calendar.working_days):
        raise out_of_range()
    return day_at(int(calendar.working_days[rank]))


def working_days_between(start: dt.date, end: dt.date, *, calendar: WorkCalendar) -> int:
    """Return how many working days lie after `start` up to and including `end`; negative where `end` is earlier."""
    before = calendar.working_days_before
    return int(before[number_of(end) + 1] - before[number_of(start) + 1])


def add_working_hours(start: dt.datetime, hours: dt.timedelta, *, calendar: WorkCalendar) -> dt.datetime:
    """Return the moment at which `hours` of working time after `start` have passed.

    Counting begins at once within working hours and otherwise at the next opening. Time that is used up at closing
    ends at that closing, not at the next opening. A negative time counts back: the last moment at which that much
    is left until `start`. A moment without a zone is local and comes back as such.
    """
    done = worked_micros(start, calendar=calendar)
    found = _moment_of(done + hours // MICROSECOND, forward=hours > dt.timedelta(), calendar=calendar)
    return found.replace(tzinfo=ZONE) if start.tzinfo else found


def working_seconds_between(start: dt.datetime, end: dt.datetime, *, calendar: WorkCalendar) -> float:
    """Return the working time between two moments in seconds; negative where `end` is earlier."""
    return (worked_micros(end, calendar=calendar) - worked_micros(start, calendar=calendar)) / 1_000_000


def worked_micros(moment: dt.datetime, *, calendar: WorkCalendar) -> int:
    """Return the working time, in microseconds, from the calendar's first day to `moment`."""
    here = moment.astimezone(ZONE) if moment.tzinfo else moment
    index = number_of(here.date())
    done = int(calendar.micros_before[index])
    if calendar.working[index]:
        opens, closes = int(calendar.opens[index]), int(calendar.closes[index])
        done += min(max(micros_of(here.time()), opens), closes) - opens
    return done


def _moment_of(worked: int, *, forward: bool, calendar: WorkCalendar) -> dt.datetime:
    """Return the local moment with that much working time before it: the first one, or the last where not `forward`."""
    index = int(calendar.micros_before.searchsorted(worked, side="left" if forward else "right")) - 1
    if not 0 <= index < len(calendar.working):
        raise out_of_range()
    time = time_at(int(calendar.opens[index]) + worked - int(calendar.micros_before[index]))
    return dt.datetime.combine(day_at(index), time)


def add_months(start: dt.date, count: int) -> dt.date:
    """Return the same day `count` months on or, where that month is shorter, its last day (Civil Code art. 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise out_of_range()
    return dt.date(year, month + 1, min(start.day, months.monthrange(year, month + 1)[1]))
