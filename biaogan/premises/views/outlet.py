"""The premises of one outlet: areas, counters, devices, labels."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.attempts import act_or_tell, attempt
from biaogan.core.parts import Move
from biaogan.core.time import local_day
from biaogan.org.models import Unit
from biaogan.org.trails import trail
from biaogan.premises import actions, forms, queries
from biaogan.premises.labels import DEVICES, LABEL_KINDS, labels_of, qr_code
from biaogan.premises.models import Area, Counter


def outlet_of(request: SignedInRequest, pk: int, permission: str = Permission.VIEW_PREMISES) -> Unit:
    return get_object_or_404(Unit.objects.visible_to(request.actor, permission).serving(), pk=pk)


def today() -> dt.date:
    return local_day(timezone.now())


@needs(Permission.VIEW_PREMISES)
@require_GET
def outlet(request: SignedInRequest, pk: int) -> HttpResponse:
    unit = outlet_of(request, pk)
    day = today()
    table = queries.time_table(unit, first=day, last=day + dt.timedelta(days=6))
    context = {
        "unit": unit,
        "trail": trail(request, unit, with_self=True),
        "areas": [(area, _removal(area)) for area in queries.areas(unit, on=day)],
        "counters": [(counter, _removal(counter)) for counter in queries.counters(unit, on=day)],
        "devices": queries.devices_at(unit),
        "week": [(each, table.open_spans(each)) for each in (day + dt.timedelta(days=n) for n in range(7))],
        "coming": queries.coming_hours(unit, on=day),
        "exceptions": queries.exceptions_from(unit, on=day),
        "has_hours": queries.has_hours(unit, on=day),
        "may_edit": request.actor.may(Permission.EDIT_PREMISES, unit),
        "moves": _moves(request, unit),
    }
    return render(request, "premises/outlet.html", context)


def _moves(request: SignedInRequest, unit: Unit) -> list[Move]:
    labels = Move(_("Print labels"), reverse("premises:labels", args=[unit.pk]), icon="qrcode", opens_page=True)
    if not request.actor.may(Permission.EDIT_PREMISES, unit):
        return [labels]
    made = [
        (_("Add a device"), "premises:device_new", "device-desktop-plus"),
        (_("Add a counter"), "premises:counter_new", "plus"),
        (_("Add an area"), "premises:area_new", "plus"),
        (_("Opening hours"), "premises:hours", "clock-edit"),
    ]
    moves = [Move(label, reverse(name, args=[unit.pk]), icon=icon, opens_page=True) for label, name, icon in made]
    says = _("The areas that most outlets have are added, as far as they are missing.")
    usual = Move(_("Add the usual areas"), reverse("premises:usual_areas", args=[unit.pk]), says, "layout-grid-add")
    return [*moves, labels, usual]


def _removal(thing: Area | Counter) -> Move:
    is_area = isinstance(thing, Area)
    label = pgettext("area", "Remove") if is_area else pgettext("counter", "Remove")
    url = reverse("premises:area_remove" if is_area else "premises:counter_remove", args=[thing.pk])
    says = _("%(name)s is gone from today on; what was recorded there stays.") % {"name": thing}
    return Move(label, url, says, "trash", is_dangerous=True)


def form_page(request: SignedInRequest, unit: Unit, form: Any, heading: str) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "trail": trail(request, unit, with_self=True),
        "back": reverse("premises:outlet", args=[unit.pk]),
    }
    return render(request, "org/edit.html", context, status=422 if form.errors else 200)


@needs(Permission.EDIT_PREMISES)
@require_http_methods(["GET", "POST"])
def area_new(request: SignedInRequest, pk: int) -> HttpResponse:
    unit = outlet_of(request, pk, Permission.EDIT_PREMISES)
    form = forms.AreaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if attempt(form, lambda: actions.add_area(outlet=unit, by=request.actor, now=timezone.now(), **told)):
            return redirect("premises:outlet", pk=pk)
    return form_page(request, unit, form, _("Add an area"))


@needs(Permission.EDIT_PREMISES)
@require_POST
def usual_areas(request: SignedInRequest, pk: int) -> HttpResponse:
    unit = outlet_of(request, pk, Permission.EDIT_PREMISES)
    added = actions.add_usual_areas(outlet=unit, by=request.actor, now=timezone.now())
    messages.success(request, _("Areas added: %(count)s.") % {"count": len(added)})
    return redirect("premises:outlet", pk=pk)


@needs(Permission.EDIT_PREMISES)
@require_http_methods(["GET", "POST"])
def area_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    area = get_object_or_404(Area.objects.visible_to(request.actor, Permission.EDIT_PREMISES), pk=pk)
    names = ("kind", "name", "name_en", "floor", "place")
    form = forms.AreaChangeForm(request.POST or None, initial={name: getattr(area, name) for name in names})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if attempt(form, lambda: actions.change_area(area, by=request.actor, now=timezone.now(), **told)):
            return redirect("premises:outlet", pk=area.outlet_id)
    return form_page(request, area.outlet, form, area.label)


@needs(Permission.EDIT_PREMISES)
@require_POST
def area_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    area = get_object_or_404(Area.objects.visible_to(request.actor, Permission.EDIT_PREMISES), pk=pk)
    act_or_tell(request, lambda: actions.remove_area(area, by=request.actor, now=timezone.now()))
    return redirect("premises:outlet", pk=area.outlet_id)


@needs(Permission.EDIT_PREMISES)
@require_http_methods(["GET", "POST"])
def counter_new(request: SignedInRequest, pk: int) -> HttpResponse:
    unit = outlet_of(request, pk, Permission.EDIT_PREMISES)
    form = forms.CounterForm(request.POST or None, outlet=unit, today=today())
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if attempt(form, lambda: actions.add_counter(outlet=unit, by=request.actor, now=timezone.now(), **told)):
            return redirect("premises:outlet", pk=pk)
    return form_page(request, unit, form, _("Add a counter"))


@needs(Permission.EDIT_PREMISES)
@require_http_methods(["GET", "POST"])
def counter_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    counter = get_object_or_404(Counter.objects.visible_to(request.actor, Permission.EDIT_PREMISES), pk=pk)
    initial = {"businesses": counter.businesses, "area": counter.area_id}
    form = forms.CounterChangeForm(request.POST or None, outlet=counter.outlet, today=today(), initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if attempt(form, lambda: actions.change_counter(counter, by=request.actor, now=timezone.now(), **told)):
            return redirect("premises:outlet", pk=counter.outlet_id)
    return form_page(request, counter.outlet, form, str(counter))


@needs(Permission.EDIT_PREMISES)
@require_POST
def counter_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    counter = get_object_or_404(Counter.objects.visible_to(request.actor, Permission.EDIT_PREMISES), pk=pk)
    act_or_tell(request, lambda: actions.remove_counter(counter, by=request.actor, now=timezone.now()))
    return redirect("premises:outlet", pk=counter.outlet_id)


@needs(Permission.VIEW_PREMISES)
@require_GET
def labels(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a sheet of labels with QR codes, made to be printed on A4."""
    unit = outlet_of(request, pk)
    kinds = [(DEVICES, pgettext("labels", "Devices"))]
    kinds += [(code, str(kind.name)) for code, kind in LABEL_KINDS.items()]
    chosen = request.GET.get("kind", DEVICES)
    context = {
        "unit": unit,
        "trail": trail(request, unit, with_self=True),
        "kinds": [(code, name, code == chosen) for code, name in kinds],
        "labels": [(label, qr_code(request.build_absolute_uri(label.url))) for label in labels_of(unit, chosen)],
    }
    return render(request, "premises/labels.html", context)
