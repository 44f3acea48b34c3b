"""The calendars that come with the product: the nation's as chinesecalendar has it, and Guangxi without notices.

They fill the tables at first and serve where there is no database. The library takes part in nothing else.
"""

from __future__ import annotations

import datetime as dt
import functools

from chinese_calendar.constants import holidays, workdays

from biaogan.workcal.kinds import LayerKind, YearState
from biaogan.workcal.names import english_name
from biaogan.workcal.rules import Hours, LayerData, Mark
from biaogan.workcal.rules.notices import Notice

SOURCE = "chinesecalendar"
CODES = ("cn", "cn-gx")

#: The working hours of the nation's layer, until a bank says its own. Bank to confirm.
FIRST_HOURS = Hours(dt.date(1980, 1, 1), dt.time(9, 0), dt.time(17, 30))

#: The library's names -> the notices' names.
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}


@functools.cache
def layers(code: str) -> tuple[LayerData, ...]:
    """Return the layers of a calendar that comes with the product, the nation's first; KeyError for any other code."""
    nation = _nation()
    return {"cn": (nation,), "cn-gx": (nation, GUANGXI)}[code]


def layers_if_known(code: str) -> list[LayerData]:
    return list(layers(code)) if code in CODES else []


def notices() -> list[Notice]:
    """Return the nation's notices as the library has them."""
    marks: dict[int, dict[dt.date, Mark]] = {}
    nation = layers("cn")[0]
    for day, mark in nation.marks.items():
        marks.setdefault(notice_year(day, mark.name), {})[day] = mark
    return [Notice(year, marks[year], source=SOURCE) for year in sorted(nation.years)]


def notice_year(day: dt.date, name: str) -> int:
    """Return the year whose notice marks `day`; the library does not say. New Year's Day may begin in December."""
    return day.year + (day.month == 12 and name == "元旦")


def _nation() -> LayerData:
    marks = {day: _mark(False, name) for day, name in holidays.items()} | {
        day: _mark(True, name) for day, name in workdays.items()
    }
    years = dict.fromkeys(sorted({day.year for day in holidays}), YearState.FINAL)
    return LayerData("cn", LayerKind.NATION, "全国", "China", marks=marks, years=years, hours=(FIRST_HOURS,))


def _mark(working: bool, name: str) -> Mark:
    chinese = NAMES.get(name, name)
    return Mark(working, chinese, english_name(chinese))


#: Two days around lunar 3/3 are announced each year; no library has them, so every year is missing until imported.
GUANGXI = LayerData("cn-gx", LayerKind.REGION, "广西", "Guangxi")
