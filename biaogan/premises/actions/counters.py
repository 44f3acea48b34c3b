"""Counters of an outlet come, change and go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission, require
from biaogan.audit.actions import record_event
from biaogan.core.errors import RuleBroken
from biaogan.core.time import local_day
from biaogan.org.models import Unit
from biaogan.premises.actions.areas import lock_outlet
from biaogan.premises.models import Area, Counter


@transaction.atomic
def add_counter(
    *, outlet: Unit, number: int, by: Actor, now: dt.datetime, businesses: Iterable[str] = (), area: Area | None = None
) -> Counter:
    """Add a counter. Raises PermissionDenied, and RuleBroken if the number is taken or the area is another outlet's."""
    lock_outlet(outlet, by)
    require_of_outlet(outlet, area)
    if Counter.objects.filter(outlet=outlet, number=number, removed_on__isnull=True).exists():
        raise RuleBroken("counter.number_taken", _("The outlet has a counter of this number."))
    counter = Counter.objects.create(outlet=outlet, number=number, businesses=sorted(businesses), area=area)
    record_event("counter.added", counter, by=by, at=now, unit=outlet.pk, number=number)
    return counter


@transaction.atomic
def change_counter(
    counter: Counter, *, businesses: Iterable[str], area: Area | None, by: Actor, now: dt.datetime
) -> Counter:
    """Change what business the counter does and where it stands; its number stays."""
    counter = _lock(counter, by)
    require_of_outlet(counter.outlet, area)
    before = (counter.businesses, counter.area)
    counter.businesses, counter.area = sorted(businesses), area
    if before != (counter.businesses, counter.area):
        counter.save(update_fields=["businesses", "area"])
        record_event("counter.changed", counter, by=by, at=now, unit=counter.outlet_id)
    return counter


@transaction.atomic
def remove_counter(counter: Counter, *, by: Actor, now: dt.datetime) -> Counter:
    """Close the counter for good from today on. Raises RuleBroken while a device in use stands at it."""
    counter = _lock(counter, by)
    if counter.removed_on is not None:
        raise RuleBroken("counter.removed_already", _("This counter is removed already."))
    if counter.device_set.there().exists():
        raise RuleBroken("counter.has_devices", _("Devices stand at this counter: place them elsewhere first."))
    counter.removed_on = local_day(now)
    counter.save(update_fields=["removed_on"])
    record_event("counter.removed", counter, by=by, at=now, unit=counter.outlet_id)
    return counter


def require_of_outlet(outlet: Unit, *parts: Area | Counter | None) -> None:
    """Raise RuleBroken where an area or a counter belongs to another outlet or is removed."""
    for part in parts:
        if part is not None and (part.outlet_id != outlet.pk or part.removed_on is not None):
            raise RuleBroken(
                "premises.of_another_outlet", _("This part does not belong to the outlet, or was removed.")
            )


def _lock(counter: Counter, by: Actor) -> Counter:
    rows = Counter.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("outlet", "area").get(pk=counter.pk)
    require(by, Permission.EDIT_PREMISES, locked.outlet)
    return locked
