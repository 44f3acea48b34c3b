"""Notices out of files: the JSON of holiday-cn as it is, and a simple table for regions and the bank."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from biaogan.core.errors import InputRefused, Refusal
from biaogan.core.exchange.fields import Cell, Unreadable, text_of
from biaogan.core.exchange.tables import Cells, Layout, Table, open_table
from biaogan.core.wording import listed
from biaogan.workcal.kinds import YearState
from biaogan.workcal.rules.notices import YEARS, DayLine, Notice, marks_of, read_day

#: A year's notice takes some 5 kB.
LARGEST = 1 << 20
MOST_DAYS = 400

#: What the columns of a table may be called.
COLUMNS = {
    "date": "day",
    "day": "day",
    "日期": "day",
    "working": "working",
    "worked": "working",
    "上班": "working",
    "是否上班": "working",
    "name": "name",
    "名称": "name",
    "节日": "name",
    "name_en": "name_en",
    "英文名称": "name_en",
    "year": "year",
    "年度": "year",
    "state": "state",
    "状态": "state",
}
WORKED = {"yes": True, "true": True, "1": True, "是": True, "班": True, "上班": True, "work": True} | {
    "no": False,
    "false": False,
    "0": False,
    "否": False,
    "休": False,
    "放假": False,
    "休息": False,
    "off": False,
}
STATES = {
    "final": YearState.FINAL,
    "确定": YearState.FINAL,
    "provisional": YearState.PROVISIONAL,
    "暂定": YearState.PROVISIONAL,
    "": YearState.FINAL,
}


def read_notices(path: Path, name: str = "") -> list[Notice]:
    """Return the notices in the file, one a year; raises InputRefused with a reason for each day that cannot be true.

    `name` is what the user calls the file, where it lies under another name.
    """
    name = name or path.name
    if path.stat().st_size > LARGEST:
        raise _refused(name, _("the file is larger than a calendar can be"))
    if path.read_bytes()[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return [_read_json(path, name)]
    return _read_table(path, name)


def one_a_year(notices: Sequence[Notice]) -> list[Notice]:
    """Return the notices by their years; raises InputRefused where two files speak of the same one."""
    years = [notice.year for notice in notices]
    if twice := sorted({year for year in years if years.count(year) > 1}):
        message = _("Two files speak of %(years)s. Import the newer notice alone.")
        raise InputRefused("workcal.two_notices", message % {"years": listed(twice)})
    return sorted(notices, key=lambda notice: notice.year)


def _read_json(path: Path, name: str) -> Notice:
    try:
        said = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _refused(name, _("the file is no JSON that can be read")) from None
    if not isinstance(said, dict) or not isinstance(said.get("days"), list) or len(said["days"]) > MOST_DAYS:
        raise _refused(name, _("the file has no list “days” as the year files of holiday-cn have"))
    year = said.get("year")
    if not isinstance(year, int) or year not in YEARS:
        raise _refused(name, _("the file does not say its year"))
    papers = said.get("papers")
    told = [paper for paper in papers if isinstance(paper, str)] if isinstance(papers, list) else []
    return Notice(year, marks_of(year, _json_lines(said["days"])), source=(" ".join(told) or name)[:300])


def _json_lines(days: list[Any]) -> Iterator[DayLine]:
    for place, said in enumerate(days):
        said = said if isinstance(said, dict) else {}
        off = said.get("isOffDay")
        yield DayLine(
            said.get("date", ""),
            not off if isinstance(off, bool) else None,
            said.get("name", ""),
            column=f"days[{place}]",
        )


def _read_table(path: Path, name: str) -> list[Notice]:
    try:
        with closing(open_table(path, Layout())) as table:
            return _notices(_rows(table, name), name)
    except InputRefused as error:
        raise InputRefused(error.code, error.message.replace(path.name, name), error.refusals) from None
    except Unreadable as error:
        raise _refused(name, error.reason) from None


def _rows(table: Table, name: str) -> list[tuple[int, dict[str, str]]]:
    """Return the rows below the head as texts by our names of the columns, each with its line."""
    columns = [COLUMNS.get(text_of(column).strip().casefold(), "") for column in table.head]
    if not {"day", "working"} <= set(columns):
        raise _refused(name, _("the table has no columns “date” and “working”"))
    rows = [(line, _row(columns, cells)) for line, cells in table.lines]
    if len(rows) > MOST_DAYS * len(YEARS):
        raise _refused(name, _("the file is larger than a calendar can be"))
    return rows


def _row(names: list[str], cells: Cells) -> dict[str, str]:
    return {name: _text(cell) for name, cell in zip(names, cells, strict=False) if name}


def _text(cell: Cell) -> str:
    # A day in a spreadsheet comes with a midnight that nobody typed.
    return cell.date().isoformat() if isinstance(cell, dt.datetime) else text_of(cell).strip()


def _notices(rows: list[tuple[int, dict[str, str]]], name: str) -> list[Notice]:
    by_year: dict[int, list[tuple[int, dict[str, str]]]] = {}
    refused = []
    for line, row in rows:
        year = _year_of(row)
        if year not in YEARS or row.get("state", "").casefold() not in STATES:
            reason = _("not a date like 2026-02-14, or an unknown year or state")
            refused.append(Refusal(reason, line, "date", row.get("day", "")[:40]))
        else:
            by_year.setdefault(year, []).append((line, row))
    notices = []
    for year in sorted(by_year):
        try:
            notices.append(_notice(year, by_year[year], name))
        except InputRefused as error:
            refused += error.refusals
    if refused:
        raise InputRefused("workcal.bad_notice", _said(name, _("some days cannot be true")), refused)
    return notices


def _year_of(row: dict[str, str]) -> int:
    if row.get("year"):
        return int(row["year"]) if row["year"].isdecimal() and len(row["year"]) == 4 else 0
    day = read_day(row.get("day"))
    return day.year if day else 0


def _notice(year: int, rows: list[tuple[int, dict[str, str]]], name: str) -> Notice:
    states = {STATES[row.get("state", "").casefold()] for _line, row in rows}
    state = YearState.PROVISIONAL if YearState.PROVISIONAL in states else YearState.FINAL
    return Notice(year, marks_of(year, _table_lines(rows)), state, source=name[:300])


def _table_lines(rows: Iterable[tuple[int, dict[str, str]]]) -> Iterator[DayLine]:
    for line, row in rows:
        working = WORKED.get(row.get("working", "").casefold())
        yield DayLine(row.get("day"), working, row.get("name", ""), row.get("name_en", "")[:80], line, "date")


def _refused(name: str, reason: str) -> InputRefused:
    return InputRefused("workcal.bad_notice", _said(name, reason))


def _said(name: str, reason: str) -> str:
    return _("%(file)s: %(reason)s. Nothing was changed.") % {"file": name, "reason": reason}
