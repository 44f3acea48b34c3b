"""What the first page shows, and what the search box finds."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, Permission, units_where
from biaogan.cases.kinds import KINDS
from biaogan.cases.models import Case
from biaogan.cases.queries import Said, said_in
from biaogan.cases.rules import Piece, wanted
from biaogan.core.time import local_day
from biaogan.metrics import queries as metrics
from biaogan.metrics.periods import Period, month_of
from biaogan.metrics.queries import Question
from biaogan.metrics.registry import METRICS, Metric, Shape
from biaogan.metrics.rules import Figure
from biaogan.obligations.models import Obligation, ObligationQuerySet
from biaogan.org.models import Person, Unit

if TYPE_CHECKING:
    from biaogan.core.errors import Text

#: Figures on the first page, where they are registered.
TILES = ("complaints-received", "complaints-open", "complaints-told-in-time", "complaints-investigated-in-time")

#: Hits of one sort that the search shows.
MOST_HITS = 10


def my_duties(actor: Actor) -> ObligationQuerySet:
    """Return what the actor owes, in person or by a post held today, by due time."""
    units = {held.post_id for held in actor.posts}
    mine = Q(person_id=actor.person_id) | Q(person__isnull=True, debtor_post_id__in=units)
    if actor.person_id is None:
        return Obligation.objects.none()
    return Obligation.objects.owed().filter(mine).select_related("case__subject_unit").order_by("due_at", "pk")


@dataclass(frozen=True)
class Tile:
    """A figure of this month beside last month's, with the address of its rows."""

    metric: Metric
    now: Figure
    before: Figure
    url: str

    @property
    def is_share(self) -> bool:
        return self.metric.shape is Shape.SHARE


def tiles(actor: Actor, unit: Unit, *, now: dt.datetime) -> list[Tile]:
    month = month_of(local_day(now))
    return [_tile(METRICS[code], actor, unit, month, now=now) for code in TILES if code in METRICS]


def _tile(metric: Metric, actor: Actor, unit: Unit, month: Period, *, now: dt.datetime) -> Tile:
    def figure(period: Period) -> Figure:
        return metrics.table(metric.code, Question(unit, period, now), actor=actor).whole

    address = f"{reverse('metrics:rows', args=[metric.code])}?unit={unit.pk}&period={month.code}"
    return Tile(metric, figure(month), figure(month.before()), address)


def top_unit(actor: Actor) -> Unit | None:
    """Return the highest unit where the actor sees figures."""
    paths = actor.paths(Permission.VIEW_METRICS)
    return Unit.objects.filter(path=paths[0]).first() if paths else None


@dataclass(frozen=True)
class Hit:
    """Something that was found; `pieces` are what was said there, with the words that were searched for.

    `is_meant` where its name is what was typed or, of a unit, begins so; elsewhere what was typed stands inside a name.
    """

    kind: Text
    title: str
    note: str
    url: str
    pieces: list[Piece] = field(default_factory=list)
    is_meant: bool = False


@dataclass(frozen=True)
class Findings:
    """What a search found. `lists` are names and addresses of lists that may have more cases; `is_too_short` for one character."""

    hits: list[Hit]
    lists: list[tuple[Text, str]]
    is_too_short: bool = False


def search(actor: Actor, text: str) -> Findings:
    """Return cases, units and people that the actor may see: by number, name, code or pinyin; cases also by what was said.

    Who types a whole name means it; who types a word means the cases where it was said rather than every name it is part of.
    """
    typed = text.strip().replace("\x00", "")[:60]
    if not typed:
        return Findings([], [])
    said = said_in(actor, typed, size=MOST_HITS)
    named = [*_units(actor, typed), *_people(actor, typed)]
    meant = [hit for hit in named if hit.is_meant]
    others = [hit for hit in named if not hit.is_meant]
    hits = [*_cases(actor, typed), *meant, *map(_said, said), *others]
    return Findings(hits, _lists(said, typed), is_too_short=wanted(typed).is_too_short)


def _said(said: Said) -> Hit:
    case, kind = said.case, said.kind
    return Hit(kind.name, case.number, case.subject_unit.label, reverse(kind.url_name, args=[case.pk]), said.pieces)


def _lists(said: list[Said], typed: str) -> list[tuple[Text, str]]:
    """Return the lists of the kinds of which as many cases were found as are shown."""
    found = Counter(each.kind.code for each in said)
    full = [KINDS[code] for code, count in found.items() if count == MOST_HITS and KINDS[code].list_url_name]
    return [(kind.name, f"{reverse(kind.list_url_name)}?{urlencode({'q': typed})}") for kind in full]


def _cases(actor: Actor, typed: str) -> list[Hit]:
    rows = Case.objects.visible_to(actor).filter(number__startswith=typed.upper()).select_related("subject_unit")
    return [
        Hit(KINDS[row.kind].name, row.number, row.subject_unit.label, reverse(KINDS[row.kind].url_name, args=[row.pk]))
        for row in rows.order_by("number")[:MOST_HITS]
    ]


def _units(actor: Actor, typed: str) -> list[Hit]:
    seen = Unit.objects.filter(units_where(actor, Permission.VIEW_UNIT, field="pk"))
    pinyin = " ".join(typed.lower().split())
    named = Q(name__contains=typed) | Q(name_en__icontains=typed) | Q(code__iexact=typed) | Q(bank_code=typed)
    rows = seen.filter(named | Q(pinyin__startswith=pinyin)).order_by("pinyin")
    return [_unit(row, typed) for row in rows[:MOST_HITS]]


def _unit(row: Unit, typed: str) -> Hit:
    low = typed.lower()
    names = (row.name.lower(), row.name_en.lower(), row.pinyin)
    is_meant = any(name.startswith(low) for name in names) or low in (row.code.lower(), row.bank_code)
    url = reverse("org:unit", args=[row.pk])
    return Hit(row.get_level_display(), row.label, row.code, url, is_meant=is_meant)


def _people(actor: Actor, typed: str) -> list[Hit]:
    seen = Person.objects.filter(units_where(actor, Permission.VIEW_UNIT, field="holdings__post__unit")).distinct()
    rows = seen.filter(Q(name__contains=typed) | Q(staff_no__iexact=typed)).order_by("pinyin")
    return [_person(row, typed) for row in rows[:MOST_HITS]]


def _person(row: Person, typed: str) -> Hit:
    is_meant = typed == row.name or typed.lower() == row.staff_no.lower()
    return Hit(_("Staff"), row.name, row.staff_no, reverse("org:person", args=[row.pk]), is_meant=is_meant)
