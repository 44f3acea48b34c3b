"""Areas of an outlet come, change and go."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission, require
from biaogan.audit.actions import record_event, record_events
from biaogan.core.errors import RuleBroken
from biaogan.core.time import local_day
from biaogan.org.models import Unit
from biaogan.premises.kinds import USUAL_AREAS, AreaKind
from biaogan.premises.models import Area


@transaction.atomic
def add_area(
    *, outlet: Unit, kind: str, name: str, by: Actor, now: dt.datetime, name_en: str = "", floor: int = 1
) -> Area:
    """Add an area at the end of the walk. Raises PermissionDenied, and RuleBroken if the name is taken there."""
    lock_outlet(outlet, by)
    _require_free(outlet, name)
    last = Area.objects.filter(outlet=outlet, floor=floor).aggregate(place=Max("place"))["place"]
    place = 0 if last is None else last + 1
    area = Area.objects.create(outlet=outlet, kind=kind, name=name, name_en=name_en, floor=floor, place=place)
    record_event("area.added", area, by=by, at=now, unit=outlet.pk, kind=kind)
    return area


@transaction.atomic
def add_usual_areas(*, outlet: Unit, by: Actor, now: dt.datetime) -> list[Area]:
    """Add the areas that most outlets have, as far as the outlet lacks their kind."""
    lock_outlet(outlet, by)
    there = Area.objects.filter(outlet=outlet).there(local_day(now))
    kinds, names = set(there.values_list("kind", flat=True)), set(there.values_list("name", flat=True))
    start = there.count()
    new = [
        Area(outlet=outlet, kind=kind, place=start + place, **_names(kind))
        for place, kind in enumerate(each for each in USUAL_AREAS if each not in kinds)
    ]
    new = Area.objects.bulk_create([area for area in new if area.name not in names])
    record_events(
        "area.added", list(new), by=by, at=now, facts=[{"unit": outlet.pk, "kind": each.kind} for each in new]
    )
    return new


def _names(kind: AreaKind) -> dict[str, str]:
    with translation.override("zh-hans"):
        name = str(kind.label)
    with translation.override("en"):
        return {"name": name, "name_en": str(kind.label)}


@transaction.atomic
def change_area(area: Area, *, by: Actor, now: dt.datetime, **details: Any) -> Area:
    """Change kind, names, floor or place in the walk."""
    area = _lock(area, by)
    if details.get("name", area.name) != area.name:
        _require_free(area.outlet, details["name"])
    changed = [name for name, value in details.items() if getattr(area, name) != value]
    for name in changed:
        setattr(area, name, details[name])
    if changed:
        area.save(update_fields=changed)
        record_event("area.changed", area, by=by, at=now, unit=area.outlet_id, fields=changed)
    return area


@transaction.atomic
def remove_area(area: Area, *, by: Actor, now: dt.datetime) -> Area:
    """Take the area out of the plan from today on; what was recorded about it stays."""
    area = _lock(area, by)
    if area.removed_on is not None:
        raise RuleBroken("area.removed_already", _("This area is removed already."))
    area.removed_on = local_day(now)
    area.save(update_fields=["removed_on"])
    record_event("area.removed", area, by=by, at=now, unit=area.outlet_id)
    return area


def lock_outlet(outlet: Unit, by: Actor) -> Unit:
    """Lock the outlet's row and require the right to change its premises."""
    locked = Unit.objects.select_for_update(no_key=True).get(pk=outlet.pk)
    require(by, Permission.EDIT_PREMISES, locked)
    if not locked.serves_customers:
        raise RuleBroken("premises.no_outlet", _("Premises are kept of units that serve customers."))
    return locked


def _lock(area: Area, by: Actor) -> Area:
    rows = Area.objects.visible_to(by).select_for_update(of=("self",), no_key=True).select_related("outlet")
    locked = rows.get(pk=area.pk)
    require(by, Permission.EDIT_PREMISES, locked.outlet)
    return locked


def _require_free(outlet: Unit, name: str) -> None:
    if Area.objects.filter(outlet=outlet, name=name, removed_on__isnull=True).exists():
        raise RuleBroken("area.name_taken", _("The outlet has an area of this name."))
