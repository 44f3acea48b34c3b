"""The paths of the tree, written from its dated edges. Whoever writes holds the tree's lock to the end of the transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection

#: One number for all who change the tree: two moves that are each in order could close a ring together.
LOCK = 7_236_611

_PLANT_EDGES = """
    INSERT INTO org_unitedge (unit_id, parent_id, valid)
    SELECT unit_id, parent_id, '(,)'::daterange FROM unnest(%s::bigint[], %s::bigint[]) AS new (unit_id, parent_id)
"""
_PLANT_PATHS = """
    INSERT INTO org_unitpath (unit_id, path, valid)
    SELECT new.unit_id,
           coalesce(above.path || new.unit_id::text, new.unit_id::text::ltree),
           coalesce(above.valid, '(,)'::daterange)
    FROM unnest(%s::bigint[], %s::bigint[]) AS new (unit_id, parent_id)
    LEFT JOIN org_unitpath AS above ON above.unit_id = new.parent_id
"""
_CUT = """
    UPDATE org_unitpath SET valid = daterange(lower(valid), %(day)s)
    WHERE path ~ %(branch)s::lquery AND valid @> %(day)s::date AND (lower_inf(valid) OR lower(valid) < %(day)s)
"""
_CLEAR = "DELETE FROM org_unitpath WHERE path ~ %(branch)s::lquery AND lower(valid) >= %(day)s"
_GROW = """
    WITH RECURSIVE grown (unit_id, path, valid) AS (
        SELECT edge.unit_id,
               coalesce(above.path || edge.unit_id::text, edge.unit_id::text::ltree),
               edge.valid * coalesce(above.valid, '(,)'::daterange) * daterange(%(day)s, NULL)
        FROM org_unitedge AS edge
        LEFT JOIN org_unitpath AS above ON above.unit_id = edge.parent_id AND above.valid && edge.valid
        WHERE edge.unit_id = %(unit)s AND edge.valid && daterange(%(day)s, NULL)
        UNION ALL
        SELECT edge.unit_id, grown.path || edge.unit_id::text, edge.valid * grown.valid
        FROM grown JOIN org_unitedge AS edge ON edge.parent_id = grown.unit_id AND edge.valid && grown.valid
    )
    INSERT INTO org_unitpath (unit_id, path, valid) SELECT unit_id, path, valid FROM grown WHERE NOT isempty(valid)
"""
_CATCH_UP = """
    UPDATE org_unit AS unit SET path = dated.path
    FROM org_unitpath AS dated
    WHERE dated.unit_id = unit.id AND dated.valid @> %s::date AND dated.path <> unit.path
"""
_RING = """
    SELECT EXISTS (
        SELECT FROM org_unitpath
        WHERE unit_id = %(parent)s AND path ~ %(branch)s::lquery AND valid && daterange(%(day)s, %(end)s)
    )
"""


def lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def draw_ids(count: int) -> list[int]:
    """Return fresh keys for units, so that a unit's first path can name it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('org_unit', 'id')) FROM generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]


def plant(pairs: Sequence[tuple[int, int | None]]) -> None:
    """Place new units (unit, parent), for all days; parents that are themselves new were planted before."""
    units, parents = [unit for unit, _ in pairs], [parent for _, parent in pairs]
    with connection.cursor() as cursor:
        cursor.execute(_PLANT_EDGES, [units, parents])
        cursor.execute(_PLANT_PATHS, [units, parents])


def regrow(unit_id: int, *, from_day: dt.date) -> None:
    """Write the paths of the unit and all below it anew from that day on; what lies before stays as it was."""
    values: dict[str, Any] = {"unit": unit_id, "branch": f"*.{unit_id}.*", "day": from_day}
    with connection.cursor() as cursor:
        for statement in (_CUT, _CLEAR, _GROW):
            cursor.execute(statement, values)


def catch_up(today: dt.date) -> int:
    """Give each unit the path of today; return how many changed."""
    with connection.cursor() as cursor:
        cursor.execute(_CATCH_UP, [today])
        changed: int = cursor.rowcount
        return changed


def would_close_a_ring(unit_id: int, *, parent_id: int, from_day: dt.date, before: dt.date | None) -> bool:
    """Tell whether `parent_id` stands under the unit on any of those days."""
    values: dict[str, Any] = {"parent": parent_id, "branch": f"*.{unit_id}.*", "day": from_day, "end": before}
    with connection.cursor() as cursor:
        cursor.execute(_RING, values)
        return bool(cursor.fetchone()[0])
