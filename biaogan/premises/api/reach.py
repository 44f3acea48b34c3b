"""The outlets and their parts that the caller reaches."""

from __future__ import annotations

import datetime as dt

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Permission, SignedInRequest
from biaogan.core.errors import InputRefused
from biaogan.core.time import local_day
from biaogan.org.models import Unit
from biaogan.premises.models import Area, Counter


def outlet_of(request: SignedInRequest, unit_id: int) -> Unit:
    units = Unit.objects.visible_to(request.actor, Permission.VIEW_PREMISES).serving()
    return get_object_or_404(units, pk=unit_id)


def area_of(outlet: Unit, area_id: int | None) -> Area | None:
    found = Area.objects.filter(outlet=outlet, pk=area_id).first() if area_id else None
    _require_found(area_id, found)
    return found


def counter_of(outlet: Unit, counter_id: int | None) -> Counter | None:
    found = Counter.objects.filter(outlet=outlet, pk=counter_id).first() if counter_id else None
    _require_found(counter_id, found)
    return found


def _require_found(pk: int | None, found: Area | Counter | None) -> None:
    if pk and found is None:
        raise InputRefused("premises.unknown_part", _("The outlet has no such area or counter."))


def today() -> dt.date:
    return local_day(timezone.now())
