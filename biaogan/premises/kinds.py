"""The words of the premises: kinds of areas, counters, devices and faults, and where a repair stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AreaKind(models.TextChoices):
    FRONTAGE = "frontage", _("Frontage")
    FACADE = "facade", _("Facade and signs")
    SELF_SERVICE = "self_service", _("Self-service area")
    LOBBY = "lobby", _("Lobby")
    WAITING = "waiting", _("Waiting seats")
    FORM_DESK = "form_desk", _("Form desk and leaflets")
    MACHINES = "machines", _("Queue and smart machines")
    COUNTER_OUTSIDE = "counter_outside", _("Counters, customers' side")
    COUNTER_INSIDE = "counter_inside", _("Counters, tellers' side")
    VIP = "vip", _("Wealth and VIP rooms")
    TOILET = "toilet", _("Toilets")
    CASH = "cash", _("Cash area")
    BACK_OFFICE = "back_office", _("Back office")
    EXITS = "exits", _("Fire equipment and exits")
    PLANTS = "plants", _("Plants")
    OTHER = "other", _("Other area")


#: What most outlets have, in the order of a walk from the street inwards.
USUAL_AREAS = tuple(kind for kind in AreaKind if kind not in (AreaKind.VIP, AreaKind.OTHER))


class Business(models.TextChoices):
    CASH = "cash", _("Cash business")
    NON_CASH = "non_cash", _("Non-cash business")
    CORPORATE = "corporate", _("Corporate business")
    WEALTH = "wealth", _("Wealth management")
    CREDIT = "credit", _("Personal loans")
    FOREIGN = "foreign", _("Foreign exchange")
    ELDERLY = "elderly", _("Priority for the elderly and disabled")
    FLEXIBLE = "flexible", _("Opened at peaks")


class DeviceKind(models.TextChoices):
    TICKET_MACHINE = "ticket_machine", _("Queue ticket machine")
    CASH_MACHINE = "cash_machine", _("Cash machine")
    SMART_TELLER = "smart_teller", _("Smart teller machine")
    PASSBOOK_PRINTER = "passbook_printer", _("Passbook and statement printer")
    RATING_DEVICE = "rating_device", _("Rating device")
    CALL_DISPLAY = "call_display", _("Call display")
    SCREEN = "screen", _("Information screen")
    CAMERA = "camera", _("Camera")
    TABLET = "tablet", _("Tablet")
    OTHER = "other", _("Other device")


class DeviceStatus(models.TextChoices):
    IN_USE = "in_use", _("In use")
    OUT_OF_ORDER = "out_of_order", _("Out of order")
    REMOVED = "removed", _("Removed")


#: What customers serve themselves at: their limits are shorter, and their time in use is counted.
SELF_SERVICE = (DeviceKind.CASH_MACHINE, DeviceKind.SMART_TELLER, DeviceKind.PASSBOOK_PRINTER)


class FaultKind(models.TextChoices):
    """What is wrong with a device, in one tap."""

    NO_POWER = "no_power", _("Does not start")
    SCREEN = "screen", _("Screen black or frozen")
    KEYS = "keys", _("Keys or touch do not answer")
    PAPER = "paper", _("No paper, or paper jams")
    CASH = "cash", _("No cash, or cash jams")
    CARD = "card", _("Card kept or not read")
    NETWORK = "network", _("No connection")
    SOUND = "sound", _("No sound")
    DAMAGED = "damaged", _("Damaged or parts missing")
    FOREIGN_OBJECT = "foreign_object", _("Something foreign attached")
    OTHER = "other", _("Something else")


_EVERYWHERE = (FaultKind.NO_POWER, FaultKind.SCREEN, FaultKind.KEYS, FaultKind.NETWORK)

#: What usually is wrong with a kind of device, what is told most first; everything else may be told of any.
USUAL_FAULTS: dict[str, tuple[FaultKind, ...]] = {
    DeviceKind.TICKET_MACHINE: (FaultKind.PAPER, *_EVERYWHERE),
    DeviceKind.CASH_MACHINE: (FaultKind.CASH, FaultKind.CARD, FaultKind.PAPER, FaultKind.FOREIGN_OBJECT, *_EVERYWHERE),
    DeviceKind.SMART_TELLER: (FaultKind.CARD, FaultKind.PAPER, FaultKind.CASH, *_EVERYWHERE),
    DeviceKind.PASSBOOK_PRINTER: (FaultKind.PAPER, *_EVERYWHERE),
    DeviceKind.RATING_DEVICE: (FaultKind.KEYS, FaultKind.SOUND, FaultKind.NO_POWER, FaultKind.NETWORK),
    DeviceKind.CALL_DISPLAY: (FaultKind.SCREEN, FaultKind.SOUND, FaultKind.NO_POWER, FaultKind.NETWORK),
    DeviceKind.SCREEN: (FaultKind.SCREEN, FaultKind.SOUND, FaultKind.NO_POWER, FaultKind.NETWORK),
    DeviceKind.CAMERA: (FaultKind.SCREEN, FaultKind.NO_POWER, FaultKind.NETWORK),
}


def usual_faults(kind: str) -> tuple[FaultKind, ...]:
    """Return what to offer first for a device of this kind; «something else» always stands last."""
    return (*USUAL_FAULTS.get(kind, _EVERYWHERE), FaultKind.DAMAGED, FaultKind.OTHER)


class RepairState(models.TextChoices):
    """Where a repair stands. What may follow is the table in `rules/repairs.py`."""

    REPORTED = "reported", _("Reported")
    ASSIGNED = "assigned", _("With the mender")
    MENDED = "mended", _("Mended, to be checked")
    GIVEN_BACK = "given_back", _("Given back")
    CHECKED = "checked", _("Mended and checked")
    DROPPED = "dropped", _("Reported by mistake")
    SCRAPPED = "scrapped", _("Device removed")


#: The device does not work in these.
IS_DOWN = (RepairState.REPORTED, RepairState.ASSIGNED, RepairState.GIVEN_BACK)
#: Nothing more is owed in these.
ENDED = (RepairState.CHECKED, RepairState.DROPPED, RepairState.SCRAPPED)
