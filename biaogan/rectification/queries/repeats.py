"""Earlier findings on the same items at the same units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from biaogan.core.prepared import ask
from biaogan.rectification.rules import Key

_KNOWN = """
    SELECT subject_unit_id, handbook, item_code, found_at, case_id FROM unnest(%s::bigint[], %s::bigint[], %s::text[])
        AS asked (unit, book, code)
    CROSS JOIN LATERAL (
        SELECT c.subject_unit_id, coalesce(v.handbook_id, 0) AS handbook, f.item_code, f.found_at, f.case_id
        FROM cases_case c JOIN rectification_finding f ON f.case_id = c.id
        LEFT JOIN handbook_item i ON i.id = f.item_id LEFT JOIN handbook_version v ON v.id = i.version_id
        WHERE c.kind = 'finding' AND c.subject_unit_id = asked.unit AND f.item_code = asked.code
          AND c.opened_at >= %s AND f.found_at < %s AND f.state <> 'withdrawn' AND f.source <> 'self_check'
          AND coalesce(v.handbook_id, 0) = asked.book
    ) AS known
"""


def known_repeats(
    keys: Iterable[Key], *, since: dt.datetime, before: dt.datetime
) -> dict[Key, list[tuple[dt.datetime, int]]]:
    """Return the findings of these units and items that were found in the span, withdrawn ones and self-checks left aside; one query."""
    asked = sorted(set(keys))
    if not asked:
        return {}
    units, books, codes = (list(column) for column in zip(*asked, strict=True))
    found: dict[Key, list[tuple[dt.datetime, int]]] = {}
    for unit, book, code, found_at, case in ask(_KNOWN, [units, books, codes, since, before]):
        found.setdefault((unit, book, code), []).append((found_at, case))
    return found
