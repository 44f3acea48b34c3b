"""A month of inspections by day and by inspector, and how an outlet's own checks compare with the branch's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from django.db.models import Q

from biaogan.accounts.access import Actor, Permission, units_where
from biaogan.handbook.queries import items_of
from biaogan.handbook.rules import half_up, score_item
from biaogan.inspections.choices import AHEAD, ENDED, HANDED_IN, Channel, State
from biaogan.inspections.models import Answer, Sheet, SheetInspector, SheetQuerySet
from biaogan.inspections.queries.lists import whole_rows
from biaogan.inspections.rules import asks_item
from biaogan.org.models import Person, Unit

#: A month of one branch has fewer; a larger network is looked at a unit at a time.
SHEETS_AT_MOST = 600
WEEK = 7


@dataclass(frozen=True)
class CalendarDay:
    day: dt.date
    is_in_month: bool
    sheets: list[Sheet]


@dataclass
class Load:
    """What one inspector has in a month."""

    person: Person
    planned: int = 0
    in_progress: int = 0
    handed_in: int = 0
    late: int = 0
    days: set[dt.date] = field(default_factory=set)

    @property
    def total(self) -> int:
        return self.planned + self.in_progress + self.handed_in


@dataclass(frozen=True)
class Month:
    first: dt.date
    weeks: list[list[CalendarDay]]
    loads: list[Load]
    # Nobody is named in these yet.
    unassigned: list[Sheet]
    is_cut: bool

    @property
    def before(self) -> dt.date:
        return (self.first - dt.timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> dt.date:
        return _next_month(self.first)


def month(
    actor: Actor,
    first: dt.date,
    *,
    today: dt.date,
    unit: Unit | None = None,
    channel: str = "",
    person: int | None = None,
) -> Month:
    """Return the month's sheets that the actor may see, by day and by inspector."""
    rows = _of_month(actor, first, unit=unit, channel=channel, person=person)
    sheets = list(rows.order_by("planned_on", "pk")[: SHEETS_AT_MOST + 1])
    kept = sheets[:SHEETS_AT_MOST]
    return Month(
        first,
        _weeks(first, kept),
        _loads(actor, kept, today=today),
        [sheet for sheet in kept if sheet.state == State.PLANNED],
        len(sheets) > SHEETS_AT_MOST,
    )


def _of_month(actor: Actor, first: dt.date, *, unit: Unit | None, channel: str, person: int | None) -> SheetQuerySet:
    rows = whole_rows().visible_to(actor).filter(planned_on__gte=first, planned_on__lt=_next_month(first))
    rows = rows.exclude(state=State.CANCELLED)
    if unit is not None:
        rows = rows.filter(case__subject_unit__in=Unit.objects.under(unit.path))
    if channel:
        rows = rows.filter(channel=channel)
    if person is not None:
        rows = rows.filter(pk__in=SheetInspector.objects.filter(person=person).values("sheet"))
        # Else choosing an inspector would tell which mystery visits were theirs.
        rows = rows.filter(~Q(channel=Channel.MYSTERY) | _names_mystery(actor))
    return rows


def _names_mystery(actor: Actor) -> Q:
    own = SheetInspector.objects.filter(person_id=actor.person_id or 0).values("sheet")
    return units_where(actor, Permission.VIEW_MYSTERY, field="case__subject_unit") | Q(pk__in=own)


def _weeks(first: dt.date, sheets: Iterable[Sheet]) -> list[list[CalendarDay]]:
    by_day: dict[dt.date, list[Sheet]] = {}
    for sheet in sheets:
        by_day.setdefault(sheet.planned_on, []).append(sheet)
    monday, end, weeks = first - dt.timedelta(days=first.weekday()), _next_month(first), []
    while monday < end:
        days = [monday + dt.timedelta(days=number) for number in range(WEEK)]
        weeks.append([CalendarDay(day, day.month == first.month, by_day.get(day, [])) for day in days])
        monday += dt.timedelta(days=WEEK)
    return weeks


def _loads(actor: Actor, sheets: Iterable[Sheet], *, today: dt.date) -> list[Load]:
    from biaogan.inspections.queries.pages import may_see_inspectors

    found: dict[int, Load] = {}
    for sheet in sheets:
        if sheet.is_self_check or not may_see_inspectors(sheet, actor):
            continue
        for row in sheet.inspectors.all():
            _count(found.setdefault(row.person_id, Load(row.person)), sheet, today=today)
    return sorted(found.values(), key=lambda load: (-load.total, load.person.pinyin))


def _count(load: Load, sheet: Sheet, *, today: dt.date) -> None:
    load.planned += sheet.state in AHEAD
    load.in_progress += sheet.state == State.IN_PROGRESS
    load.handed_in += sheet.state in HANDED_IN
    load.late += sheet.planned_on < today and sheet.state in (*AHEAD, State.IN_PROGRESS)
    load.days.add(sheet.planned_on)


def _next_month(first: dt.date) -> dt.date:
    return (first + dt.timedelta(days=32)).replace(day=1)


@dataclass(frozen=True)
class AreaCompared:
    """What the outlet found of itself in an area beside what the branch found; shares of the points in hundredths of a per cent."""

    name: str
    own: int | None
    branch: int | None

    @property
    def difference(self) -> int | None:
        return None if self.own is None or self.branch is None else self.own - self.branch


@dataclass(frozen=True)
class Compared:
    """An outlet's last self-check beside the branch's last inspection of it."""

    own: Sheet
    branch: Sheet | None
    areas: list[AreaCompared]


def self_checks(actor: Actor, unit: Unit) -> SheetQuerySet:
    """Return the unit's self-checks, the newest first."""
    rows = whole_rows().visible_to(actor).filter(case__subject_unit=unit, channel=Channel.SELF_CHECK)
    return rows.order_by("-planned_on", "-pk")


def compared(actor: Actor, unit: Unit) -> Compared | None:
    """Return how the outlet's last self-check compares with the branch's last inspection on site; None without a self-check."""
    own = self_checks(actor, unit).filter(state__in=HANDED_IN).first()
    if own is None:
        return None
    rows = whole_rows().visible_to(actor).counted().filter(case__subject_unit=unit, channel=Channel.ONSITE)
    branch = rows.filter(state__in=HANDED_IN).order_by("-submitted_at").first()
    return Compared(own, branch, _areas(own, branch))


def _areas(own: Sheet, branch: Sheet | None) -> list[AreaCompared]:
    mine = _shares(own)
    theirs = _shares(branch) if branch else {}
    codes = dict.fromkeys([*mine, *theirs])
    return [
        AreaCompared((mine.get(code) or theirs[code])[0], _share(mine.get(code)), _share(theirs.get(code)))
        for code in codes
    ]


def _shares(sheet: Sheet) -> dict[str, tuple[str, Fraction, Fraction]]:
    """Return by the area's code its name, what was earned, and what applied."""
    answers = dict(Answer.objects.filter(sheet=sheet).values_list("item", "value"))
    found: dict[str, tuple[str, Fraction, Fraction]] = {}
    for item in items_of(sheet.version):
        if asks_item(sheet.channel, item):
            score = score_item(item, answers.get(item.pk))
            name, earned, applicable = found.get(item.area.code, (item.area.name, Fraction(0), Fraction(0)))
            found[item.area.code] = (name, earned + score.earned, applicable + score.applicable)
    return found


def _share(area: tuple[str, Fraction, Fraction] | None) -> int | None:
    if area is None or not area[2]:
        return None
    return half_up(10_000 * area[1] / area[2])


#: What is still to be done.
OPEN = tuple(state for state in State if state not in ENDED)
