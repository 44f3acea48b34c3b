"""The board: what is open, by unit and age."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from biaogan.accounts.access import Actor
from biaogan.cases.queries import narrowed
from biaogan.core.time import day_begins, local_day
from biaogan.org.models import Unit
from biaogan.rectification.choices import DIRECT, TO_PUT_RIGHT, State
from biaogan.rectification.models import Finding, FindingQuerySet

#: «Soon» on the board: due within so many days, today among them.
SOON_DAYS = 7

#: A board shows so many units, those with most overdue first; the choice of a unit shows what lies below it.
UNITS_SHOWN = 60

#: Somebody has to put it right: a notice has gone out, or it is of a source that is owed at once.
OWED = Q(state__in=TO_PUT_RIGHT) | Q(state=State.OPEN, source__in=DIRECT, notice__isnull=True, due_at__isnull=False)


@dataclass(frozen=True)
class Ages:
    """How many findings stand in each column of the board."""

    unserved: int
    overdue: int
    soon: int
    later: int
    answered: int

    @property
    def total(self) -> int:
        return self.unserved + self.overdue + self.soon + self.later + self.answered


@dataclass(frozen=True)
class BoardRow:
    unit: Unit
    ages: Ages


@dataclass(frozen=True)
class Board:
    rows: list[BoardRow]
    whole: Ages
    # More units than are shown.
    more: int


def soon_ends(now: dt.datetime) -> dt.datetime:
    """Return the moment before which a limit ends «soon»."""
    return day_begins(local_day(now) + dt.timedelta(days=SOON_DAYS))


def board(actor: Actor, unit: Unit | None, *, now: dt.datetime) -> Board:
    """Return the open findings that the actor may see, at `unit` and below, counted by unit and age."""
    counted = _open(actor, unit).values("case__subject_unit").annotate(**_ages(now)).order_by()
    found = {row.pop("case__subject_unit"): Ages(**row) for row in counted}
    order = sorted(found, key=lambda pk: (-found[pk].overdue, -found[pk].total, pk))
    units = Unit.objects.in_bulk(order[:UNITS_SHOWN])
    rows = [BoardRow(units[pk], found[pk]) for pk in order[:UNITS_SHOWN]]
    return Board(rows, _sum(found.values()), more=max(0, len(order) - UNITS_SHOWN))


def ages(actor: Actor, unit: Unit, *, now: dt.datetime) -> Ages:
    """Return what is open at the unit and below, by age."""
    return Ages(**_open(actor, unit).aggregate(**_ages(now)))


def _open(actor: Actor, unit: Unit | None) -> FindingQuerySet:
    return Finding.objects.visible_to(narrowed(actor, unit)).open()


def _ages(now: dt.datetime) -> dict[str, Count]:
    soon = soon_ends(now)
    return {
        "unserved": Count("pk", filter=Q(state=State.OPEN) & ~Q(source__in=DIRECT)),
        "overdue": Count("pk", filter=OWED & Q(due_at__lt=now)),
        "soon": Count("pk", filter=OWED & Q(due_at__gte=now, due_at__lt=soon)),
        "later": Count("pk", filter=OWED & Q(due_at__gte=soon)),
        "answered": Count("pk", filter=Q(state=State.ANSWERED)),
    }


def _sum(found: Iterable[Ages]) -> Ages:
    kept = list(found)
    return Ages(*(sum(getattr(each, name) for each in kept) for name in Ages.__dataclass_fields__))
