"""Reads the stored layers, over Django's connection or over a plain one, so that `biaogan deadline` needs no Django."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, Protocol

from biaogan.workcal.kinds import LayerKind, YearState
from biaogan.workcal.rules import Hours, LayerData, Mark

CHAIN = """
WITH RECURSIVE chain AS (
    SELECT id, parent_id, code, kind, name, name_en, 0 AS height FROM workcal_layer WHERE code = %s
    UNION ALL
    SELECT up.id, up.parent_id, up.code, up.kind, up.name, up.name_en, chain.height + 1
    FROM chain JOIN workcal_layer up ON up.id = chain.parent_id
)
SELECT id, code, kind, name, name_en FROM chain ORDER BY height DESC
"""
HOURS = "SELECT layer_id, starts_on, opens_at, closes_at FROM workcal_layerhours WHERE layer_id = ANY(%s) ORDER BY starts_on"
YEARS = "SELECT layer_id, year, state FROM workcal_layeryear WHERE layer_id = ANY(%s)"
# Of two notices on the same day the later comes last, and stays.
MARKS = """
SELECT y.layer_id, m.day, m.working, m.name, m.name_en
FROM workcal_daymark m JOIN workcal_layeryear y ON y.id = m.notice_id
WHERE y.layer_id = ANY(%s) ORDER BY y.year
"""
STAMP = "SELECT value FROM workcal_stamp"
ANY_LAYER = "SELECT EXISTS (SELECT FROM workcal_layer)"


class Cursor(Protocol):
    def execute(self, query: Any, params: Any = None, /) -> Any: ...

    def fetchall(self) -> Sequence[Any]: ...


def layers(cursor: Cursor, code: str) -> list[LayerData]:
    """Return the layers of the calendar `code`, the nation's first; none if no layer has this code."""
    chain = _rows(cursor, CHAIN, code)
    ids = [row[0] for row in chain]
    hours: dict[int, list[Hours]] = {each: [] for each in ids}
    years: dict[int, dict[int, YearState]] = {each: {} for each in ids}
    marks: dict[int, dict[dt.date, Mark]] = {each: {} for each in ids}
    for layer, starts_on, opens_at, closes_at in _rows(cursor, HOURS, ids):
        hours[layer].append(Hours(starts_on, opens_at, closes_at))
    for layer, year, state in _rows(cursor, YEARS, ids):
        years[layer][year] = YearState(state)
    for layer, day, *mark in _rows(cursor, MARKS, ids):
        marks[layer][day] = Mark(*mark)
    return [
        LayerData(code, LayerKind(kind), name, name_en, marks=marks[each], years=years[each], hours=tuple(hours[each]))
        for each, code, kind, name, name_en in chain
    ]


def has_layers(cursor: Cursor) -> bool:
    return bool(_rows(cursor, ANY_LAYER)[0][0])


def stamp(cursor: Cursor) -> uuid.UUID | None:
    rows = _rows(cursor, STAMP)
    return rows[0][0] if rows else None


def _rows(cursor: Cursor, query: str, *params: object) -> Sequence[Any]:
    cursor.execute(query, params or None)
    return cursor.fetchall()
