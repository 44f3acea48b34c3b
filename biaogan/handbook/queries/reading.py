"""Which version holds on a day, and what it says. What is published never changes, so it is read once a process."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

from django.utils import timezone

from biaogan.core.time import local_day
from biaogan.handbook.choices import State
from biaogan.handbook.models import GradeBand, Handbook, Item, Version

#: The handbook that the product ships.
SERVICE = "service"


def version_on(handbook: Handbook, day: dt.date) -> Version | None:
    """Return the version with which sheets of the handbook are begun on that day."""
    return Version.objects.filter(handbook=handbook, state=State.PUBLISHED, valid__contains=day).first()


def current(code: str = SERVICE, *, day: dt.date | None = None) -> Version | None:
    """Return the version of the handbook with that code that holds on `day`, today unless it is said."""
    day = day or local_day(timezone.now())
    rows = Version.objects.filter(handbook__code=code, state=State.PUBLISHED, valid__contains=day)
    return rows.select_related("handbook").first()


def items_of(version: Version) -> list[Item]:
    """Return the items with their areas, in the order of the handbook."""
    return list(_fixed_items(version.pk)) if not version.is_draft else _items(version.pk)


def bands_of(version: Version) -> list[GradeBand]:
    """Return the grades of the version from the best down."""
    return list(_fixed_bands(version.pk)) if not version.is_draft else _bands(version.pk)


def grade_name(version: Version, code: str) -> str:
    return next((band.name for band in bands_of(version) if band.code == code), code)


def _items(version_id: int) -> list[Item]:
    rows = Item.objects.filter(version=version_id).select_related("area")
    return list(rows.order_by("area__position", "area__code", "position", "code"))


def _bands(version_id: int) -> list[GradeBand]:
    return list(GradeBand.objects.filter(version=version_id).order_by("-floor"))


@functools.lru_cache(maxsize=64)
def _fixed_items(version_id: int) -> tuple[Item, ...]:
    return tuple(_items(version_id))


@functools.lru_cache(maxsize=64)
def _fixed_bands(version_id: int) -> tuple[GradeBand, ...]:
    return tuple(_bands(version_id))


def package(version: Version) -> dict[str, Any]:
    """Return the whole version as JSON for the pages that work offline; both languages, rules as they are stored."""
    return {
        "id": version.pk,
        "handbook": version.handbook.code,
        "name_zh": version.handbook.name_zh,
        "name_en": version.handbook.name_en,
        "number": version.number,
        "scale": version.scale,
        "areas": areas_of(version),
        "bands": [
            {
                "floor": band.floor,
                "code": band.code,
                "name_zh": band.name_zh,
                "name_en": band.name_en,
                "is_fail": band.is_fail,
            }
            for band in bands_of(version)
        ],
    }


def areas_of(version: Version) -> list[dict[str, Any]]:
    areas: dict[int, dict[str, Any]] = {}
    for item in items_of(version):
        area = item.area
        into = areas.setdefault(
            area.pk, {"code": area.code, "name_zh": area.name_zh, "name_en": area.name_en, "items": []}
        )
        into["items"].append({name: _plain(getattr(item, name)) for name in PACKED})
    return list(areas.values())


#: What the offline page needs of an item.
PACKED = (
    "id",
    "code",
    "name_zh",
    "name_en",
    "kind",
    "points",
    "rule",
    "channels",
    "proof",
    "how_zh",
    "how_en",
    "basis_zh",
    "basis_en",
    "metric",
    "device_kinds",
    "is_red_flag",
)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, (list, tuple)) else value
