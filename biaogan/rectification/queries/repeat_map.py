"""The map of what comes back: items down, units across, and how often each was found again there."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max

from biaogan.accounts.access import Actor
from biaogan.cases.queries import narrowed
from biaogan.core.wording import in_reader_language
from biaogan.org.models import Unit
from biaogan.rectification.choices import State
from biaogan.rectification.models import Finding

#: A map shows so many items and, across, so many units: those with the most.
ITEMS_SHOWN, ACROSS = 20, 14
#: So many pairs of item and unit are listed below it.
PAIRS_SHOWN = 30


@dataclass(frozen=True)
class Pair:
    """An item at one unit: how often it was found again, and when last."""

    code: str
    name: str
    unit: Unit
    times: int
    last_at: dt.datetime


@dataclass(frozen=True)
class ItemLine:
    """An item that came back: how often at each unit across, in their order, and everywhere."""

    code: str
    name: str
    counts: list[int]
    total: int


@dataclass(frozen=True)
class RepeatMap:
    across: list[Unit]
    lines: list[ItemLine]
    pairs: list[Pair]

    @property
    def most(self) -> int:
        return max((count for line in self.lines for count in line.counts), default=0)


def repeat_map(actor: Actor, unit: Unit | None, *, since: dt.datetime, now: dt.datetime) -> RepeatMap:
    """Return where the same item was found again since a moment, at the units right below `unit`, each with what lies below it.

    Without a unit they are those right below the lowest unit that all of it lies under.
    """
    pairs = _pairs(actor, unit, since=since, now=now)
    columns = _columns(pairs, top=unit.path if unit else _common([pair.unit.path for pair in pairs]))
    most = Counter[int]()
    for pair in pairs:
        most[columns[pair.unit.pk]] += pair.times
    chosen = [pk for pk, _times in most.most_common(ACROSS)]
    units = Unit.objects.in_bulk(chosen)
    across = sorted((units[pk] for pk in chosen), key=lambda each: (each.pinyin, each.pk))
    return RepeatMap(across, _lines(pairs, columns, across), pairs[:PAIRS_SHOWN])


def _pairs(actor: Actor, unit: Unit | None, *, since: dt.datetime, now: dt.datetime) -> list[Pair]:
    rows = Finding.objects.visible_to(narrowed(actor, unit)).exclude(state=State.WITHDRAWN).exclude(item_code="")
    repeated = rows.filter(repeats__isnull=False, found_at__gte=since, found_at__lte=now)
    counted = repeated.values("item_code", "case__subject_unit").annotate(
        times=Count("pk"), last_at=Max("found_at"), name_zh=Max("item__name_zh"), name_en=Max("item__name_en")
    )
    found = list(counted.order_by("-times", "-last_at", "item_code", "case__subject_unit"))
    units = Unit.objects.in_bulk({row["case__subject_unit"] for row in found})
    return [
        Pair(
            row["item_code"],
            in_reader_language(row["name_zh"] or "", row["name_en"] or ""),
            units[row["case__subject_unit"]],
            row["times"],
            row["last_at"],
        )
        for row in found
    ]


def _common(paths: list[str]) -> str:
    """Return the path that all of these have in common, without the last step where there is one path only."""
    shared: list[str] = []
    for steps in zip(*(path.split(".") for path in paths), strict=False):
        if len(set(steps)) > 1:
            break
        shared.append(steps[0])
    is_one = len(set(paths)) == 1
    return ".".join(shared[:-1] if is_one else shared)


def _columns(pairs: Iterable[Pair], *, top: str) -> dict[int, int]:
    """Return for each unit the one that stands for it across: right below the top, or the top itself."""
    depth = len(top.split(".")) if top else 0
    return {pair.unit.pk: int((steps := pair.unit.path.split("."))[min(depth, len(steps) - 1)]) for pair in pairs}


def _lines(pairs: Iterable[Pair], columns: dict[int, int], across: list[Unit]) -> list[ItemLine]:
    counts: dict[str, Counter[int]] = {}
    names: dict[str, str] = {}
    for pair in pairs:
        counts.setdefault(pair.code, Counter())[columns[pair.unit.pk]] += pair.times
        names[pair.code] = pair.name or names.get(pair.code, "")
    order = sorted(counts, key=lambda code: (-counts[code].total(), code))[:ITEMS_SHOWN]
    return [
        ItemLine(code, names[code], [counts[code][unit.pk] for unit in across], counts[code].total()) for code in order
    ]
