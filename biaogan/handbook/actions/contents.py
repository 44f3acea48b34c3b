"""What a draft says: its areas, items and grades."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor
from biaogan.audit.actions import record_event
from biaogan.core.errors import RuleBroken
from biaogan.handbook import rules
from biaogan.handbook.actions.copying import BAND_FIELDS, values_of
from biaogan.handbook.actions.locking import lock_draft
from biaogan.handbook.choices import Channel, Proof
from biaogan.handbook.models import Area, GradeBand, Item, Version
from biaogan.handbook.rules.values import MOST, known_only, number, refuse, text
from biaogan.premises.kinds import DeviceKind

CODE = re.compile(r"[\w.\-]{1,20}")
MEASURE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class ItemValues:
    """All that an item says, but for its area and its place there."""

    code: str
    name_zh: str
    kind: str
    points: int
    rule: Mapping[str, Any]
    channels: Sequence[str]
    name_en: str = ""
    proof: str = Proof.DEDUCTION
    basis_zh: str = ""
    basis_en: str = ""
    how_zh: str = ""
    how_en: str = ""
    metric: str = ""
    device_kinds: Sequence[str] = field(default_factory=tuple)
    is_red_flag: bool = False


@dataclass(frozen=True)
class Grade:
    """The grade from `floor` hundredths on."""

    floor: int
    code: str
    name_zh: str
    name_en: str = ""
    is_fail: bool = False


#: The longest text of each field.
LONGEST = {
    "name_zh": 200,
    "name_en": 300,
    "basis_zh": 300,
    "basis_en": 300,
    "how_zh": 1000,
    "how_en": 1500,
    "metric": 60,
}


def checked(values: ItemValues) -> dict[str, Any]:
    """Return the values as they are stored; raises InputRefused that names the field at fault."""
    rules.require_line(values)
    if not CODE.fullmatch(values.code):
        refuse("code", _("A code has at most 20 letters and digits, without spaces."))
    if values.metric and not MEASURE.fullmatch(values.metric):
        refuse("metric", _("The code of a measure has small letters, digits and hyphens."))
    told = {name: getattr(values, name) for name in LONGEST}
    found: dict[str, Any] = {
        name: text(told, name, longest, is_required=name == "name_zh") for name, longest in LONGEST.items()
    }
    return found | {
        "code": values.code,
        "kind": values.kind,
        "points": number({"points": values.points}, "points", most=MOST),
        "rule": rules.read_rule(values.kind, values.rule, values.points).as_data(),
        "channels": _chosen("channels", values.channels, Channel.values),
        "proof": _chosen("proof", [values.proof], Proof.values)[0],
        "device_kinds": _chosen("device_kinds", values.device_kinds, DeviceKind.values),
        "is_red_flag": bool(values.is_red_flag),
    }


def _chosen(name: str, chosen: Sequence[str], known: Sequence[str]) -> list[str]:
    """Return what was chosen, in the order in which it can be chosen."""
    if strange := [each for each in chosen if each not in known]:
        refuse(name, _("«%(value)s» cannot be chosen here.") % {"value": str(strange[0])[:40]})
    return [each for each in known if each in chosen]


@transaction.atomic
def add_item(*, version_id: int, area: str, values: ItemValues, by: Actor, now: dt.datetime) -> Item:
    """Add an item at the end of the area with that code."""
    version = lock_draft(version_id, by=by)
    found = checked(values)
    _require_free(version, Item, found["code"])
    home = _area(version, area)
    last = version.items.filter(area=home).aggregate(last=Max("position"))["last"] or 0
    item = Item.objects.create(version=version, area=home, position=last + 1, **found)
    record_event("handbook.item_added", item, by=by, at=now, code=item.code)
    return item


@transaction.atomic
def edit_item(*, version_id: int, item_id: int, area: str, values: ItemValues, by: Actor, now: dt.datetime) -> Item:
    """Change an item of a draft; to the trail go the names of the fields that changed."""
    version = lock_draft(version_id, by=by)
    item = Item.objects.select_for_update(no_key=True).get(pk=item_id, version=version)
    found = checked(values) | {"area": _area(version, area)}
    if found["code"] != item.code:
        _require_free(version, Item, found["code"])
    changed = [name for name, value in found.items() if getattr(item, name) != value]
    for name in changed:
        setattr(item, name, found[name])
    if changed:
        item.save(update_fields=changed)
        record_event("handbook.item_changed", item, by=by, at=now, code=item.code, fields=changed)
    return item


@transaction.atomic
def remove_item(*, version_id: int, item_id: int, by: Actor, now: dt.datetime) -> None:
    """Take an item out of a draft; older versions keep theirs."""
    version = lock_draft(version_id, by=by)
    item = Item.objects.get(pk=item_id, version=version)
    record_event("handbook.item_removed", item, by=by, at=now, code=item.code)
    item.delete()


@transaction.atomic
def add_area(
    *,
    version_id: int,
    code: str,
    name_zh: str,
    name_en: str = "",
    position: int | None = None,
    by: Actor,
    now: dt.datetime,
) -> Area:
    """Add an area to a draft, behind the others unless its position is said."""
    version = lock_draft(version_id, by=by)
    values = checked_area(code, name_zh, name_en)
    _require_free(version, Area, code)
    last = version.areas.aggregate(last=Max("position"))["last"] or 0
    area = Area.objects.create(version=version, position=last + 1 if position is None else position, **values)
    record_event("handbook.area_added", area, by=by, at=now, code=code)
    return area


@transaction.atomic
def edit_area(
    *,
    version_id: int,
    area_id: int,
    code: str,
    name_zh: str,
    name_en: str = "",
    position: int,
    by: Actor,
    now: dt.datetime,
) -> Area:
    """Change the names, the code or the place of an area."""
    version = lock_draft(version_id, by=by)
    area = Area.objects.select_for_update(no_key=True).get(pk=area_id, version=version)
    if code != area.code:
        _require_free(version, Area, code)
    told = {"position": position}
    values = checked_area(code, name_zh, name_en) | {"position": number(told, "position", most=9999)}
    changed = [name for name, value in values.items() if getattr(area, name) != value]
    for name in changed:
        setattr(area, name, values[name])
    if changed:
        area.save(update_fields=changed)
        record_event("handbook.area_changed", area, by=by, at=now, code=area.code, fields=changed)
    return area


@transaction.atomic
def remove_area(*, version_id: int, area_id: int, by: Actor, now: dt.datetime) -> None:
    """Take an empty area out of a draft."""
    version = lock_draft(version_id, by=by)
    area = Area.objects.get(pk=area_id, version=version)
    if area.items.exists():
        raise RuleBroken("handbook.area_in_use", _("There are items in this area. Move or remove them first."))
    record_event("handbook.area_removed", area, by=by, at=now, code=area.code)
    area.delete()


def checked_area(code: str, name_zh: str, name_en: str) -> dict[str, Any]:
    if not CODE.fullmatch(code):
        refuse("code", _("A code has at most 20 letters and digits, without spaces."))
    told = {"name_zh": name_zh, "name_en": name_en}
    names = {"name_zh": text(told, "name_zh", 120, is_required=True), "name_en": text(told, "name_en", 160)}
    return {"code": code, **names}


@transaction.atomic
def set_bands(*, version_id: int, bands: Sequence[Grade], by: Actor, now: dt.datetime) -> list[GradeBand]:
    """Replace the grades of a draft."""
    version = lock_draft(version_id, by=by)
    found = checked_bands(bands)
    if found != [values_of(band, BAND_FIELDS) for band in version.bands.order_by("-floor")]:
        version.bands.all().delete()
        GradeBand.objects.bulk_create(GradeBand(version=version, **band) for band in found)
        record_event("handbook.grades_set", version, by=by, at=now, grades=[band["code"] for band in found])
    return list(version.bands.order_by("-floor"))


def checked_bands(bands: Sequence[Grade]) -> list[dict[str, Any]]:
    """Return the grades as they are stored, the best first."""
    rules.require_bands(bands)
    for band in bands:
        told = values_of(band, BAND_FIELDS)
        known_only(told, *BAND_FIELDS)
        number(told, "floor", most=rules.FULL_SCORE)
        text(told, "name_zh", 60, is_required=True)
        text(told, "name_en", 80)
        if not re.fullmatch(r"[-a-zA-Z0-9_]{1,20}", band.code):
            refuse("code", _("The code of a grade has at most 20 letters, digits, hyphens and underscores."))
    return [values_of(band, BAND_FIELDS) for band in sorted(bands, key=lambda band: -band.floor)]


def _area(version: Version, code: str) -> Area:
    area = version.areas.filter(code=code).first()
    if area is None:
        refuse("area", _("There is no area with the code «%(code)s».") % {"code": code[:40]})
    return area


def _require_free(version: Version, model: type[Item] | type[Area], code: str) -> None:
    if model._default_manager.filter(version=version, code=code).exists():
        refuse("code", _("The code «%(code)s» stands in this version already.") % {"code": code})
