"""Repairs: the list, one repair with its moves, and the report of a fault from a device's page or its label."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.cases.models import Case
from biaogan.cases.views import parts_context
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.problems import STATUS
from biaogan.evidence.views import list_context
from biaogan.org.trails import trail
from biaogan.premises import actions, forms, looks, queries
from biaogan.premises.actions.repairs import require_repair_move
from biaogan.premises.models import Device, Repair
from biaogan.premises.rules import Move


@needs(Permission.VIEW_PREMISES)
@require_GET
def repair_list(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    form = forms.RepairFilterForm(request.GET, actor=request.actor)
    form.is_valid()
    choice = form.choice(now=now)
    page = queries.repairs(request.actor, choice, cursor=request.GET.get("cursor", ""))
    context = {
        "form": form,
        "page": page,
        "lines": looks.lines_of(page.rows),
        "total": queries.repair_total(request.actor, choice),
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "now": now,
    }
    return render(request, "premises/repairs.html", context)


@needs(Permission.VIEW_PREMISES)
@require_GET
def repair_page(request: SignedInRequest, pk: int) -> HttpResponse:
    repair, now = _seen(request, pk), timezone.now()
    page = queries.repair_page(repair, request.actor)
    context = {
        "repair": repair,
        "page": page,
        "choices": looks.choices(page, request.actor),
        "steps": looks.steps_of(page),
        "duties": looks.duties_of(page),
        "downtime": looks.downtime_of(repair, now=now),
        "source_url": _source_url(request, repair),
        "trail": trail(request, repair.case.subject_unit, with_self=True),
        "now": now,
        **parts_context(request, repair.case),
        **list_context(request, repair.case),
    }
    return render(request, "premises/repair.html", context)


def _source_url(request: SignedInRequest, repair: Repair) -> str:
    """Return where the fault came to light, for who may see that."""
    if repair.source_case_id is None:
        return ""
    is_seen = Case.objects.visible_to(request.actor).filter(pk=repair.source_case_id).exists()
    return reverse("cases:open", args=[repair.source_case_id]) if is_seen else ""


@needs(Permission.VIEW_PREMISES)
@require_http_methods(["GET", "POST"])
def make_move(request: SignedInRequest, pk: int, move: Move) -> HttpResponse:
    """Show the form of a move, or make it."""
    repair = _seen(request, pk)
    require_repair_move(repair, move, by=request.actor)
    data = request.POST if request.method == "POST" else None
    form = forms.FORMS[move](data, repair=repair, actor=request.actor, now=timezone.now())
    if not form.is_valid():
        return _asked(request, form, move, status=422 if form.is_bound else 200)
    try:
        form.run()
    except (RuleBroken, InputRefused) as problem:
        # What was typed stays in the form; the sentence stands above it.
        form.add_error(None, problem.message)
        return _asked(request, form, move, status=STATUS[type(problem)])
    messages.success(request, _("%(number)s: done.") % {"number": repair.case.number})
    return redirect("premises:repair", pk=pk)


@needs(Permission.REPORT_FAULT)
@require_http_methods(["GET", "POST"])
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Report that the device does not work. Its own page carries the same form, so that a scanned label needs two taps."""
    rows = Device.objects.visible_to(request.actor, Permission.REPORT_FAULT).select_related("outlet", "counter", "area")
    device = get_object_or_404(rows, pk=pk)
    form = forms.FaultForm(request.POST or None, device=device)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            told = {**form.cleaned_data, "by": request.actor, "now": timezone.now()}
            made = actions.report_fault(device_id=device.pk, **told)
            messages.success(request, _("%(number)s: reported.") % {"number": made.case.number})
            return redirect("premises:repair", pk=made.pk)
        except (RuleBroken, InputRefused) as problem:
            form.add_error(None, problem.message)
            status = STATUS[type(problem)]
    context = {
        "device": device,
        "form": form,
        "trail": trail(request, device.outlet, with_self=True),
        "back": reverse("premises:device", args=[pk]),
    }
    return render(request, "premises/report.html", context, status=status)


def _asked(request: SignedInRequest, form: forms.RepairForm, move: Move, *, status: int) -> HttpResponse:
    label, icon, is_dangerous, _key = looks.LABELS[move]
    context = {
        "repair": form.repair,
        "form": form,
        "label": label,
        "icon": icon,
        "is_dangerous": is_dangerous,
        "trail": trail(request, form.repair.case.subject_unit, with_self=True),
    }
    return render(request, "premises/repair_move.html", context, status=status)


def _seen(request: SignedInRequest, pk: int) -> Repair:
    try:
        return queries.visible_repair(request.actor, pk)
    except Repair.DoesNotExist:
        raise Http404 from None
