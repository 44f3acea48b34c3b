"""Supervision orders on the case page: reporting and closing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.complaints import actions
from biaogan.complaints.forms import CloseOrderForm, ProgressForm
from biaogan.complaints.models import Complaint, SupervisionOrder
from biaogan.core.errors import Problem


@needs(Permission.PROPOSE_OUTCOME)
@require_POST
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    return _posted(request, pk, ProgressForm(request.POST), actions.report_progress)


@needs(Permission.SUPERVISE)
@require_POST
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    return _posted(request, pk, CloseOrderForm(request.POST), actions.close_order)


def _posted(request: SignedInRequest, pk: int, form: forms.Form, action: Callable[..., Any]) -> HttpResponse:
    seen = Complaint.objects.visible_to(request.actor)
    order = get_object_or_404(SupervisionOrder.objects.filter(complaint__in=seen), pk=pk)
    # The dialog lies on the case page: what was wrong is said there, and the browser keeps what was typed.
    if form.is_valid():
        try:
            action(order_id=order.pk, by=request.actor, now=timezone.now(), **form.cleaned_data)
        except Problem as problem:
            messages.error(request, problem.message)
    for errors in form.errors.values():
        messages.error(request, " ".join(str(error) for error in errors))
    return redirect("complaints:case", order.complaint_id)
