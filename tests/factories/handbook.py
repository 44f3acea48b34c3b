"""Small handbooks: the smallest valid version, with items of each kind where a test asks for them."""

from __future__ import annotations

import datetime as dt
import importlib
import itertools
from collections.abc import Sequence
from typing import Any

from django.apps import apps

from biaogan.core.time import span_of_days
from biaogan.handbook.choices import Kind, Scale, State
from biaogan.handbook.models import Area, GradeBand, Handbook, Item, Version
from tests.conftest import NOW

_numbers = itertools.count(1)

LEVELS = {"levels": [{"code": "A", "share": 10000}, {"code": "B", "share": 6000}, {"code": "C", "share": 0}]}
WAITING = {
    "measure": "bands",
    "better": "lower",
    "unit": "minutes",
    "bands": [{"upto": "10", "points": 400}, {"upto": "15", "points": 300}, {"upto": "20", "points": 200}],
}

#: An item of each kind: kind, points, rule.
EACH_KIND: tuple[tuple[str, int, dict[str, Any]], ...] = (
    (Kind.BINARY, 200, {}),
    (Kind.DEDUCTION, 200, {"each": 50}),
    (Kind.LEVELS, 200, LEVELS),
    (Kind.MEASURE, 400, WAITING),
    (Kind.MEASURE, 300, {"measure": "share"}),
    (Kind.DEVICE, 200, {"measure": "all"}),
    (Kind.VETO, 0, {}),
)

#: floor, code, Chinese and English name, whether it is a fail.
BANDS = (
    (9500, "excellent", "优秀", "Excellent", False),
    (9000, "good", "良好", "Good", False),
    (8000, "pass", "合格", "Pass", False),
    (0, "fail", "不合格", "Fail", True),
)


def handbook(**details: Any) -> Handbook:
    number = next(_numbers)
    return Handbook.objects.create(
        **{"code": f"hb-{number}", "name_zh": f"手册{number}", "name_en": f"Handbook {number}", **details}
    )


def draft(
    book: Handbook | None = None, *, items: Sequence[tuple[str, int, dict[str, Any]]] = (), **details: Any
) -> Version:
    """Return a draft with one area, the usual grades and items of the given kinds."""
    book = book or handbook()
    details = {"number": book.versions.count() + 1, "scale": Scale.SHARE, "made_at": NOW, **details}
    version = Version.objects.create(handbook=book, **details)
    area(version)
    for floor, code, name_zh, name_en, is_fail in BANDS:
        GradeBand.objects.create(
            version=version, floor=floor, code=code, name_zh=name_zh, name_en=name_en, is_fail=is_fail
        )
    for kind, points, rule in items:
        item(version, kind=kind, points=points, rule=rule)
    return version


def published(
    book: Handbook | None = None,
    *,
    items: Sequence[tuple[str, int, dict[str, Any]]] = EACH_KIND,
    from_: dt.date = dt.date(2026, 1, 1),
    before: dt.date | None = None,
    **details: Any,
) -> Version:
    """Return a version in force from a day on, with an item of each kind unless others are named."""
    return publish(draft(book, items=items, **details), from_=from_, before=before)


def publish(version: Version, *, from_: dt.date = dt.date(2026, 1, 1), before: dt.date | None = None) -> Version:
    """Put a draft in force, once a test has given it the items that it needs."""
    version.state, version.valid, version.published_at = State.PUBLISHED, span_of_days(from_, before), NOW
    version.save(update_fields=["state", "valid", "published_at"])
    return version


def area(version: Version, **details: Any) -> Area:
    number = version.areas.count() + 1
    return Area.objects.create(
        version=version,
        **{
            "code": chr(64 + number),
            "position": number,
            "name_zh": f"区域{number}",
            "name_en": f"Area {number}",
            **details,
        },
    )


def item(version: Version, **details: Any) -> Item:
    """Return an all-or-nothing item of two points in the first area, unless details say otherwise."""
    number = version.items.count() + 1
    home = details.pop("area", None) or version.areas.first() or area(version)
    details = {
        "code": f"{home.code}{number:02d}",
        "position": number,
        "name_zh": f"项目{number}",
        "name_en": f"Item {number}",
        "kind": Kind.BINARY,
        "points": 0 if details.get("kind") == Kind.VETO else 200,
        "rule": {},
        "channels": ["onsite"],
        **details,
    }
    return Item.objects.create(version=version, area=home, **details)


def ship() -> Version:
    """Return the shipped version; puts it back where a test with real transactions has emptied all tables."""
    if not Handbook.objects.filter(code="service").exists():
        importlib.import_module("biaogan.handbook.migrations.0002_shipped_handbook").ship(apps, None)
    return Version.objects.get(handbook__code="service", number=1)
