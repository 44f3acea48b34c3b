"""Areas, counters, devices and hours: the smallest valid object, without rules or events."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from django.db.backends.postgresql.psycopg_any import NumericRange

from biaogan.accounts.access import Actor
from biaogan.core.time import ZONE, span_of_days
from biaogan.org.models import PostKind, Unit
from biaogan.premises import actions
from biaogan.premises.kinds import AreaKind, DeviceKind
from biaogan.premises.models import Area, Counter, Device, OpeningException, OpeningHours, Repair
from tests.conftest import NOW
from tests.factories import accounts

_numbers = itertools.count(1)


def area(outlet: Unit, **details: Any) -> Area:
    details = {"kind": AreaKind.LOBBY, "name": f"区域{next(_numbers)}", **details}
    return Area.objects.create(outlet=outlet, **details)


def counter(outlet: Unit, **details: Any) -> Counter:
    details = {"number": next(_numbers) % 900 + 1, **details}
    return Counter.objects.create(outlet=outlet, **details)


def device(outlet: Unit, **details: Any) -> Device:
    number = next(_numbers)
    details = {
        "kind": DeviceKind.RATING_DEVICE,
        "serial": f"SN{number:06d}",
        "status_since": dt.datetime(2026, 1, 1, 9, 0, tzinfo=ZONE),
        "code": f"test{number:06d}",
        **details,
    }
    return Device.objects.create(outlet=outlet, **details)


def hours(
    outlet: Unit,
    begins: int = 9 * 60,
    ends: int = 17 * 60,
    weekdays: range = range(5),
    from_: dt.date | None = None,
    before: dt.date | None = None,
) -> list[OpeningHours]:
    """That the outlet is open from Monday to Friday, 9:00 to 17:00."""
    valid, minutes = span_of_days(from_, before), NumericRange(begins, ends)
    return OpeningHours.objects.bulk_create(
        OpeningHours(outlet=outlet, weekday=weekday, minutes=minutes, valid=valid) for weekday in weekdays
    )


def closed(outlet: Unit, day: dt.date, reason: str = "") -> OpeningException:
    return OpeningException.objects.create(outlet=outlet, day=day, minutes=None, reason=reason)


def actor_at(outlet: Unit, post: str = PostKind.OUTLET_HEAD) -> Actor:
    return accounts.actor_with(PostKind(post), outlet)


def repair(on: Device, *, by: Actor | None = None, now: dt.datetime = NOW, mended: bool = False, **told: Any) -> Repair:
    """A reported repair; `mended=True` moves it along, by the outlet's head."""
    made = actions.report_fault(device_id=on.pk, by=by or actor_at(on.outlet), now=now, **{"fault": "打不开", **told})
    return actions.mended(repair_id=made.pk, note="换了电源", by=actor_at(on.outlet), now=now) if mended else made
