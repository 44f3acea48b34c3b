"""The outlet's logs, and tests of devices during an inspection."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.errors import Problem
from biaogan.core.models import IdempotencyKey
from biaogan.core.paging import page
from biaogan.core.problems import STATUS
from biaogan.inspections import looks
from biaogan.inspections.actions.device_tests import record_test
from biaogan.inspections.actions.logs import keep_log as keep
from biaogan.inspections.actions.moving import require_move
from biaogan.inspections.files import ROWS_AT_MOST, logs_file
from biaogan.inspections.forms import LogForm, LogsForm, TestForm
from biaogan.inspections.models import DeviceTest, LogKind, Sheet
from biaogan.inspections.queries.device_tests import devices_to_try, tests_of
from biaogan.inspections.queries.logs import BY_TIME
from biaogan.inspections.queries.logs import logs as logs_of
from biaogan.inspections.rules import Move
from biaogan.inspections.scripts import script_for
from biaogan.inspections.views.seeing import home_of, seen, tabs
from biaogan.premises.models import Device

#: What a kind looks like on its button.
ICONS = {
    LogKind.PATROL: "walk",
    LogKind.MORNING_MEETING: "users-group",
    LogKind.DRILL: "fire-extinguisher",
    LogKind.KEYPAD_CHECK: "shield-check",
    LogKind.HOME_VISIT: "home-heart",
}


@needs(Permission.VIEW_INSPECTION)
@require_GET
def logs(request: SignedInRequest) -> HttpResponseBase:
    form = LogsForm(request.GET, kinds=LogKind.choices)
    form.is_valid()
    data = form.cleaned_data
    rows = logs_of(
        request.actor,
        under=data.get("unit"),
        kind=data.get("kind") or "",
        first=data.get("begins_on"),
        last=data.get("ends_on"),
    )
    if ending := request.GET.get("export"):
        return logs_file(rows.order_by(*BY_TIME)[:ROWS_AT_MOST].iterator(), ending, now=timezone.now())
    found = page(rows, by=BY_TIME, cursor=request.GET.get("cursor", ""))
    may_log = request.actor.may_anywhere(Permission.CHECK_ONESELF)
    return render(
        request, "inspections/logs.html", {"form": form, "page": found, "may_log": may_log, **tabs(request, "logs")}
    )


@dataclass(frozen=True)
class KindButton:
    value: str
    label: Any
    icon: str


@needs(Permission.CHECK_ONESELF)
@require_http_methods(["GET", "POST"])
def keep_log(request: SignedInRequest) -> HttpResponse:
    """Keep a log: a patrol in which all was in order is one press; other kinds say in a few words what it was about."""
    form = _log_form(request)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            _kept(request, form.cleaned_data)
            messages.success(request, _("Logged: %(kind)s.") % {"kind": LogKind(form.cleaned_data["kind"]).label})
            return redirect("inspections:logs")
        except Problem as problem:
            form.add_error(None, problem.message)
            status = STATUS[type(problem)]
    context = {
        "form": form,
        "kinds": [KindButton(kind.value, kind.label, ICONS[kind]) for kind in LogKind if kind != LogKind.PATROL],
        "home": form.initial.get("unit"),
        "trail": [(_("Inspections"), reverse("inspections:register")), (_("Outlet logs"), reverse("inspections:logs"))],
    }
    return render(request, "inspections/keep_log.html", context, status=status)


def _log_form(request: SignedInRequest) -> LogForm:
    options: dict[str, Any] = {"actor": request.actor, "kinds": LogKind.choices}
    if request.method == "POST":
        return LogForm(request.POST, **options)
    unit = request.GET.get("unit") or home_of(request, Permission.CHECK_ONESELF)
    return LogForm(initial={"unit": unit, "form_key": uuid.uuid4()}, **options)


@transaction.atomic
def _kept(request: SignedInRequest, data: dict[str, Any]) -> None:
    now = timezone.now()
    key = {"actor_ref": request.actor.ref, "key": f"log:{data['form_key']}"}
    # A second press of the same form is the first.
    _row, is_new = IdempotencyKey.objects.get_or_create(**key, defaults={"digest": "", "at": now})
    if is_new:
        at: dt.datetime | None = data["happened_at"]
        keep(unit=data["unit"], kind=data["kind"], text=data["text"], happened_at=at, by=request.actor, now=now)


@dataclass(frozen=True)
class DeviceShown:
    """A device of the outlet with the steps by which it is tried, and how it was found last in this sheet."""

    device: Device
    steps: Any
    last: DeviceTest | None


@needs(Permission.VIEW_INSPECTION)
@require_http_methods(["GET", "POST"])
def tests(request: SignedInRequest, pk: int) -> HttpResponse:
    """Try the devices of the inspected outlet; one that does not work is reported at once."""
    sheet = seen(request, pk)
    require_move(sheet, Move.CHANGE, by=request.actor)
    problem, wrong, status = "", 0, 200
    if request.method == "POST":
        form = TestForm(request.POST)
        try:
            if form.is_valid():
                return _tested(request, sheet, form.cleaned_data)
            problem, status = _("Say whether the device works."), 422
        except Problem as error:
            problem, status = str(error.message), STATUS[type(error)]
        wrong = form.cleaned_data.get("device") or 0
    context = {
        "sheet": sheet,
        "devices": _devices(sheet),
        "problem": problem,
        "wrong": wrong,
        "sent": request.POST,
        "trail": looks.trail_of(sheet),
    }
    return render(request, "inspections/tests.html", context, status=status)


def _tested(request: SignedInRequest, sheet: Sheet, data: dict[str, Any]) -> HttpResponse:
    made = record_test(
        sheet_id=sheet.pk,
        device_id=data["device"],
        steps=_steps(request, works=data["works"] == "yes"),
        works=data["works"] == "yes",
        note=data["note"],
        down_since=data["down_since"] if data["works"] == "no" else None,
        by=request.actor,
        now=timezone.now(),
    )
    said = _("%(device)s works.") if made.works else _("%(device)s: the fault is reported.")
    messages.success(request, said % {"device": made.device})
    return redirect(f"{reverse('inspections:tests', args=[sheet.pk])}#device-{made.device_id}")


def _steps(request: SignedInRequest, *, works: bool) -> dict[str, bool | None]:
    """Return the steps that were marked as failed; where the device works, every step passed."""
    device = Device.objects.filter(pk=int(request.POST["device"])).first()
    if device is None:
        return {}
    failed = request.POST.getlist("failed")
    steps = script_for(device.kind).steps
    return {step.code: True if works else (False if step.code in failed else None) for step in steps}


def _devices(sheet: Sheet) -> list[DeviceShown]:
    last = {test.device_id: test for test in tests_of(sheet)}
    devices = devices_to_try(sheet.case.subject_unit)
    return [DeviceShown(device, script_for(device.kind).steps, last.get(device.pk)) for device in devices]
