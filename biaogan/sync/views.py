"""Pages for those who look after devices."""

from __future__ import annotations

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.errors import Problem
from biaogan.core.paging import page
from biaogan.core.parts import Move
from biaogan.sync import actions, queries
from biaogan.sync.forms import DeviceFilterForm, PairingForm
from biaogan.sync.models import Device


@require_GET
@needs(Permission.MANAGE_DEVICES)
def devices(request: SignedInRequest) -> HttpResponse:
    form = DeviceFilterForm(request.GET)
    form.is_valid()
    given = form.cleaned_data
    found = queries.devices(request.actor, text=given.get("q", ""), state=given.get("state", ""))
    rows = page(found, by=["name", "pk"], cursor=request.GET.get("cursor", ""))
    template = "sync/_devices.html" if request.htmx else "sync/devices.html"
    return render(request, template, {"form": form, "page": rows})


@require_GET
@needs(Permission.MANAGE_DEVICES)
def device(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Device.objects.visible_to(request.actor).select_related("unit", "person"), pk=pk)
    rows = page(queries.receipts_of(found), by=["-received_at", "-pk"], cursor=request.GET.get("cursor", ""))
    return render(request, "sync/device.html", {"device": found, "page": rows, "moves": _moves(found)})


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_DEVICES)
@never_cache
def pair(request: SignedInRequest) -> HttpResponse:
    form = PairingForm(request.POST or None, initial={"purpose": "field"})
    if form.is_valid():
        try:
            pairing, code = actions.offer_pairing(**form.cleaned_data, by=request.actor, now=timezone.now())
        except Problem as error:
            form.add_error(None, error.message)
        else:
            shown = f"{code[:4]}-{code[4:]}"
            picture = segno.make(f"biaogan-pair:{code}").svg_data_uri(scale=6, border=2)
            return render(request, "sync/code.html", {"pairing": pairing, "code": shown, "picture": picture})
    return render(request, "sync/pair.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@needs(Permission.MANAGE_DEVICES)
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    get_object_or_404(Device.objects.visible_to(request.actor), pk=pk)
    actions.revoke(device_id=pk, by=request.actor, now=timezone.now())
    messages.success(request, _("The device is revoked; nothing it sends is taken any more."))
    return redirect("sync:device", pk)


@require_GET
@needs(Permission.MANAGE_DEVICES)
def quarantine(request: SignedInRequest) -> HttpResponse:
    rows = page(queries.quarantined(request.actor), by=["received_at", "pk"], cursor=request.GET.get("cursor", ""))
    return render(request, "sync/quarantine.html", {"page": rows})


def _moves(device: Device) -> list[Move]:
    if device.revoked_at is not None:
        return []
    says = _("Nothing it sends is taken any more. What it has not sent yet stays on it and is lost; let it send first.")
    url = reverse("sync:revoke", args=[device.pk])
    return [Move(_("Revoke the device"), url, says, icon="device-mobile-off", is_dangerous=True)]
