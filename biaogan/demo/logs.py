"""What the outlets of the demonstration have logged: patrols, morning meetings, checks of keypads, drills, home visits.

Stored for all outlets at once: through the action they would take as long as all inspections together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from biaogan.audit.actions import record_events
from biaogan.core.storing import store
from biaogan.core.time import ZONE, local_day
from biaogan.demo.network import BY, Network
from biaogan.inspections.models import LogKind, OutletLog
from biaogan.org.models import Person, PostKind, Unit
from biaogan.premises.queries import time_table

#: So many days, long enough for the month before the earliest visit.
DAYS = 130
PATROLS = ((9, 40), (11, 50), (15, 10))
MEETINGS = ("服务提示：高峰疏导与客户安抚", "学习投诉案例一则", "通报上周检查情况", "演示七步服务法")
DRILLS = ("客户晕倒处置演练", "停电应急演练", "客户情绪激动处置演练")
#: The outlet that has held no drill, and the one that skips patrols.
WITHOUT_DRILL, LAX = 4, 7


def build(made: Network, *, now: dt.datetime) -> int:
    """Keep the logs of all outlets up to now; return how many."""
    rows = [row for place, outlet in enumerate(made.outlets) for row in _Outlet(made, outlet, place, now).rows()]
    kept = store(sorted(rows, key=lambda row: row.happened_at))
    facts = [{"unit": row.unit_id, "kind": str(row.kind)} for row in kept]
    record_events("outlet.log_kept", list(kept), by=BY, at=now, facts=facts)
    return len(kept)


@dataclass(frozen=True)
class _Outlet:
    made: Network
    outlet: Unit
    place: int
    now: dt.datetime

    def rows(self) -> Iterator[OutletLog]:
        today = local_day(self.now)
        first = today - dt.timedelta(days=DAYS)
        table = time_table(self.outlet, first=first, last=today)
        for number in range(DAYS + 1):
            day = first + dt.timedelta(days=number)
            if table.is_business_day(day):
                yield from (row for row in self._day(day, number) if row.at <= self.now)

    def _day(self, day: dt.date, number: int) -> Iterator[OutletLog]:
        head, lobby = self._holder(PostKind.OUTLET_HEAD), self._holder(PostKind.LOBBY_MANAGER)
        yield self._log(LogKind.MORNING_MEETING, day, (8, 40), head, MEETINGS[number % len(MEETINGS)], present=6)
        for hour in PATROLS[: 2 if self.place == LAX and number % 3 else 3]:
            yield self._log(LogKind.PATROL, day, hour, lobby)
        if number % 4 != self.place % 4 or self.place % 3:
            yield self._log(LogKind.KEYPAD_CHECK, day, (9, 5), lobby, "键盘、插卡口无异物")
        if number == 20 + self.place and self.place != WITHOUT_DRILL:
            yield self._log(LogKind.DRILL, day, (16, 30), head, DRILLS[self.place % len(DRILLS)], present=8)
        if number % 17 == self.place:
            yield self._log(LogKind.HOME_VISIT, day, (14, 20), lobby, "为行动不便老人上门办理社保卡激活", served=1)

    def _log(
        self, kind: str, day: dt.date, clock: tuple[int, int], by: Person, text: str = "", **facts: int
    ) -> OutletLog:
        then = dt.datetime.combine(day, dt.time(*clock), tzinfo=ZONE)
        written = then + dt.timedelta(minutes=4)
        return OutletLog(unit=self.outlet, kind=kind, happened_at=then, at=written, by=by, text=text, facts=facts)

    def _holder(self, kind: str) -> Person:
        return self.made.holder(kind, self.outlet.name)
