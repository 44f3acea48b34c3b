"""What the audit trail calls the events of premises and the things that they refer to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.audit.names import (
    Named,
    References,
    choice_words,
    register_fact_reference,
    register_fact_words,
    register_names,
    register_references,
)
from biaogan.premises.kinds import FaultKind
from biaogan.premises.models import Area, Counter, Device, Repair

EVENT_NAMES = {
    "area.added": _("added an area"),
    "area.changed": _("changed the area"),
    "area.removed": _("removed the area"),
    "counter.added": _("added a counter"),
    "counter.changed": _("changed the counter"),
    "counter.removed": _("removed the counter"),
    "device.added": _("added a device"),
    "device.changed": _("changed the device"),
    "device.in_use": _("put the device back in use"),
    "device.out_of_order": _("reported the device out of order"),
    "device.removed": _("removed the device"),
    "repair.reported": _("reported the device out of order"),
    "repair.reported_again": _("reported the fault again"),
    "repair.assigned": _("said who mends"),
    "repair.mended": _("mended the device"),
    "repair.checked": _("checked the repair"),
    "repair.given_back": _("gave the repair back"),
    "repair.dropped": _("took the report back"),
    "repair.scrapped": _("ended the repair of a removed device"),
    "hours.set": _("set the opening hours"),
    "hours.exception_set": _("set an exception to the opening hours"),
    "hours.exception_withdrawn": _("withdrew an exception to the opening hours"),
}


def register() -> None:
    register_names(EVENT_NAMES, icon="building-store")
    register_references("premises.area", References(_("Area"), _areas))
    register_references("premises.counter", References(_("Counter"), _counters))
    register_references("premises.device", References(_("Device"), _devices))
    register_references("premises.repair", References(_("Repair"), _repairs))
    register_fact_reference("repair.assigned", "to", "unit")
    register_fact_reference("repair", "person", "org.person")
    register_fact_reference("repair", "device", "premises.device")
    register_fact_words("repair", "kind", choice_words(FaultKind))


def _numbers(ids: set[str]) -> list[int]:
    return [int(ident) for ident in ids if ident.isdecimal()]


def _areas(ids: set[str]) -> dict[str, Named]:
    return {str(row.pk): Named(str(row)) for row in Area.objects.filter(pk__in=_numbers(ids))}


def _counters(ids: set[str]) -> dict[str, Named]:
    return {str(row.pk): Named(str(row)) for row in Counter.objects.filter(pk__in=_numbers(ids))}


def _devices(ids: set[str]) -> dict[str, Named]:
    return {
        str(row.pk): Named(str(row)) for row in Device.objects.filter(pk__in=_numbers(ids)).select_related("outlet")
    }


def _repairs(ids: set[str]) -> dict[str, Named]:
    return {
        str(row.pk): Named(row.case.number)
        for row in Repair.objects.filter(pk__in=_numbers(ids)).select_related("case")
    }
