"""What stands in each outlet of the demonstration network, and when it is open.

Stored for all outlets at once: one by one through the actions it would take as long as all complaints together.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.backends.postgresql.psycopg_any import NumericRange  # type: ignore[import-untyped]

from biaogan.audit.actions import record_events
from biaogan.core.time import ZONE, local_day, span_of_days
from biaogan.demo.network import BY, SINCE, Network
from biaogan.org.models import Unit
from biaogan.premises.actions import set_exception
from biaogan.premises.actions.devices import CODE_LENGTH, LETTERS
from biaogan.premises.kinds import AreaKind, Business, DeviceKind
from biaogan.premises.models import Area, Counter, Device, OpeningHours

#: In the order of a walk from the street inwards.
AREAS = [
    (AreaKind.FRONTAGE, "门前区域", "In front of the door"),
    (AreaKind.SELF_SERVICE, "自助服务区", "Self-service area"),
    (AreaKind.LOBBY, "大堂", "Lobby"),
    (AreaKind.WAITING, "等候区", "Waiting seats"),
    (AreaKind.FORM_DESK, "填单台", "Form desk"),
    (AreaKind.COUNTER_OUTSIDE, "柜台外侧", "Counters, customers' side"),
    (AreaKind.COUNTER_INSIDE, "柜台内侧", "Counters, tellers' side"),
    (AreaKind.VIP, "理财室", "Wealth room"),
    (AreaKind.TOILET, "客户卫生间", "Customers' toilet"),
    (AreaKind.EXITS, "消防器材及安全出口", "Fire equipment and exits"),
]

#: What each counter does, from the first on; an outlet has the first three, four or five of them.
COUNTERS = [
    [Business.CASH, Business.ELDERLY],
    [Business.CASH],
    [Business.NON_CASH],
    [Business.CORPORATE, Business.NON_CASH],
    [Business.CASH, Business.FLEXIBLE],
]

#: What stands in an area: kind of device, area, make and model. All makes are invented.
DEVICES = [
    (DeviceKind.TICKET_MACHINE, AreaKind.LOBBY, "迎宾 Q2"),
    (DeviceKind.CASH_MACHINE, AreaKind.SELF_SERVICE, "汇通 C600"),
    (DeviceKind.CASH_MACHINE, AreaKind.SELF_SERVICE, "汇通 C600"),
    (DeviceKind.SMART_TELLER, AreaKind.LOBBY, "智柜 S3"),
    (DeviceKind.PASSBOOK_PRINTER, AreaKind.SELF_SERVICE, "清单 P1"),
    (DeviceKind.SCREEN, AreaKind.WAITING, "明视 55"),
    (DeviceKind.CAMERA, AreaKind.COUNTER_OUTSIDE, "安望 H4"),
]

MORNING, NOON_ENDS, NOON_BEGINS, EVENING, WEEKEND_ENDS = 9 * 60, 12 * 60, 13 * 60 + 30, 17 * 60, 16 * 60
CLOSED_FOR = "网点装修，业务由就近网点办理。"


@dataclass
class _Plan:
    """Everything that is to be stored; devices refer to areas and counters that are stored before them."""

    areas: list[Area] = field(default_factory=list)
    counters: list[Counter] = field(default_factory=list)
    devices: list[Device] = field(default_factory=list)
    hours: list[OpeningHours] = field(default_factory=list)

    def furnish(self, outlet: Unit, place: int) -> None:
        areas = {
            kind: Area(outlet=outlet, kind=kind, name=name, name_en=name_en, place=step)
            for step, (kind, name, name_en) in enumerate(AREAS)
        }
        counters = [
            Counter(outlet=outlet, number=number, businesses=sorted(does), area=areas[AreaKind.COUNTER_OUTSIDE])
            for number, does in enumerate(COUNTERS[: 3 + place % 3], start=1)
        ]
        self.areas += areas.values()
        self.counters += counters
        for kind, area, model in DEVICES:
            self._put_up(outlet, kind, model, area=areas[area])
        for counter in counters:
            self._put_up(outlet, DeviceKind.RATING_DEVICE, "听评 R5", counter=counter)

    def _put_up(self, outlet: Unit, kind: str, model: str, **where: Any) -> None:
        code = "".join(secrets.choice(LETTERS) for _each in range(CODE_LENGTH))
        serial = f"SF{len(self.devices) + 1:05d}"
        since = dt.datetime.combine(SINCE, dt.time(9), tzinfo=ZONE)
        self.devices.append(
            Device(
                outlet=outlet,
                kind=kind,
                serial=serial,
                model=model,
                code=code,
                status_since=since,
                put_up_at=since,
                **where,
            )
        )

    def open(self, outlet: Unit, place: int) -> None:
        """Every second outlet closes over noon; every third opens at weekends too."""
        spans = [(MORNING, NOON_ENDS), (NOON_BEGINS, EVENING)] if place % 2 else [(MORNING, EVENING)]
        week = dict.fromkeys(range(5), spans)
        if place % 3 == 0:
            week |= {weekday: [(MORNING, WEEKEND_ENDS)] for weekday in (5, 6)}
        self.hours += [
            OpeningHours(outlet=outlet, weekday=weekday, minutes=NumericRange(*span), valid=span_of_days(SINCE, None))
            for weekday, of_the_day in week.items()
            for span in of_the_day
        ]


def build(made: Network, *, now: dt.datetime) -> int:
    """Furnish every outlet; return how many devices stand there."""
    plan = _Plan()
    for place, outlet in enumerate(made.outlets):
        plan.furnish(outlet, place)
        plan.open(outlet, place)
    # Each kind of row before what refers to it.
    _record("area.added", Area.objects.bulk_create(plan.areas), now=now)
    _record("counter.added", Counter.objects.bulk_create(plan.counters), now=now)
    _record("device.added", Device.objects.bulk_create(plan.devices), now=now)
    OpeningHours.objects.bulk_create(plan.hours)
    facts = [{"unit": outlet.pk, "on": SINCE.isoformat()} for outlet in made.outlets]
    record_events("hours.set", list(made.outlets), by=BY, at=now, facts=facts)
    _close_next_week(made.outlets[-1], now=now)
    return len(plan.devices)


def _record(event: str, rows: Sequence[Area | Counter | Device], *, now: dt.datetime) -> None:
    record_events(event, list(rows), by=BY, at=now, facts=[{"unit": row.outlet_id} for row in rows])


def _close_next_week(outlet: Unit, *, now: dt.datetime) -> None:
    first = local_day(now) + dt.timedelta(days=7)
    set_exception(
        outlet=outlet, first=first, last=first + dt.timedelta(days=1), spans=[], reason=CLOSED_FOR, by=BY, now=now
    )
