"""The units and people that the caller reaches."""

from __future__ import annotations

import datetime as dt

from django.shortcuts import get_object_or_404
from django.utils import timezone

from biaogan.core.access import AskedRequest
from biaogan.core.errors import InputRefused
from biaogan.core.time import local_day
from biaogan.org.messages import UNKNOWN_PERSON, UNKNOWN_UNIT
from biaogan.org.models import Person, Unit


def today() -> dt.date:
    return local_day(timezone.now())


def unit_above(request: AskedRequest, unit_id: int | None) -> Unit | None:
    return get_object_or_404(Unit.objects.visible_to(request.actor), pk=unit_id) if unit_id else None


def unit_of(request: AskedRequest, unit_id: int | None) -> Unit | None:
    if unit_id is None:
        return None
    found = Unit.objects.visible_to(request.actor).filter(pk=unit_id).first()
    if found is None:
        raise InputRefused("unit.unknown", UNKNOWN_UNIT)
    return found


def person_of(request: AskedRequest, person_id: int) -> Person:
    found = Person.objects.visible_to(request.actor).filter(pk=person_id).first()
    if found is None:
        raise InputRefused("person.unknown", UNKNOWN_PERSON)
    return found
