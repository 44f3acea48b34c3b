"""Supervision orders: reporting and closing, in a dialog of the case page or on a page of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.complaints import actions, looks
from biaogan.complaints.forms import CloseOrderForm, ProgressForm
from biaogan.complaints.models import Complaint, SupervisionOrder
from biaogan.complaints.views.case import seen
from biaogan.core.errors import Problem
from biaogan.core.problems import STATUS


@dataclass(frozen=True)
class Deed:
    """What can be done with an order: what it is called, what it asks, and the action."""

    label: Any
    icon: str
    form: type[forms.Form]
    run: Callable[..., Any]


REPORT = Deed(_("Report progress"), "pencil", ProgressForm, actions.report_progress)
CLOSE = Deed(_("Close the order"), "check", CloseOrderForm, actions.close_order)


@needs(Permission.PROPOSE_OUTCOME)
@require_http_methods(["GET", "POST"])
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    return _answered(request, pk, REPORT)


@needs(Permission.SUPERVISE)
@require_http_methods(["GET", "POST"])
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    return _answered(request, pk, CLOSE)


@needs(Permission.VIEW_COMPLAINT)
@require_GET
def owed_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lead from the inbox to the one order that waits for the reader's report; where it is not one, to the case."""
    complaint = seen(request, pk)
    waiting = SupervisionOrder.objects.filter(complaint=complaint, closed_at__isnull=True, reported_by__isnull=True)
    theirs = [
        order for order in waiting.select_related("unit") if request.actor.may(Permission.PROPOSE_OUTCOME, order.unit)
    ]
    if len(theirs) == 1:
        return redirect("complaints:report_order", theirs[0].pk)
    return redirect("complaints:case", complaint.pk)


def _answered(request: SignedInRequest, pk: int, deed: Deed) -> HttpResponse:
    """Do it, or show the form with what was typed and what is wrong with it."""
    order = get_object_or_404(_orders(request), pk=pk)
    form = deed.form(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _asked(request, order, deed, form, status=422 if form.is_bound else 200)
    try:
        deed.run(order_id=order.pk, by=request.actor, now=timezone.now(), **form.cleaned_data)
    except Problem as problem:
        form.add_error(None, problem.message)
        return _asked(request, order, deed, form, status=STATUS[type(problem)])
    return redirect("complaints:case", order.complaint_id)


def _orders(request: SignedInRequest) -> Any:
    visible = Complaint.objects.visible_to(request.actor)
    rows = SupervisionOrder.objects.filter(complaint__in=visible)
    return rows.select_related("complaint__case__subject_unit", "complaint__receiving_unit")


def _asked(
    request: SignedInRequest, order: SupervisionOrder, deed: Deed, form: forms.Form, *, status: int
) -> HttpResponse:
    context = {
        "complaint": order.complaint,
        "order": order,
        "form": form,
        "label": deed.label,
        "icon": deed.icon,
        "trail": looks.trail_of(order.complaint),
    }
    return render(request, "complaints/order.html", context, status=status)
