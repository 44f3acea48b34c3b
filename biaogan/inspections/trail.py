"""What readers of the audit trail call the events of inspections."""

from __future__ import annotations

from django.utils.translation import gettext, pgettext
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
from biaogan.inspections.choices import Channel, Field, ThresholdCode
from biaogan.inspections.models import LogKind, OutletLog, Plan, Sheet
from biaogan.org.kinds import Level


def register() -> None:
    register_names(
        {
            "plan.made": _("made the plan"),
            "plan.closed": _("closed the plan"),
            "plan.drawn": _("drew units by lot"),
            "sheet.planned": _("planned the inspection"),
            "sheet.assigned": _("named the inspectors"),
            "sheet.begun": _("began the inspection"),
            "sheet.changed": _("filled in a field"),
            "sheet.change_kept_aside": _("wrote something that was kept aside"),
            "sheet.guided": _("gave advice on the spot"),
            "sheet.proof_added": _("linked proof"),
            "sheet.submitted": _("handed the sheet in"),
            "sheet.confirmed": _("confirmed the sheet"),
            "sheet.disputed": _("disputed the sheet"),
            "sheet.settled": _("settled the dispute"),
            "sheet.finalised": _("made the sheet final"),
            "sheet.cancelled": _("cancelled the inspection"),
            "sheet.read_in": _("read the sheet in from a file"),
            "sheet.device_tested": _("tried a device"),
            "outlet.log_kept": _("kept a log"),
            "inspections.read_in": _("read inspections in from files"),
            "cadence.set": _("set a cadence"),
            "inspection_threshold.set": _("set a figure of inspections"),
        },
        icon="clipboard-check",
    )
    register_references("inspections.sheet", References(_("Sheet"), _sheets))
    register_references("inspections.plan", References(_("Plan"), _plans))
    register_references("inspections.outletlog", References(_("Log"), _logs))
    # Of a mystery visit events name nobody; who it was stands in the sheet, for those who may know.
    register_references("mystery", References(_("Mystery visitor"), _visitors))
    _register_facts()


def _register_facts() -> None:
    register_fact_reference("sheet", "people", "org.person")
    register_fact_reference("sheet.planned", "plan", "inspections.plan")
    register_fact_reference("sheet.device_tested", "device", "premises.device")
    register_fact_words("outlet.log_kept", "kind", choice_words(LogKind))
    register_fact_words("plan", "channel", choice_words(Channel))
    register_fact_words("sheet", "channel", choice_words(Channel))
    register_fact_words("sheet", "field", choice_words(Field))
    register_fact_words("sheet", "score", _score)
    register_fact_words("cadence", "channel", choice_words(Channel))
    register_fact_words("cadence", "level", choice_words(Level))
    register_fact_words("inspection_threshold", "code", choice_words(ThresholdCode))
    for key in ("old", "new"):
        register_fact_words(
            "sheet.settled", key, lambda told: _score(told.get("score")) if isinstance(told, dict) else ""
        )


def _score(value: object) -> str:
    return f"{value // 100}.{value % 100:02d}" if isinstance(value, int) else pgettext("score", "none")


def _sheets(idents: set[str]) -> dict[str, Named]:
    rows = Sheet.objects.filter(pk__in=[int(ident) for ident in idents]).select_related("case")
    return {str(row.pk): Named(row.case.number) for row in rows}


def _plans(idents: set[str]) -> dict[str, Named]:
    rows = Plan.objects.filter(pk__in=[int(ident) for ident in idents])
    return {str(row.pk): Named(row.name) for row in rows}


def _logs(idents: set[str]) -> dict[str, Named]:
    rows = OutletLog.objects.filter(pk__in=[int(ident) for ident in idents])
    return {str(row.pk): Named(str(row)) for row in rows}


def _visitors(idents: set[str]) -> dict[str, Named]:
    return {ident: Named(gettext("Mystery visitor")) for ident in idents}
