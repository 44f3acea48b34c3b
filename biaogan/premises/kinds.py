"""The words of the premises: kinds of areas, counters and devices."""

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
