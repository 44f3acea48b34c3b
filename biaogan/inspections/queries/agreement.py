"""The second reviews of sheets: which there are, how far they agree item by item, and who scores milder than the others."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import F, QuerySet

from biaogan.accounts.access import Actor, Permission, units_where
from biaogan.core.time import day_begins, local_day
from biaogan.handbook.models import Item
from biaogan.inspections.choices import HANDED_IN, Channel, Why
from biaogan.inspections.models.answers import Answer
from biaogan.inspections.models.history import SheetChange
from biaogan.inspections.models.recordings import ReviewedTwice, SecondDraw
from biaogan.inspections.models.sheet import Sheet, SheetInspector, SheetQuerySet
from biaogan.inspections.rules.agreement import Kappa, Mildness, Scored, drift, kappa, mildness
from biaogan.org.models import Person, Unit

#: Channels whose inspectors stand by their names; who a mystery visitor was is said nowhere.
NAMED = (Channel.ONSITE, Channel.OFFSITE)


@dataclass(frozen=True)
class Asked:
    """Of which unit and all below it, for sheets handed in on the days from `first` up to, but not with, `end`."""

    unit: Unit
    first: dt.date
    end: dt.date


def seconds(asked: Asked, actor: Actor) -> int:
    """Return how many sheets were reviewed twice."""
    return _compared(asked, actor).values("second").distinct().count()


def _compared(asked: Asked, actor: Actor) -> QuerySet[ReviewedTwice]:
    return ReviewedTwice.objects.filter(
        at__gte=day_begins(asked.first),
        at__lt=day_begins(asked.end),
        second__in=Sheet.objects.visible_to(actor),
        second__case__subject_unit__path__under=asked.unit.path,
    )


def answers_handed_in(sheet: Sheet) -> dict[int, Any]:
    """Return the answers by item as they were handed in, before a dispute was settled."""
    found = dict(Answer.objects.filter(sheet=sheet).values_list("item_id", "value"))
    for change in SheetChange.objects.filter(sheet=sheet, why=Why.SETTLED, item__isnull=False).order_by("-pk"):
        found[change.item_id or 0] = change.old
    return found


def waiting(asked: Asked, actor: Actor) -> list[Sheet]:
    """Return the second reviews that are ordered and not handed in."""
    seen = Sheet.objects.visible_to(actor).filter(second_of__isnull=False).exclude(state__in=HANDED_IN)
    here = seen.filter(case__subject_unit__path__under=asked.unit.path)
    return list(here.select_related("case__subject_unit", "second_of__case").order_by("planned_on", "pk")[:200])


def _within(asked: Asked, rows: SheetQuerySet) -> SheetQuerySet:
    return rows.filter(
        submitted_at__gte=day_begins(asked.first),
        submitted_at__lt=day_begins(asked.end),
        case__subject_unit__path__under=asked.unit.path,
    )


@dataclass(frozen=True)
class ItemLine:
    item: Item
    kappa: Kappa


def agreement(asked: Asked, actor: Actor) -> tuple[Kappa, list[ItemLine]]:
    """Return how far the reviewers agree over all items, and item by item, the least agreed on first."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    items: dict[str, Item] = {}
    for row in _compared(asked, actor).select_related("item"):
        found[row.item.code].append((row.first_word, row.second_word))
        items[row.item.code] = row.item
    lines = [ItemLine(items[code], kappa(each)) for code, each in found.items()]
    lines.sort(key=lambda line: (line.kappa.share or Fraction(0), -line.kappa.pairs, line.item.code))
    return kappa([pair for each in found.values() for pair in each]), lines


@dataclass(frozen=True)
class InspectorLine:
    """By how much somebody scores above the others: month by month, in all, and how that drifts."""

    person: Person
    months: list[Mildness | None]
    sheets: int
    above: Fraction | None
    drift: Fraction | None


def inspectors(asked: Asked, actor: Actor, months: Sequence[str]) -> list[InspectorLine]:
    """Return the inspectors of the unit's sheets with how mild they are in each of the months («2026-10»), the mildest first."""
    rows = _within(asked, Sheet.objects.visible_to(actor).handed_in()).filter(channel__in=NAMED, score__isnull=False)
    sheets = rows.values_list("pk", "submitted_at", "version_id", "channel", "score")
    people = defaultdict(list)
    named = SheetInspector.objects.filter(sheet__in=rows.values("pk")).values_list("sheet_id", "person_id")
    for sheet, person in named:
        people[sheet].append(person)
    scored = [
        Scored(person, f"{local_day(at):%Y-%m}", (version, channel), score)
        for pk, at, version, channel, score in sheets
        if at is not None and score is not None
        for person in people[pk]
    ]
    by_key = mildness(scored)
    names = {person.pk: person for person in Person.objects.filter(pk__in={row.inspector for row in scored})}
    lines = [_line(names[pk], months, by_key) for pk in names]
    return sorted(lines, key=lambda line: (line.above is None, -(line.above or 0), line.person.pinyin, line.person.pk))


def _line(person: Person, months: Sequence[str], by_key: dict[tuple[int, str], Mildness]) -> InspectorLine:
    found = [by_key.get((person.pk, month)) for month in months]
    said = [each for each in found if each and each.above is not None]
    sheets = sum(each.sheets for each in found if each)
    weight = sum(each.sheets for each in said)
    above = (
        sum((each.above * each.sheets for each in said if each.above is not None), Fraction(0)) / weight
        if weight
        else None
    )
    return InspectorLine(person, found, sheets, above, drift([each.above if each else None for each in found]))


def candidates(unit: Unit, first: dt.date, end: dt.date) -> list[Sheet]:
    """Return the off-site sheets of those days that may be drawn for a second review: handed in, none of them reviewed twice."""
    asked = Asked(unit, first, end)
    rows = _within(asked, Sheet.objects.handed_in()).filter(channel=Channel.OFFSITE, second_of__isnull=True)
    return list(rows.filter(seconds__isnull=True).select_related("case").order_by("case__number"))


def draws(actor: Actor, unit: Unit) -> QuerySet[SecondDraw]:
    found = SecondDraw.objects.filter(units_where(actor, Permission.PLAN_INSPECTION, field="unit"))
    return found.filter(unit__path__under=unit.path).select_related("unit", "by").order_by("-pk")


def drawn_without_second(draw: SecondDraw, actor: Actor) -> list[Sheet]:
    """Return what was drawn and has no second review yet."""
    rows = Sheet.objects.visible_to(actor).filter(pk__in=draw.result, seconds__isnull=True)
    return list(rows.select_related("case__subject_unit").annotate(number=F("case__number")).order_by("number"))
