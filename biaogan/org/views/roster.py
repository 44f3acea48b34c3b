"""The week's duty roster of an outlet: people down, days across, a tick for duty."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from biaogan.core.access import AskedRequest, needs, require
from biaogan.core.attempts import act_or_tell, tell_errors
from biaogan.core.time import local_day
from biaogan.org import actions, forms, queries
from biaogan.org.models import Person, Unit
from biaogan.org.permissions import EDIT_ROSTER, VIEW_UNIT
from biaogan.org.trails import trail

A_WEEK = dt.timedelta(days=7)


@needs(VIEW_UNIT)
@require_http_methods(["GET", "POST"])
def roster(request: AskedRequest, pk: int) -> HttpResponse:
    """Show a week of the roster, and take it as it was ticked."""
    outlet = get_object_or_404(Unit.objects.visible_to(request.actor).serving(), pk=pk)
    monday = _monday(request)
    here = f"{reverse('org:roster', args=[pk])}?week={monday}"
    if request.method == "POST":
        require(request.actor, EDIT_ROSTER, outlet)
        _save(request, outlet, monday)
        return redirect(here)
    today = local_day(timezone.now())
    context = {
        "unit": outlet,
        "trail": trail(request, outlet, with_self=True),
        "days": [{"day": day, "is_today": day == today} for day in queries.week(monday)],
        "grid": queries.roster(outlet, monday),
        "heads": queries.heads(outlet, on=monday),
        "here": here,
        "before": _week_link(pk, monday - A_WEEK),
        "after": _week_link(pk, monday + A_WEEK),
        "this_week": _week_link(pk, queries.monday_of(today)),
        "may_edit": request.actor.may(EDIT_ROSTER, outlet),
        "helper": forms.HelperForm(actor=request.actor),
    }
    return render(request, "org/roster.html", context)


def _monday(request: AskedRequest) -> dt.date:
    try:
        asked = dt.date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        return queries.monday_of(local_day(timezone.now()))
    return queries.monday_of(min(max(asked, dt.date(2000, 1, 3)), dt.date(2199, 12, 30)))


def _week_link(pk: int, monday: dt.date) -> str:
    return f"{reverse('org:roster', args=[pk])}?week={monday}"


def _save(request: AskedRequest, outlet: Unit, monday: dt.date) -> None:
    """Read the ticks «person:day»; a person added by name is on duty on the days ticked in the last row."""
    days: dict[dt.date, list[Person]] = {day: [] for day in queries.week(monday)}
    # Only who stood in the grid when it was drawn, so that a forged key finds nobody else.
    known = {row.person.pk: row.person for row in queries.roster(outlet, monday)}
    for person, day in _ticks(request, days):
        if person in known:
            days[day].append(known[person])
    _add_helper(request, days)
    act_or_tell(request, lambda: actions.set_week(outlet=outlet, days=days, by=request.actor, now=timezone.now()))


def _ticks(request: AskedRequest, days: dict[dt.date, Any]) -> list[tuple[int, dt.date]]:
    by_text = {day.isoformat(): day for day in days}
    found = []
    for text in request.POST.getlist("on"):
        person, sign, day = text.partition(":")
        if sign and person.isascii() and person.isdigit() and day in by_text:
            found.append((int(person), by_text[day]))
    return found


def _add_helper(request: AskedRequest, days: dict[dt.date, list[Person]]) -> None:
    if not request.POST.get("person"):
        return
    form = forms.HelperForm(request.POST, actor=request.actor)
    if not form.is_valid():
        tell_errors(request, form)
        return
    for text in request.POST.getlist("helps"):
        day = next((each for each in days if each.isoformat() == text), None)
        if day is not None:
            days[day].append(form.cleaned_data["person"])
