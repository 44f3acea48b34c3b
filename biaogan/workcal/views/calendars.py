"""Calendars and their years, to look at; layers, hours and states, to change."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.core.access import AskedRequest, needs
from biaogan.core.errors import Problem
from biaogan.core.parts import Crumb, Move
from biaogan.core.time import local_day
from biaogan.workcal import actions, queries
from biaogan.workcal.forms import HoursForm, LayerForm, SettleForm
from biaogan.workcal.kinds import YearState
from biaogan.workcal.models import Layer, LayerKind
from biaogan.workcal.permissions import EDIT_CALENDAR, VIEW_CALENDAR
from biaogan.workcal.rules.notices import YEARS
from biaogan.workcal.rules.years import LayerYearView, year_of


@require_GET
@needs(VIEW_CALENDAR)
def calendars(request: AskedRequest) -> HttpResponse:
    today = local_day(timezone.now())
    context = {
        "rows": queries.overview(request.actor, today=today),
        "years": [today.year, today.year + 1],
        "may_edit": request.actor.may_anywhere(EDIT_CALENDAR),
    }
    return render(request, "workcal/calendars.html", context)


@require_http_methods(["GET", "POST"])
@needs(EDIT_CALENDAR)
def calendar_new(request: AskedRequest) -> HttpResponse:
    form = LayerForm(request.POST or None, layers=Layer.objects.visible_to(request.actor))
    if form.is_valid():
        given = {**form.cleaned_data, "parent": form.cleaned_data["parent"].code}
        try:
            layer = actions.add_layer(**given, by=request.actor, now=timezone.now())
        except Problem as error:
            form.add_error(None, error.message)
        else:
            messages.success(
                request, _("The calendar is there. All its years are missing until you say that they are final.")
            )
            return redirect("workcal:calendar", layer.code)
    context = {"form": form, "trail": [_home()]}
    return render(request, "workcal/calendar_new.html", context, status=422 if form.errors else 200)


@require_GET
@needs(VIEW_CALENDAR)
def calendar(request: AskedRequest, code: str) -> HttpResponse:
    return _calendar_page(request, _layer(request, code))


@require_http_methods(["GET", "POST"])
@needs(EDIT_CALENDAR)
def hours(request: AskedRequest, code: str) -> HttpResponse:
    layer = _layer(request, code)
    form = HoursForm(request.POST or None)
    if form.is_valid():
        try:
            actions.set_hours(layer=code, **form.cleaned_data, by=request.actor, now=timezone.now())
        except Problem as error:
            form.add_error("closes_at", error.message)
        else:
            messages.success(request, _("These working hours hold from that day on."))
            return redirect("workcal:hours", code)
    context = {"form": form, "layer": layer, "rows": queries.hours_of(layer), "trail": [_home(), crumb_of(layer)]}
    return render(request, "workcal/hours.html", context, status=422 if form.errors else 200)


@require_POST
@needs(EDIT_CALENDAR)
def settle(request: AskedRequest, code: str, year: int) -> HttpResponse:
    layer = _layer(request, code)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _calendar_page(request, layer, year=year, settling=form)
    state, source = YearState(form.cleaned_data["state"]), form.cleaned_data["source"]
    try:
        actions.settle_year(layer=code, year=year, state=state, source=source, by=request.actor, now=timezone.now())
        messages.success(request, _("Limits over this year are counted anew."))
    except Problem as error:
        messages.error(request, error.message)
    return redirect(f"{reverse('workcal:calendar', args=[code])}?year={year}")


def _calendar_page(
    request: AskedRequest, layer: Layer, *, year: int | None = None, settling: SettleForm | None = None
) -> HttpResponse:
    today = local_day(timezone.now())
    asked = year or wanted_year(request, today)
    view = year_of(queries.calendar_for(layer.code), asked)
    may_edit = request.actor.may_anywhere(EDIT_CALENDAR)
    context = {
        "layer": layer,
        "view": view,
        "marked": view.marked,
        "today": today,
        "before": asked - 1 if asked - 1 in YEARS else None,
        "after": asked + 1 if asked + 1 in YEARS else None,
        "weekdays": _weekdays(),
        "hours": queries.hours_on(layer, today),
        "sources": queries.sources(layer, asked),
        "may_edit_days": may_edit and layer.kind != LayerKind.NATION,
        "moves": _moves(layer, view.layers[-1], asked, settling) if may_edit else [],
        "trail": [_home()],
    }
    return render(request, "workcal/calendar.html", context, status=422 if settling else 200)


def _moves(layer: Layer, year: LayerYearView, number: int, settling: SettleForm | None) -> list[Move]:
    upload = Move(
        _("Take in a notice"), reverse("workcal:upload", args=[layer.code]), icon="file-import", opens_page=True
    )
    hours = Move(_("Working hours"), reverse("workcal:hours", args=[layer.code]), icon="clock", opens_page=True)
    if layer.kind == LayerKind.NATION:
        return [upload, hours]
    says = _("Say whether the bank knows all days of %(year)s that differ from the layers below.") % {"year": number}
    label = _("Confirm %(year)s") % {"year": number} if year.state != YearState.FINAL else _("Change the state")
    form = settling or SettleForm(initial={"state": YearState.FINAL.value})
    settle = Move(label, reverse("workcal:settle", args=[layer.code, number]), says, icon="calendar-check", form=form)
    return [settle, upload, hours]


def wanted_year(request: AskedRequest, today: dt.date) -> int:
    """Return the year in the address, today's where it names none that calendars know."""
    text = request.GET.get("year", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) == 4 and int(text) in YEARS else today.year


def _weekdays() -> list[Any]:
    return [dt.date(2024, 1, day) for day in range(1, 8)]


def _layer(request: AskedRequest, code: str) -> Layer:
    return get_object_or_404(Layer.objects.visible_to(request.actor), code=code)


def _home() -> Crumb:
    return Crumb(_("Working days"), reverse("workcal:calendars"))


def crumb_of(layer: Layer) -> Crumb:
    return Crumb(layer.label, reverse("workcal:calendar", args=[layer.code]))


def trail_of(layer: Layer) -> list[Crumb]:
    return [_home(), crumb_of(layer)]
