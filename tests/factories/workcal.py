"""A region's and a bank's layer over the shipped nation, and askers of any sort."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from biaogan.core.access import JobAsker
from biaogan.workcal.models import DayMark, Layer, LayerHours, LayerKind, LayerYear
from biaogan.workcal.permissions import VIEW_CALENDAR

JOB = JobAsker("test")


@dataclass(frozen=True)
class Reader:
    """Somebody who may see calendars and change none."""

    ref: str = "user:1"
    is_job: bool = False
    person_id: int | None = None

    def paths(self, permission: str) -> list[str]:
        return ["1"] if permission == VIEW_CALENDAR else []

    def may(self, permission: str, unit: Any) -> bool:
        return permission == VIEW_CALENDAR

    def may_anywhere(self, permission: str) -> bool:
        return permission == VIEW_CALENDAR


def bank_layer(code: str = "bank:north", parent: str = "cn", *, hours: tuple[str, str] | None = None) -> Layer:
    below = Layer.objects.get(code=parent)
    layer = Layer.objects.create(code=code, kind=LayerKind.BANK, name="北行", name_en="North", parent=below)
    if hours:
        opens_at, closes_at = (dt.time.fromisoformat(each) for each in hours)
        LayerHours.objects.create(layer=layer, starts_on=dt.date(2020, 1, 1), opens_at=opens_at, closes_at=closes_at)
    return layer


def year(
    layer: Layer, number: int, state: str = "final", *, rest: tuple[str, ...] = (), work: tuple[str, ...] = ()
) -> LayerYear:
    """Return the layer's notice of a year with these days of rest and working days."""
    made = LayerYear.objects.create(
        layer=layer, year=number, state=state, imported_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )
    days = [(day, False) for day in rest] + [(day, True) for day in work]
    DayMark.objects.bulk_create(
        DayMark(notice=made, day=dt.date.fromisoformat(day), working=working, name="行庆") for day, working in days
    )
    return made


def nation(*years: int) -> Layer:
    """Return a nation without days of its own, in place of all stored calendars; for tests with real transactions."""
    for model in (DayMark, LayerYear, LayerHours):
        model.objects.all().delete()
    for kind in (LayerKind.BANK, LayerKind.REGION, LayerKind.NATION):
        Layer.objects.filter(kind=kind).delete()
    layer = Layer.objects.create(code="cn", kind=LayerKind.NATION, name="全国", name_en="China")
    LayerHours.objects.create(
        layer=layer, starts_on=dt.date(1980, 1, 1), opens_at=dt.time(9), closes_at=dt.time(17, 30)
    )
    for each in years:
        year(layer, each)
    return layer
