"""Breadcrumbs: the way from the top of the bank to a unit."""

from __future__ import annotations

from django.urls import reverse

from biaogan.core.access import AskedRequest
from biaogan.core.parts import Crumb
from biaogan.org import queries
from biaogan.org.models import Unit
from biaogan.org.permissions import VIEW_UNIT


def trail(request: AskedRequest, unit: Unit, *, with_self: bool = False) -> list[Crumb]:
    """Return the way from the top to the unit; what the actor may not open is named without a link."""
    seen = request.actor.paths(VIEW_UNIT)
    steps = queries.ancestors(unit)
    return [
        Crumb(each.label, reverse("org:unit", args=[each.pk]) if request.actor.is_job or _is_seen(each, seen) else "")
        for each in (steps if with_self else steps[:-1])
    ]


def _is_seen(unit: Unit, paths: list[str]) -> bool:
    return any(unit.path == path or unit.path.startswith(f"{path}.") for path in paths)
