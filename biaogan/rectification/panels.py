"""The part of the unit page that shows what the unit has to put right, and the ways to the pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission
from biaogan.core.navigation import register_page, register_unit_panel
from biaogan.org.models import Unit
from biaogan.rectification.looks.words import lines_of
from biaogan.rectification.queries import board, register
from biaogan.rectification.queries.register import Choice

NEWEST = 5


def unit_panel(request: HttpRequest, unit: Unit) -> dict[str, Any] | None:
    """Return what is open at the unit and below by age, and the newest; None where the reader may not see findings."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.may(Permission.VIEW_RECTIFICATION, unit):
        return None
    now = timezone.now()
    newest = register.register(actor, Choice(unit=unit, open_only=True), size=NEWEST)
    return {"unit": unit, "ages": board.ages(actor, unit, now=now), "lines": lines_of(newest.rows, now=now)}


def register_pages() -> None:
    """Put the pages into the navigation, and the panel on the unit page."""
    see = Permission.VIEW_RECTIFICATION
    register_page("service", _("Rectification board"), "rectification:board", "layout-board", permission=see, order=20)
    register_page("service", _("Findings"), "rectification:findings", "flag", permission=see, order=21)
    register_page("service", _("Rectification notices"), "rectification:notices", "file-text", permission=see, order=22)
    raises = Permission.RAISE_FINDING
    register_page(
        "work", _("Write down a finding"), "rectification:raise_finding", "flag-plus", permission=raises, order=31
    )
    edits = Permission.EDIT_LIMITS
    register_page(
        "settings",
        _("Figures of rectification"),
        "rectification:figures",
        "adjustments-horizontal",
        permission=edits,
        order=61,
    )
    register_unit_panel("rectification", "rectification/_unit_panel.html", unit_panel, order=25)
