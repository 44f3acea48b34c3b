"""The part of the unit page that shows the unit's complaints."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from biaogan.accounts.access import Actor, Permission
from biaogan.complaints import queries
from biaogan.complaints.looks import lines_of
from biaogan.complaints.queries import Choice
from biaogan.org.models import Unit

NEWEST = 5


def unit_panel(request: HttpRequest, unit: Unit) -> dict[str, Any] | None:
    """Return what is open and overdue at the unit and below, and the newest; None where the reader may not see complaints."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.may(Permission.VIEW_COMPLAINT, unit):
        return None
    now = timezone.now()
    newest = queries.register(actor, Choice(unit=unit), size=NEWEST)
    return {
        "unit": unit,
        "open": queries.register_total(actor, Choice(unit=unit, open_only=True)),
        "overdue": queries.register_total(actor, Choice(unit=unit, overdue_at=now)),
        "lines": lines_of(newest.rows, now=now),
        "now": now,
    }
