"""What stands in an outlet, when it is open, and what is being mended there."""

from biaogan.premises.kinds import AreaKind, Business, DeviceKind, DeviceStatus
from biaogan.premises.models.places import (
    Area,
    Counter,
    Device,
    DeviceQuerySet,
    OpeningException,
    OpeningHours,
)
from biaogan.premises.models.repairs import Repair, RepairQuerySet, RepairStep

__all__ = [
    "Area",
    "AreaKind",
    "Business",
    "Counter",
    "Device",
    "DeviceKind",
    "DeviceQuerySet",
    "DeviceStatus",
    "OpeningException",
    "OpeningHours",
    "Repair",
    "RepairQuerySet",
    "RepairStep",
]
