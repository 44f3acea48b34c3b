"""Devices of the demonstration that do not work: who told, who mended, and who saw that they work again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from biaogan.accounts.access import Actor
from biaogan.demo.days import Course, Days, acting
from biaogan.demo.network import Network
from biaogan.org.models import PostKind, Unit
from biaogan.premises import actions
from biaogan.premises.kinds import DeviceKind, DeviceStatus, FaultKind
from biaogan.premises.models import Device, Repair


@dataclass(frozen=True)
class Break:
    """So many days ago a device of the outlet at `place` broke; `mended_after` working days, None for not yet."""

    days_ago: int
    place: int
    device: str
    kind: str
    fault: str = ""
    done: str = ""
    mended_after: int | None = 1
    comes_to: str = "checked"
    contractor: str = ""


_D, _F = DeviceKind, FaultKind

BREAKS = (
    Break(80, 0, _D.CASH_MACHINE, _F.CASH, done="清理出钞通道，更换胶轮。"),
    Break(72, 3, _D.TICKET_MACHINE, _F.PAPER, done="更换打印头。"),
    Break(63, 5, _D.SMART_TELLER, _F.CARD, "读卡器反复提示重插。", "更换读卡器。", 3, contractor="汇通维保站"),
    Break(55, 2, _D.PASSBOOK_PRINTER, _F.PAPER, done="调整走纸轮。"),
    Break(50, 8, _D.CASH_MACHINE, _F.NETWORK, done="更换网线接头。"),
    Break(43, 10, _D.RATING_DEVICE, _F.KEYS, done="更换按键面板。", comes_to="returned"),
    Break(35, 7, _D.SMART_TELLER, _F.SCREEN, done="重装显示驱动。"),
    Break(
        28, 4, _D.CASH_MACHINE, _F.CARD, "吞卡两张，已退还客户。", "清洁读卡口，升级固件。", 2, contractor="汇通维保站"
    ),
    Break(21, 11, _D.SCREEN, _F.NO_POWER, done="更换电源模块。"),
    Break(16, 3, _D.CAMERA, _F.OTHER, "画面偏转，未覆盖客户点验钞机。", "复位并紧固支架。", 2),
    Break(12, 9, _D.TICKET_MACHINE, _F.SCREEN, comes_to="dropped"),
    Break(6, 5, _D.PASSBOOK_PRINTER, _F.PAPER, done="更换走纸组件。", comes_to="mended"),
    Break(4, 9, _D.RATING_DEVICE, _F.KEYS, "按键失灵。", mended_after=None, comes_to="assigned", contractor="听评售后"),
    Break(2, 1, _D.CASH_MACHINE, _F.CASH, "出钞口卡钞，等待配件。", mended_after=None, comes_to="assigned"),
    Break(1, 6, _D.TICKET_MACHINE, _F.PAPER, "打印头无字，暂由大堂人工发号。", mended_after=None, comes_to="reported"),
)


def stories(made: Network, *, now: dt.datetime) -> list[Course]:
    calendar = made.units["示范市分行"].calendar
    told = [_told(made, each, Days(each.days_ago, now=now, calendar=calendar)) for each in BREAKS]
    return [*told, *(_round(made, Days(days_ago, now=now, calendar=calendar)) for days_ago in range(77, 3, -4))]


def _round(made: Network, days: Days) -> Course:
    """Let the technicians mend what inspectors have found, and the outlets see that it works."""
    at = days.at(0, 10)
    yield at
    found = Repair.objects.filter(source_case__isnull=False, down_since__lt=at - dt.timedelta(hours=20)).down()
    mended = list(found.select_related("case__subject_unit").order_by("pk"))
    for repair in mended:
        actions.mended(repair_id=repair.pk, note="更换打印组件，试打正常。", by=_technician(made, at), now=at)
    at = days.at(0, 16)
    yield at
    for repair in mended:
        by = _lobby(made, repair.case.subject_unit, at)
        actions.check_repair(repair_id=repair.pk, note="试用正常。", by=by, now=at)


def _told(made: Network, told: Break, days: Days) -> Course:
    outlet = made.outlets[told.place]
    at = days.at(0, 9, 15)
    yield at
    # Of several of its kind the newest, so that inspectors find the others.
    device = Device.objects.filter(outlet=outlet, kind=told.device, status=DeviceStatus.IN_USE).order_by("pk")[0]
    since, by = at - dt.timedelta(minutes=35), _lobby(made, outlet, at)
    repair = actions.report_fault(
        device_id=device.pk, kind=told.kind, fault=told.fault, down_since=since, by=by, now=at
    )
    if told.comes_to == "dropped":
        at = days.at(0, 11)
        yield at
        reason = "是插头松动，重新插好即可。"
        actions.drop_repair(repair_id=repair.pk, reason=reason, by=_head(made, outlet, at), now=at)
    if told.comes_to in ("dropped", "reported"):
        return
    at = days.at(0, 10, 30)
    yield at
    technician = _technician(made, at)
    actions.assign_repair(
        repair_id=repair.pk, person=technician.person, contractor=told.contractor, by=technician, now=at
    )
    if told.mended_after is not None:
        yield from _mended(made, told, days, repair.pk)


def _mended(made: Network, told: Break, days: Days, key: int) -> Course:
    assert told.mended_after is not None
    outlet, after = made.outlets[told.place], told.mended_after
    at = days.at(after, 9, 10)
    yield at
    actions.mended(repair_id=key, note=told.done, by=_technician(made, at), now=at)
    if told.comes_to == "mended":
        return
    at = days.at(after, 15)
    yield at
    if told.comes_to == "returned":
        actions.give_back(repair_id=key, reason="仍有一个按键无反应。", by=_lobby(made, outlet, at), now=at)
        at = days.at(after + 1, 10)
        yield at
        actions.mended(repair_id=key, note="整机更换。", by=_technician(made, at), now=at)
        at = days.at(after + 1, 16)
        yield at
    actions.check_repair(repair_id=key, note="试用正常。", by=_lobby(made, outlet, at), now=at)


def _technician(made: Network, at: dt.datetime) -> Actor:
    return acting(made.holder(PostKind.DEPARTMENT_HEAD, "金融科技部"), at)


def _lobby(made: Network, outlet: Unit, at: dt.datetime) -> Actor:
    return acting(made.holder(PostKind.LOBBY_MANAGER, outlet.name), at)


def _head(made: Network, outlet: Unit, at: dt.datetime) -> Actor:
    return acting(made.holder(PostKind.OUTLET_HEAD, outlet.name), at)
