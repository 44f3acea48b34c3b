"""The logs of outlets."""

from __future__ import annotations

import datetime as dt

from biaogan.accounts.access import Actor
from biaogan.core.time import day_begins, local_day
from biaogan.inspections.choices import ThresholdCode
from biaogan.inspections.models import LogKind, OutletLog, OutletLogQuerySet
from biaogan.inspections.queries.figures import threshold
from biaogan.org.models import Unit

#: The order of the list.
BY_TIME = ["-happened_at", "-pk"]


def logs(
    actor: Actor,
    *,
    under: Unit | None = None,
    kind: str = "",
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> OutletLogQuerySet:
    """Return the logs that the actor sees, for a list by `BY_TIME`."""
    rows = OutletLog.objects.visible_to(actor).select_related("unit", "by")
    if under is not None:
        rows = rows.filter(unit__path__under=under.path)
    if kind in LogKind.values:
        rows = rows.filter(kind=kind)
    if first is not None:
        rows = rows.filter(happened_at__gte=day_begins(first))
    if last is not None:
        rows = rows.filter(happened_at__lt=day_begins(last + dt.timedelta(days=1)))
    return rows


def kept_today(unit: Unit, *, now: dt.datetime) -> dict[str, int]:
    """Return how many logs of each kind the unit has kept today."""
    kinds = OutletLog.objects.filter(unit=unit, happened_at__gte=day_begins(local_day(now)), happened_at__lte=now)
    found = list(kinds.values_list("kind", flat=True))
    return {kind: found.count(kind) for kind in LogKind.values}


def patrols_required(*, on: dt.date) -> int:
    """Return how many patrols a business day of the outlet asks for."""
    return threshold(ThresholdCode.PATROLS_A_DAY, on=on)
