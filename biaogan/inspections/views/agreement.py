"""How far reviewers agree, who scores milder than the others, and the second reviews that show it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from biaogan.accounts.access import Actor, Permission, SignedInRequest, needs
from biaogan.core.errors import Problem
from biaogan.core.time import local_day
from biaogan.inspections.actions import seconds
from biaogan.inspections.forms.recordings import DaysForm, SecondForm
from biaogan.inspections.looks import agreement as looks
from biaogan.inspections.models import Sheet
from biaogan.inspections.queries import agreement as queries
from biaogan.inspections.queries.agreement import Asked
from biaogan.org.models import Unit

#: So many months are shown side by side.
MONTHS = 6


@needs(Permission.SETTLE_SHEET)
@require_GET
def agreement(request: SignedInRequest) -> HttpResponse:
    form = DaysForm(request.GET, actor=request.actor)
    asked = _asked(request.actor, form.cleaned_data if form.is_valid() else {})
    months = looks.months_of(asked.first, asked.end)
    whole, items = queries.agreement(asked, request.actor)
    may_plan = request.actor.may(Permission.PLAN_INSPECTION, asked.unit)
    context = {
        "form": form,
        "asked": asked,
        "last": asked.end - dt.timedelta(days=1),
        "reviewed": queries.seconds(asked, request.actor),
        "whole": looks.KappaLook(whole),
        "items": [(line.item, looks.KappaLook(line.kappa)) for line in items],
        "months": months,
        "inspectors": queries.inspectors(asked, request.actor, months),
        "under_way": queries.waiting(asked, request.actor),
        "draws": _draws(request.actor, asked.unit),
        "may_plan": may_plan,
        "second_form": SecondForm(initial={"planned_on": local_day(timezone.now()) + dt.timedelta(days=7)}),
    }
    return render(request, "inspections/agreement.html", context)


@needs(Permission.PLAN_INSPECTION)
@require_POST
def draw(request: SignedInRequest) -> HttpResponse:
    form = DaysForm(request.POST, actor=request.actor)
    asked = _asked(request.actor, form.cleaned_data if form.is_valid() else {})
    try:
        seconds.draw_seconds(
            unit=asked.unit,
            first=asked.first,
            last=asked.end - dt.timedelta(days=1),
            by=request.actor,
            now=timezone.now(),
        )
    except Problem as error:
        messages.error(request, error.message)
    return redirect("inspections:agreement")


@needs(Permission.PLAN_INSPECTION)
@require_POST
def second(request: SignedInRequest, pk: int) -> HttpResponse:
    """Order a second review of the sheet."""
    sheet = get_object_or_404(Sheet.objects.visible_to(request.actor), pk=pk)
    form = SecondForm(request.POST)
    form.fields["person"].actor = request.actor  # type: ignore[attr-defined]
    if form.is_valid():
        try:
            seconds.order_second(sheet_id=sheet.pk, by=request.actor, now=timezone.now(), **form.cleaned_data)
            messages.success(
                request,
                _("The second review is ordered. Until it is handed in, its reviewer sees nothing of the first."),
            )
        except Problem as error:
            messages.error(request, error.message)
    else:
        messages.error(request, _("Name somebody by their staff number, and a day."))
    return redirect("inspections:agreement")


def _asked(actor: Actor, data: dict[str, Any]) -> Asked:
    today = local_day(timezone.now())
    first = data.get("first") or looks.months_before(today, MONTHS - 1)
    end = (data.get("last") or today) + dt.timedelta(days=1)
    return Asked(data.get("unit") or _top(actor), first, max(end, first + dt.timedelta(days=1)))


def _top(actor: Actor) -> Unit:
    """Return the highest unit whose sheets the actor settles."""
    found = Unit.objects.visible_to(actor, needs=Permission.SETTLE_SHEET).order_by("path").first()
    found = found or Unit.objects.visible_to(actor, needs=Permission.PLAN_INSPECTION).order_by("path").first()
    if found is None:
        raise PermissionDenied
    return found


def _draws(actor: Actor, unit: Unit) -> list[tuple[Any, list[Sheet]]]:
    return [(each, queries.drawn_without_second(each, actor)) for each in queries.draws(actor, unit)[:5]]
