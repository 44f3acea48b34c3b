"""What is told to whom about repairs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.text import format_lazy

from biaogan.core.time import local_day
from biaogan.notify.actions import tell
from biaogan.org.models import Person, PostKind
from biaogan.org.queries import heads, holders
from biaogan.premises.kinds import DeviceKind
from biaogan.premises.models import Repair


def tell_mender(repair: Repair, *, now: dt.datetime) -> None:
    _say("repair.reported", repair, _menders(repair, now), now=now, unit=repair.case.subject_unit.name)


def tell_outlet(repair: Repair, *, now: dt.datetime) -> None:
    """Ask the outlet to check what was mended, whoever mended it left out."""
    outlet, day = repair.case.subject_unit, local_day(now)
    people = [*heads(outlet, on=day), *holders(PostKind.SERVICE_MANAGER, outlet, on=day)]
    _say("repair.mended", repair, (each for each in people if each.pk != repair.mended_by_id), now=now)


def tell_of_giving_back(repair: Repair, *, now: dt.datetime) -> None:
    _say("repair.given_back", repair, _menders(repair, now), now=now)


def _menders(repair: Repair, now: dt.datetime) -> list[Person]:
    if repair.mender_person is not None:
        return [repair.mender_person]
    return heads(repair.mender_unit, on=local_day(now)) if repair.mender_unit else []


def _say(code: str, repair: Repair, people: Iterable[Person], *, now: dt.datetime, **more: str) -> None:
    device = format_lazy("{} {}", DeviceKind(repair.device.kind).label, repair.device.serial)
    tell(code, to=people, case=repair.case, now=now, number=repair.case.number, device=device, **more)
