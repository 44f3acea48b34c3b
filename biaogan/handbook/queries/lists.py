"""What the pages of handbooks show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Prefetch, QuerySet, Sum

from biaogan.accounts.access import Actor
from biaogan.handbook.choices import State
from biaogan.handbook.models import Area, Handbook, Item, Version
from biaogan.handbook.queries.reading import items_of


@dataclass(frozen=True)
class Choice:
    """How the items of a version are narrowed."""

    q: str = ""
    kind: str = ""
    channel: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q or self.kind or self.channel)

    def takes(self, item: Item) -> bool:
        return (
            (not self.kind or item.kind == self.kind)
            and (not self.channel or self.channel in item.channels)
            and (not self.q or self._is_said(item))
        )

    def _is_said(self, item: Item) -> bool:
        words = f"{item.code} {item.name_zh} {item.name_en} {item.how_zh} {item.how_en} {item.metric}".casefold()
        return all(word in words for word in self.q.casefold().split())


@dataclass
class Part:
    """An area with those of its items that were chosen."""

    area: Area
    items: list[Item] = field(default_factory=list)

    @property
    def points(self) -> int:
        return sum(item.points for item in self.items)


@dataclass(frozen=True)
class Shelf:
    """A handbook with its editions, the newest first."""

    handbook: Handbook
    versions: list[Version]
    today: dt.date

    @property
    def current(self) -> Version | None:
        return next((version for version in self.versions if version.is_in_force(self.today)), None)

    @property
    def draft(self) -> Version | None:
        return next((version for version in self.versions if version.state == State.DRAFT), None)


def shelves(actor: Actor, *, today: dt.date) -> list[Shelf]:
    """Return the handbooks that `actor` may see, each with its versions and how much they hold."""
    books = Handbook.objects.visible_to(actor).prefetch_related(Prefetch("versions", queryset=_counted()))
    return [Shelf(book, list(book.versions.all()), today) for book in books]


def versions_of(handbook: Handbook) -> list[Version]:
    """Return the versions of the handbook, the newest first, with how much they hold."""
    return list(_counted().filter(handbook=handbook))


def _counted() -> QuerySet[Any, Any]:
    rows = Version.objects.annotate(item_count=Count("items"), all_points=Sum("items__points", default=0))
    return rows.select_related("published_by").order_by("-number")


def parts(version: Version, choice: Choice) -> list[Part]:
    """Return the areas with the chosen items; without a choice also the areas that hold none."""
    found = {area.pk: Part(area) for area in version.areas.all()}
    for item in items_of(version):
        if choice.takes(item):
            found[item.area_id].items.append(item)
    return [part for part in found.values() if part.items or not choice.is_narrowed]
