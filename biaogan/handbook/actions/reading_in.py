"""A whole version from a file: set-wise, into the handbook's draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from biaogan.accounts.access import Actor
from biaogan.audit.actions import record_event
from biaogan.handbook.actions.contents import Grade, ItemValues, checked, checked_area, checked_bands
from biaogan.handbook.actions.copying import BAND_FIELDS, ITEM_FIELDS, values_of
from biaogan.handbook.actions.locking import lock_handbook
from biaogan.handbook.actions.versions import draft_version
from biaogan.handbook.choices import State
from biaogan.handbook.models import Area, GradeBand, Item, Version


@dataclass(frozen=True)
class Contents:
    """What a file says of a version. `head` and `grades` are empty where it says nothing of them.

    `is_whole`: items that the file lacks leave the draft, and the order is that of the file.
    """

    #: Area code, then the item.
    items: Sequence[tuple[str, ItemValues]] = ()
    #: code -> Chinese and English name.
    areas: dict[str, tuple[str, str]] = field(default_factory=dict)
    grades: Sequence[Grade] = ()
    head: dict[str, str] = field(default_factory=dict)
    is_whole: bool = False


@transaction.atomic
def read_in(*, handbook_id: int, contents: Contents, by: Actor, now: dt.datetime) -> Version:
    """Bring the handbook's draft to what the contents say, drafting one from the newest version if there is none."""
    handbook = lock_handbook(handbook_id, by=by)
    draft = Version.objects.filter(handbook=handbook, state=State.DRAFT).first()
    if draft is None:
        draft = draft_version(handbook_id=handbook_id, by=by, now=now)
    if contents.head:
        Version.objects.filter(pk=draft.pk).update(**contents.head)
    if contents.grades:
        _replace_grades(draft, contents.grades)
    created, changed = _store_items(draft, contents, _store_areas(draft, contents))
    removed = _remove_others(draft, contents) if contents.is_whole else 0
    record_event(
        "handbook.read_in",
        draft,
        by=by,
        at=now,
        handbook=handbook.pk,
        created=created,
        changed=changed,
        removed=removed,
    )
    return draft


def _replace_grades(draft: Version, grades: Sequence[Grade]) -> None:
    found = checked_bands(grades)
    if found != [values_of(band, BAND_FIELDS) for band in draft.bands.order_by("-floor")]:
        draft.bands.all().delete()
        GradeBand.objects.bulk_create(GradeBand(version=draft, **band) for band in found)


def _store_areas(draft: Version, contents: Contents) -> dict[str, Area]:
    """Return the draft's areas by code, with those of the file stored behind the ones that were there."""
    known = {area.code: area for area in draft.areas.all()}
    for code, (name_zh, name_en) in contents.areas.items():
        values = checked_area(code, name_zh, name_en)
        if code not in known:
            last = max((area.position for area in known.values()), default=0)
            known[code] = Area.objects.create(version=draft, position=last + 1, **values)
        elif values_of(known[code], ("code", "name_zh", "name_en")) != values:
            Area.objects.filter(pk=known[code].pk).update(**values)
    return known


def _store_items(draft: Version, contents: Contents, areas: dict[str, Area]) -> tuple[int, int]:
    """Store the items; return how many are new and how many changed."""
    known = {item.code: item for item in draft.items.all()}
    last = max((item.position for item in known.values()), default=0)
    fresh, changed = [], []
    for place, (area, values) in enumerate(contents.items, 1):
        found: dict[str, Any] = checked(values) | {"area_id": areas[area].pk}
        if contents.is_whole:
            found["position"] = place
        if values.code not in known:
            fresh.append(Item(version=draft, **{"position": last + place, **found}))
        elif any(getattr(known[values.code], name) != value for name, value in found.items()):
            for name, value in found.items():
                setattr(known[values.code], name, value)
            changed.append(known[values.code])
    Item.objects.bulk_create(fresh)
    Item.objects.bulk_update(changed, [*ITEM_FIELDS, "area"], batch_size=500)
    return len(fresh), len(changed)


def _remove_others(draft: Version, contents: Contents) -> int:
    gone = draft.items.exclude(code__in=[values.code for _area, values in contents.items])
    count = gone.count()
    gone.delete()
    draft.areas.exclude(code__in=contents.areas).filter(items__isnull=True).delete()
    return count
