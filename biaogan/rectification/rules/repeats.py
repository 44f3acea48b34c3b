"""When a finding repeats an earlier one (屡查屡犯), and what it weighs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from biaogan.core.time import local_day
from biaogan.rectification.choices import Source

#: Unit, handbook (0 without one), code of the item.
Key = tuple[int, int, str]


@dataclass(frozen=True)
class Found:
    """What decides whether a finding is a repeat. `ref` is the finding's key."""

    ref: int
    key: Key
    source: str
    found_at: dt.datetime


def counts(source: str) -> bool:
    """Tell whether findings of that source repeat and are repeated: who looks at oneself honestly is not marked for it."""
    return source != Source.SELF_CHECK


def is_within(earlier: dt.datetime, later: dt.datetime, *, days: int) -> bool:
    """Tell whether the later moment lies at most so many local days after the earlier; the last day is within."""
    return earlier <= later and (local_day(later) - local_day(earlier)).days <= days


def repeats_of(
    rows: Iterable[Found], known: Mapping[Key, list[tuple[dt.datetime, int]]], *, days: Mapping[int, int]
) -> dict[int, int]:
    """Return for each row that repeats an earlier one the key of that: among `known`, and among the rows themselves.

    `days` are by `ref`, as they stood when it was found. Of one visit, the same item twice is one failing found twice: rows
    of the same moment do not repeat each other.
    """
    seen = {key: sorted(found) for key, found in known.items()}
    repeated: dict[int, int] = {}
    for row in sorted(rows, key=lambda row: (row.found_at, row.ref)):
        if not row.key[2] or not counts(row.source):
            continue
        before = [found for found in seen.get(row.key, []) if found[0] < row.found_at]
        if before and is_within(before[-1][0], row.found_at, days=days[row.ref]):
            repeated[row.ref] = before[-1][1]
        seen.setdefault(row.key, []).append((row.found_at, row.ref))
        seen[row.key].sort()
    return repeated
