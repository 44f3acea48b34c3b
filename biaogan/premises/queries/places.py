"""What stands where in an outlet, and when it is open."""

from __future__ import annotations

import datetime as dt

from biaogan.accounts.access import Actor
from biaogan.core.time import local_day, span_of_days
from biaogan.org.models import Unit
from biaogan.premises.models import (
    Area,
    Counter,
    Device,
    DeviceKind,
    DeviceQuerySet,
    DeviceStatus,
    OpeningException,
    OpeningHours,
)
from biaogan.premises.rules.hours import Span, TimeTable, Weekly

#: The order of device lists.
BY_KIND = ["kind", "serial", "pk"]


def areas(outlet: Unit, *, on: dt.date) -> list[Area]:
    """Return the areas of the outlet in the order of the walk."""
    return list(Area.objects.filter(outlet=outlet).there(on))


def counters(outlet: Unit, *, on: dt.date) -> list[Counter]:
    return list(Counter.objects.filter(outlet=outlet).there(on).select_related("area"))


def devices_at(outlet: Unit) -> list[Device]:
    """Return the devices of the outlet, removed ones left out, those out of order first."""
    rows = Device.objects.filter(outlet=outlet).there().select_related("counter", "area", "outlet")
    return sorted(rows, key=lambda row: (row.status != DeviceStatus.OUT_OF_ORDER, row.kind, row.serial))


def devices(
    actor: Actor, *, q: str = "", kind: str = "", status: str = "", under: Unit | None = None
) -> DeviceQuerySet:
    """Return the devices that the actor sees; `q` is the beginning of a serial number. Removed ones only if asked for."""
    rows = Device.objects.visible_to(actor).select_related("outlet", "counter", "area")
    if q:
        rows = rows.filter(serial__istartswith=q)
    if kind in DeviceKind.values:
        rows = rows.filter(kind=kind)
    if under is not None:
        rows = rows.filter(outlet__path__under=under.path)
    return rows.filter(status=status) if status in DeviceStatus.values else rows.there()


def time_table(outlet: Unit, *, first: dt.date, last: dt.date | None = None) -> TimeTable:
    """Return the hours that hold on the days from `first` up to and with `last` (one day, if it is left out)."""
    last = last or first
    span = span_of_days(first, last + dt.timedelta(days=1))
    rows = OpeningHours.objects.filter(outlet=outlet, valid__overlap=span)
    weekly = [Weekly(row.weekday, row.span, row.valid.lower, row.valid.upper) for row in rows]
    exceptions: dict[dt.date, list[Span]] = {}
    for other in OpeningException.objects.filter(outlet=outlet, day__range=(first, last)):
        exceptions.setdefault(other.day, []).extend([other.span] if other.span else [])
    return TimeTable(weekly, exceptions)


def is_open(outlet: Unit, moment: dt.datetime) -> bool:
    """Tell whether the outlet is open at the moment, by the hours of that day."""
    return time_table(outlet, first=local_day(moment)).is_open(moment)


def coming_hours(outlet: Unit, *, on: dt.date) -> dt.date | None:
    """Return the day from which other weekly hours are planned, if they are."""
    later = OpeningHours.objects.filter(outlet=outlet, valid__startswith__gt=on)
    first = later.order_by("valid__startswith").first()
    found: dt.date | None = first.valid.lower if first else None
    return found


def exceptions_from(outlet: Unit, *, on: dt.date, limit: int = 60) -> list[tuple[dt.date, list[Span], str]]:
    """Return the coming days on which other hours hold: day, spans (none: closed) and reason."""
    found: dict[dt.date, tuple[list[Span], str]] = {}
    for row in OpeningException.objects.filter(outlet=outlet, day__gte=on).order_by("day", "minutes")[: limit * 3]:
        spans, _reason = found.setdefault(row.day, ([], row.reason))
        spans.extend([row.span] if row.span else [])
    return [(day, spans, reason) for day, (spans, reason) in found.items()][:limit]


def has_hours(outlet: Unit, *, on: dt.date) -> bool:
    return OpeningHours.objects.filter(outlet=outlet, valid__overlap=span_of_days(on, None)).exists()
