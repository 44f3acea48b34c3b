"""Many limits at once, as files and programs write them: rows of texts in, ends and refusals out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from biaogan.core.errors import InputRefused
from biaogan.workcal.kinds import LimitUnit, YearState
from biaogan.workcal.rules import ZONE, Limit, WorkCalendar, dues_many
from biaogan.workcal.rules.calendar import DAYS, EPOCH, Ints, out_of_range
from biaogan.workcal.rules.many import Dates

_PLAIN = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?", re.ASCII)
_DAY = r"\d{4}-\d\d-\d\d|\d{8}"
_TIME = r"\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?"
_MOMENT = re.compile(rf"(?:{_DAY})(?:[T ]{_TIME}(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII)

CalendarOf = Callable[[str], WorkCalendar]


@dataclass(frozen=True)
class RefusedLimit:
    """Why a row has no end: the place of the row, counted from 0, and the column at fault."""

    place: int
    column: str
    value: str
    reason: str


@dataclass
class Ends:
    """The end of each row in ISO 8601 local time, empty where it was refused; and whether it is provisional."""

    due: list[str]
    provisional: list[bool]
    refused: list[RefusedLimit] = field(default_factory=list)
    unsettled: set[tuple[str, int, YearState]] = field(default_factory=set)


@dataclass(frozen=True)
class _Group:
    """Rows that are counted together: one calendar, one unit."""

    calendar: WorkCalendar
    unit: LimitUnit
    places: list[int]
    amounts: list[int]


def ends_of(starts: Sequence[str], limits: Sequence[str], calendars: Sequence[str], *, calendar_of: CalendarOf) -> Ends:
    """Return where the limit of each row ends. A bad row is refused, and the others are counted all the same."""
    refused: dict[int, RefusedLimit] = {}
    calendar_of = _asked_once(calendar_of)
    moments = _moments(starts, refused)
    due = np.full(len(starts), "", dtype="<U26")
    provisional = np.zeros(len(starts), np.bool_)
    ends = Ends([], [])
    for group in _groups(limits, calendars, calendar_of, refused):
        places = np.array(group.places, dtype=np.int64)
        for part, found, unsure in _counted(moments, places, np.array(group.amounts, dtype=np.int64), group):
            due[part], provisional[part] = _iso(found), unsure
            if unsure.any():
                ends.unsettled |= _unsettled(moments[part][unsure], found[unsure], group.calendar)
    lost = np.flatnonzero((due == "") & ~np.isin(np.arange(len(starts)), list(refused)))
    for place in lost.tolist():
        refused[place] = RefusedLimit(place, "start", starts[place], out_of_range().message)
    ends.due, ends.provisional = due.tolist(), provisional.tolist()
    ends.refused = [refused[place] for place in sorted(refused)]
    return ends


def _asked_once(calendar_of: CalendarOf) -> CalendarOf:
    """Remember unknown calendars too, so that a file of nonsense asks the database once for each."""
    known: dict[str, WorkCalendar | InputRefused] = {}

    def ask(code: str) -> WorkCalendar:
        if code not in known:
            try:
                known[code] = calendar_of(code)
            except InputRefused as error:
                known[code] = error
        answer = known[code]
        if isinstance(answer, InputRefused):
            raise answer
        return answer

    return ask


def read_start(text: str) -> dt.datetime:
    """Return the local moment that `text` writes, a date or a date and time; ValueError for anything else.

    A date alone begins at 00:00, so that working hours count from the opening; a moment with a zone is brought to ours.
    """
    if _MOMENT.fullmatch(text := text.strip()) is None:
        raise ValueError(text)
    moment = dt.datetime.fromisoformat(text)
    return moment.astimezone(ZONE).replace(tzinfo=None) if moment.tzinfo else moment


def why_no_start() -> str:
    return _("not a date like 2026-02-12, nor a date and time like 2026-02-12T09:30")


def _moments(starts: Sequence[str], refused: dict[int, RefusedLimit]) -> Dates:
    """Return the starts as moments, not-a-time where they cannot be read or lie outside all calendars."""
    found = []
    for place, text in enumerate(starts):
        try:
            moment = read_start(text)
        except (ValueError, OverflowError):
            refused[place] = RefusedLimit(place, "start", text, why_no_start())
            found.append("NaT")
        else:
            # numpy reads texts twenty times as fast as it takes moments, but knows the plainest form alone.
            found.append(text if _PLAIN.fullmatch(text) else moment.isoformat())
    moments: Dates = np.array(found, dtype="datetime64[us]")
    moments[(moments < EPOCH) | (moments >= EPOCH + DAYS)] = np.datetime64("NaT")
    return moments


def _groups(
    limits: Sequence[str], calendars: Sequence[str], calendar_of: CalendarOf, refused: dict[int, RefusedLimit]
) -> list[_Group]:
    """Part the rows whose start could be read by calendar and unit; refuse those whose limit or calendar cannot be."""
    read: dict[tuple[str, str], tuple[_Group, int] | tuple[str, str]] = {}
    groups: dict[tuple[str, LimitUnit], _Group] = {}
    for place, pair in enumerate(zip(limits, calendars, strict=True)):
        if place in refused:
            continue
        if pair not in read:
            read[pair] = _read_pair(*pair, calendar_of, groups)
        group, amount = read[pair]
        if isinstance(group, _Group):
            group.places.append(place)
            group.amounts.append(int(amount))
        else:
            value = pair[0] if group == "limit" else pair[1]
            refused[place] = RefusedLimit(place, group, value, str(amount))
    return list(groups.values())


def _read_pair(
    limit: str, code: str, calendar_of: CalendarOf, groups: dict[tuple[str, LimitUnit], _Group]
) -> tuple[_Group, int] | tuple[str, str]:
    """Return the group of rows with this limit and calendar and the amount, or the column at fault and the reason."""
    try:
        wanted = Limit.parse(limit)
    except InputRefused as error:
        return "limit", error.message
    try:
        calendar = calendar_of(code.strip())
    except InputRefused as error:
        return "calendar", error.message
    key = (calendar.code, wanted.unit)
    return groups.setdefault(key, _Group(calendar, wanted.unit, [], [])), wanted.amount


def _counted(
    moments: Dates, places: Ints, amounts: Ints, group: _Group
) -> Iterator[tuple[Ints, Dates, NDArray[np.bool_]]]:
    """Yield the ends of the rows at `places` in as few parts as the rows that have none allow."""
    known = ~np.isnat(moments[places])
    places, amounts = places[known], amounts[known]
    if not places.size:
        return
    try:
        yield places, *dues_many(moments[places], amounts, group.unit, group.calendar)
    except InputRefused:
        # Some row ends outside the calendar: halves are tried until it stands alone.
        middle = len(places) // 2
        if middle:
            yield from _counted(moments, places[:middle], amounts[:middle], group)
            yield from _counted(moments, places[middle:], amounts[middle:], group)


def _iso(moments: Dates) -> NDArray[np.str_]:
    whole = moments.astype(np.int64) % 1_000_000 == 0
    in_seconds = np.datetime_as_string(moments, unit="s")
    return in_seconds if whole.all() else np.where(whole, in_seconds, np.datetime_as_string(moments, unit="us"))


def _unsettled(starts: Dates, ends: Dates, calendar: WorkCalendar) -> set[tuple[str, int, YearState]]:
    first, last = starts.min().astype("datetime64[D]").item(), ends.max().astype("datetime64[D]").item()
    return set(calendar.unsettled_years(first, last))
