"""Calendars for tests, as values: the shipped nation, Guangxi with the years that are known, a bank with its own hours."""

from __future__ import annotations

import dataclasses
import datetime as dt

from biaogan.workcal import shipped
from biaogan.workcal.kinds import LayerKind, YearState
from biaogan.workcal.rules import ZONE, Hours, LayerData, Mark, WorkCalendar, compile_calendar

CN = compile_calendar("cn", shipped.layers("cn"))

FESTIVAL = "壮族三月三"


def off(*days: str) -> dict[dt.date, Mark]:
    return {dt.date.fromisoformat(day): Mark(False, FESTIVAL) for day in days}


def worked(*days: str) -> dict[dt.date, Mark]:
    return {dt.date.fromisoformat(day): Mark(True, FESTIVAL) for day in days}


#: What is known of Guangxi's own holiday; 2016 rests on a weaker source.
GUANGXI_MARKS = {
    **off("2016-04-08", "2016-04-11"),
    **off("2017-03-30", "2017-03-31", "2017-04-01"),
    **worked("2017-04-08"),
    **off("2023-04-21", "2023-04-22", "2023-04-23"),
}
GUANGXI = dataclasses.replace(
    shipped.GUANGXI,
    marks=GUANGXI_MARKS,
    years={2016: YearState.PROVISIONAL, 2017: YearState.FINAL, 2023: YearState.FINAL},
)
CN_GX = compile_calendar("cn-gx", [*shipped.layers("cn"), GUANGXI])

#: A bank that rests on 31 December 2026, works on 1 October and closes at 17:00 from July 2026 on.
BANK = LayerData(
    "bank:north",
    LayerKind.BANK,
    "北行",
    "North",
    marks={dt.date(2026, 12, 31): Mark(False, "年终决算"), dt.date(2026, 10, 1): Mark(True, "值守")},
    years={2026: YearState.FINAL},
    hours=(
        Hours(dt.date(2020, 1, 1), dt.time(8, 30), dt.time(17, 30)),
        Hours(dt.date(2026, 7, 1), dt.time(8, 30), dt.time(17, 0)),
    ),
)
NORTH = compile_calendar("bank:north", [*shipped.layers("cn"), BANK])


def nation_with(marks: dict[dt.date, Mark], hours: tuple[Hours, ...] = (shipped.FIRST_HOURS,)) -> WorkCalendar:
    """Return a calendar of one layer with these marks, all its years final."""
    years = dict.fromkeys(range(1980, 2100), YearState.FINAL)
    return compile_calendar("cn", [LayerData("cn", LayerKind.NATION, marks=marks, years=years, hours=hours)])


def at(text: str) -> dt.datetime:
    """Return the local moment, as «2026-02-12 09:00»."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)
