"""The premises on the page of a unit."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from biaogan.accounts.access import Permission, SignedInRequest
from biaogan.core.time import local_day
from biaogan.org.models import Unit
from biaogan.premises import queries
from biaogan.premises.models import DeviceStatus
from biaogan.premises.queries import RepairChoice


def premises_panel(request: SignedInRequest, unit: Unit) -> dict[str, Any] | None:
    """Return what the panel shows, None for units without a counter and for who may not see premises."""
    if not unit.serves_customers or not request.actor.may(Permission.VIEW_PREMISES, unit):
        return None
    today = local_day(timezone.now())
    devices = queries.devices_at(unit)
    return {
        "spans": queries.time_table(unit, first=today).open_spans(today),
        "has_hours": queries.has_hours(unit, on=today),
        "counters": len(queries.counters(unit, on=today)),
        "areas": len(queries.areas(unit, on=today)),
        "devices": len(devices),
        "out_of_order": sum(device.status == DeviceStatus.OUT_OF_ORDER for device in devices),
        "repairs": queries.repair_total(request.actor, RepairChoice(open_only=True, under=unit)),
    }
