"""What readers of the audit trail call the events of handbooks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.audit.names import Named, References, register_names, register_references
from biaogan.handbook.models import Area, Handbook, Item, Version


def register() -> None:
    register_names(
        {
            "handbook.made": _("began a handbook"),
            "handbook.version_drafted": _("drafted a version of a handbook"),
            "handbook.version_changed": _("changed a draft"),
            "handbook.version_published": _("published a version of a handbook"),
            "handbook.version_withdrawn": _("withdrew a version of a handbook"),
            "handbook.draft_discarded": _("discarded a draft"),
            "handbook.read_in": _("read a handbook in from a file"),
            "handbook.item_added": _("added an item to a handbook"),
            "handbook.item_changed": _("changed an item of a handbook"),
            "handbook.item_removed": _("removed an item from a handbook"),
            "handbook.area_added": _("added an area to a handbook"),
            "handbook.area_changed": _("changed an area of a handbook"),
            "handbook.area_removed": _("removed an area from a handbook"),
            "handbook.grades_set": _("set the grades of a handbook"),
        },
        icon="clipboard-list",
    )
    register_references("handbook.handbook", References(_("Handbook"), _handbooks))
    register_references("handbook.version", References(_("Version of a handbook"), _versions))
    register_references("handbook.item", References(_("Item of a handbook"), _items))
    register_references("handbook.area", References(_("Area of a handbook"), _areas))


def _handbooks(idents: set[str]) -> dict[str, Named]:
    return {str(row.pk): Named(row.name) for row in Handbook.objects.filter(pk__in=idents)}


def _versions(idents: set[str]) -> dict[str, Named]:
    rows = Version.objects.filter(pk__in=idents).select_related("handbook")
    return {str(row.pk): Named(f"{row.handbook.name} {row.number}") for row in rows}


def _items(idents: set[str]) -> dict[str, Named]:
    return {str(row.pk): Named(row.label) for row in Item.objects.filter(pk__in=idents)}


def _areas(idents: set[str]) -> dict[str, Named]:
    return {str(row.pk): Named(row.name) for row in Area.objects.filter(pk__in=idents)}
