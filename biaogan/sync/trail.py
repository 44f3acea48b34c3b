"""What the audit trail calls devices and their events."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from biaogan.audit.names import Named, References, register_fact_words, register_names, register_references
from biaogan.sync.kinds import KINDS
from biaogan.sync.models import Device

EVENT_NAMES = {
    "device.pairing_offered": _("offered a pairing code"),
    "device.paired": _("was paired"),
    "device.revoked": _("revoked the device"),
    "device.work_taken_up": _("took up offline work that was kept aside"),
}


def _devices(ids: set[str]) -> dict[str, Named]:
    rows = Device.objects.filter(pk__in=[int(ident) for ident in ids if ident.isdecimal()]).select_related("unit")
    return {str(row.pk): Named(f"{row.name} · {row.unit}", reverse("sync:device", args=[row.pk])) for row in rows}


REFERENCES = {
    "device": References(_("Device"), _devices),
    "sync.device": References(_("Device"), _devices),
}


def register() -> None:
    register_names(EVENT_NAMES, icon="device-mobile")
    for kind, references in REFERENCES.items():
        register_references(kind, references)
    register_fact_words("device.work_taken_up", "kind", lambda code: KINDS[code].name if code in KINDS else "")
