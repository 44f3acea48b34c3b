"""Suggestions while one types the name of a unit or a person."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from biaogan.core.access import AskedRequest, needs
from biaogan.core.time import local_day
from biaogan.org import queries
from biaogan.org.choosing import person_text, unit_text
from biaogan.org.permissions import VIEW_UNIT

SHOWN = 12


@needs(VIEW_UNIT)
@require_GET
def choose_unit(request: AskedRequest) -> HttpResponse:
    rows = queries.units(request.actor, q=_typed(request), on=local_day(timezone.now()))
    values = [unit_text(unit) for unit in rows.order_by(*queries.BY_NAME)[:SHOWN]]
    return render(request, "org/_options.html", {"values": values})


@needs(VIEW_UNIT)
@require_GET
def choose_person(request: AskedRequest) -> HttpResponse:
    rows = queries.people(request.actor, q=_typed(request), on=local_day(timezone.now()))
    values = [person_text(person) for person in rows.order_by(*queries.BY_NAME)[:SHOWN]]
    return render(request, "org/_options.html", {"values": values})


def _typed(request: AskedRequest) -> str:
    """Return what was typed so far; a suggestion already chosen is found again by its code."""
    text = request.GET.get(request.GET.get("name", ""), "").replace("\x00", "").strip()[:60]
    return text.split()[-1] if " " in text else text
