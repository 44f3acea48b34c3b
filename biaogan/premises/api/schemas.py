"""What is told and asked about premises."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from ninja import Field, Schema

from biaogan.core import programs
from biaogan.core.programs import CursorPage, Id
from biaogan.premises.kinds import AreaKind, Business, DeviceKind, DeviceStatus
from biaogan.premises.rules import Span

Day = Annotated[programs.Day, Field(ge=dt.date(2000, 1, 1), le=dt.date(2199, 12, 31))]
#: «9:00-12:00, 13:30-17:00»; empty is closed.
Hours = Annotated[str, Field(max_length=80)]
Words60 = Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")]


class AreaOut(Schema):
    id: int
    outlet_id: int
    kind: AreaKind
    name: str
    name_en: str
    floor: int
    place: int


class AreaIn(Schema):
    kind: AreaKind
    name: str = Field(min_length=1, max_length=60)
    name_en: str = Field("", max_length=60)
    floor: int = Field(1, ge=-5, le=99)


class CounterOut(Schema):
    id: int
    outlet_id: int
    number: int
    businesses: list[Business]
    area_id: int | None


class CounterIn(Schema):
    number: int = Field(ge=1, le=999)
    businesses: list[Business] = Field(default_factory=list, max_length=20)
    area_id: Id | None = None


class AreaChangeIn(Schema):
    kind: AreaKind | None = None
    name: Words60 | None = Field(None, min_length=1)
    name_en: Words60 | None = None
    floor: int | None = Field(None, ge=-5, le=99)
    place: int | None = Field(None, ge=0, le=999, description="Place in the walk.")


class CounterChangeIn(Schema):
    businesses: list[Business] = Field(max_length=20)
    area_id: Id | None = None


class DeviceOut(Schema):
    id: int
    outlet_id: int
    kind: DeviceKind
    serial: str
    model: str
    counter_id: int | None
    area_id: int | None
    status: DeviceStatus
    status_since: dt.datetime
    status_note: str
    code: str = Field(description="What the QR code of its label says.")


class DevicesOut(CursorPage):
    items: list[DeviceOut]


class DeviceIn(Schema):
    kind: DeviceKind
    serial: str = Field(min_length=1, max_length=60)
    model: str = Field("", max_length=80)
    counter_id: Id | None = None
    area_id: Id | None = None


class DeviceChangeIn(Schema):
    kind: DeviceKind | None = None
    serial: Words60 | None = Field(None, min_length=1)
    model: str | None = Field(None, max_length=80, pattern=r"^[^\x00]*$")
    counter_id: Id | None = Field(None, description="Not sent: it stays; null: at no counter.")
    area_id: Id | None = Field(None, description="Not sent: it stays; null: in no area.")


class LabelOut(Schema):
    kind: str
    title: str
    subtitle: str
    address: str = Field(description="What the QR code says.")
    svg: str = Field(description="The QR code as a picture.")


class DeviceNarrowing(Schema):
    q: str = Field("", max_length=60, description="The beginning of a serial number.")
    kind: DeviceKind | None = None
    status: DeviceStatus | None = None
    under: Id | None = None


class SpanOut(Schema):
    begins: str
    ends: str

    @staticmethod
    def resolve_begins(span: Span) -> str:
        return clock(span.begins)

    @staticmethod
    def resolve_ends(span: Span) -> str:
        return clock(span.ends)


class OpenDayOut(Schema):
    day: dt.date
    open: list[SpanOut] = Field(description="Empty: closed.")


class Days(Schema):
    first: Day | None = Field(None, description="Today, unless another is named.")
    days: int = Field(7, ge=1, le=366)


class WeekIn(Schema):
    valid_from: Day
    weekdays: list[Hours] = Field(min_length=7, max_length=7, description="Monday first; empty is closed.")


class ExceptionIn(Schema):
    first: Day
    last: Day | None = None
    hours: Hours = Field("", description="Empty: closed all day.")
    reason: str = Field("", max_length=120)


class ExceptionOut(Schema):
    day: dt.date
    open: list[SpanOut] = Field(description="Empty: closed.")
    reason: str


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
