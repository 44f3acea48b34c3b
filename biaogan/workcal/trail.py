"""What the audit trail calls calendars and what was done to them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from biaogan.audit.names import Named, References, register_names, register_references
from biaogan.workcal.models import Layer

EVENT_NAMES = {
    "calendar.notices_imported": _("took in a notice of working days"),
    "calendar.day_marked": _("marked a day of the calendar"),
    "calendar.day_cleared": _("let go of a day of the calendar"),
    "calendar.year_settled": _("said how sure a year of the calendar is"),
    "calendar.layer_added": _("added a calendar"),
    "calendar.hours_set": _("set working hours"),
}


def register() -> None:
    register_names(EVENT_NAMES, icon="calendar-event")
    register_references("workcal.layer", References(_("Calendar"), _read))


def _read(ids: set[str]) -> dict[str, Named]:
    rows = Layer.objects.filter(pk__in=[int(ident) for ident in ids if ident.isdecimal()])
    return {str(row.pk): Named(row.label, reverse("workcal:calendar", args=[row.code])) for row in rows}
