"""Devices of all outlets, and the page of one, which its label opens."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.attempts import act_or_tell, attempt
from biaogan.core.exchange import Column, download
from biaogan.core.paging import capped_count, page
from biaogan.core.parts import Move
from biaogan.core.time import local_day
from biaogan.org.trails import trail
from biaogan.premises import actions, forms, queries
from biaogan.premises.kinds import DeviceStatus
from biaogan.premises.labels import qr_code
from biaogan.premises.models import Device
from biaogan.premises.views.outlet import form_page, outlet_of, today

EXPORT_ROWS = 50_000

COLUMNS = (
    Column("outlet", gettext_lazy("Outlet"), 28),
    Column("kind", gettext_lazy("Kind of device"), 22),
    Column("serial", gettext_lazy("Serial number"), 20),
    Column("model", gettext_lazy("Make and model"), 24),
    Column("place", gettext_lazy("Place"), 20),
    Column("status", gettext_lazy("State")),
    Column("since", gettext_lazy("Since"), 20),
    Column("note", gettext_lazy("What is wrong"), 40),
)


@needs(Permission.VIEW_PREMISES)
@require_GET
def device_list(request: SignedInRequest) -> HttpResponse:
    form = forms.DeviceFilterForm(request.GET, actor=request.actor)
    told = form.cleaned_data if form.is_valid() else {}
    wanted = {name: told[name] for name in ("q", "kind", "status", "under") if told.get(name)}
    rows = queries.devices(request.actor, **wanted)
    if request.GET.get("export") and request.actor.may_anywhere(Permission.EXPORT_DATA):
        lines = (_line(device) for device in rows.order_by(*queries.BY_KIND)[:EXPORT_ROWS].iterator())
        return download(_("Devices"), COLUMNS, lines, request.GET["export"])  # type: ignore[return-value]
    found = page(rows, by=queries.BY_KIND, cursor=request.GET.get("cursor", ""))
    context = {
        "form": form,
        "page": found,
        "total": capped_count(rows),
        "rows": found.rows,
        "may_export": request.actor.may_anywhere(Permission.EXPORT_DATA),
    }
    return render(request, "premises/devices.html", context)


def _line(device: Device) -> list[object]:
    place = str(device.counter or device.area or "")
    what = [device.get_kind_display(), device.serial, device.model, place]
    return [device.outlet.label, *what, device.get_status_display(), device.status_since, device.status_note]


def _device(request: SignedInRequest, pk: int, permission: str = Permission.VIEW_PREMISES) -> Device:
    rows = Device.objects.visible_to(request.actor, permission).select_related("outlet", "counter", "area")
    return get_object_or_404(rows, pk=pk)


@needs(Permission.VIEW_PREMISES)
@require_GET
def device_page(request: SignedInRequest, pk: int) -> HttpResponse:
    device = _device(request, pk)
    address = request.build_absolute_uri(reverse("premises:scanned", args=[device.code]))
    context = {
        "device": device,
        "trail": trail(request, device.outlet, with_self=True),
        # Quiet: whoever scans a label has come to report.
        "choices": {"moves": _moves(request, device)},
        "fault_form": _fault_form(request, device),
        "repair": queries.open_repair(device),
        "repairs": queries.repairs_of(device),
        "qr": qr_code(address),
    }
    return render(request, "premises/device.html", context)


def _moves(request: SignedInRequest, device: Device) -> list[Move]:
    if device.status == DeviceStatus.REMOVED or not request.actor.may(Permission.EDIT_PREMISES, device.outlet):
        return []
    change = reverse("premises:device_edit", args=[device.pk])
    says = _("The device leaves the outlet for good; what was recorded about it stays.")
    remove = reverse("premises:device_remove", args=[device.pk])
    return [
        Move(pgettext("device", "Change"), change, icon="edit", opens_page=True),
        Move(pgettext("device", "Remove"), remove, says, "trash", is_dangerous=True),
    ]


def _fault_form(request: SignedInRequest, device: Device) -> forms.FaultForm | None:
    """Return the form to report a fault, where the device is there, works as far as is known, and the reader may."""
    is_there = device.status != DeviceStatus.REMOVED and queries.open_repair(device) is None
    may_report = request.actor.may(Permission.REPORT_FAULT, device.outlet)
    return forms.FaultForm(device=device) if is_there and may_report else None


@needs(Permission.VIEW_PREMISES)
@require_GET
def scanned(request: SignedInRequest, code: str) -> HttpResponse:
    """Open the page of the device whose label was scanned."""
    device = get_object_or_404(Device.objects.visible_to(request.actor), code=code)
    return redirect("premises:device", pk=device.pk)


@needs(Permission.EDIT_PREMISES)
@require_http_methods(["GET", "POST"])
def device_new(request: SignedInRequest, pk: int) -> HttpResponse:
    unit = outlet_of(request, pk, Permission.EDIT_PREMISES)
    form = forms.DeviceForm(request.POST or None, outlet=unit, today=today())
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = attempt(form, lambda: actions.add_device(outlet=unit, by=request.actor, now=timezone.now(), **told))
        if made is not None:
            return redirect("premises:device", pk=made.pk)
    return form_page(request, unit, form, _("Add a device"))


@needs(Permission.EDIT_PREMISES)
@require_http_methods(["GET", "POST"])
def device_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    device = _device(request, pk, Permission.EDIT_PREMISES)
    initial = {name: getattr(device, name) for name in ("kind", "serial", "model")}
    initial |= {"counter": device.counter_id, "area": device.area_id}
    form = forms.DeviceForm(
        request.POST or None, outlet=device.outlet, today=local_day(timezone.now()), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if attempt(form, lambda: actions.change_device(device, by=request.actor, now=timezone.now(), **told)):
            return redirect("premises:device", pk=pk)
    return form_page(request, device.outlet, form, str(device))


@needs(Permission.EDIT_PREMISES)
@require_POST
def device_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    device = _device(request, pk, Permission.EDIT_PREMISES)
    act_or_tell(request, lambda: actions.remove_device(device, by=request.actor, now=timezone.now()))
    return redirect("premises:device", pk=pk)
