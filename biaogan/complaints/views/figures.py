"""Authority and thresholds: what holds, what held, and a new figure from a day on."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.complaints import actions
from biaogan.complaints.forms import AuthorityForm, ThresholdForm
from biaogan.complaints.models import Authority, Threshold
from biaogan.core.errors import InputRefused
from biaogan.core.time import local_day


@needs(Permission.EDIT_LIMITS)
@require_http_methods(["GET", "POST"])
def figures(request: SignedInRequest) -> HttpResponse:
    sent = request.POST.get("which", "")
    authority = AuthorityForm(request.POST if sent == "authority" else None, prefix="authority")
    threshold = ThresholdForm(request.POST if sent == "threshold" else None, prefix="threshold")
    if sent == "authority" and authority.is_valid() and _is_set(authority, lambda: _set_authority(request, authority)):
        return _said(request)
    if sent == "threshold" and threshold.is_valid() and _is_set(threshold, lambda: _set_threshold(request, threshold)):
        return _said(request)
    context = {
        "authority_form": authority,
        "threshold_form": threshold,
        "authorities": Authority.objects.order_by("bound", "pk"),
        "thresholds": Threshold.objects.order_by("code", "pk"),
        "today": local_day(timezone.now()),
    }
    return render(request, "complaints/figures.html", context, status=422 if sent else 200)


def _is_set(form: AuthorityForm | ThresholdForm, deed: Callable[[], Model]) -> bool:
    try:
        deed()
    except InputRefused as refused:
        form.add_error(None, refused.message)
        return False
    return True


def _set_authority(request: SignedInRequest, form: AuthorityForm) -> Authority:
    data = dict(form.cleaned_data)
    data["bound"] = int(data["bound"] * 100)
    return actions.set_authority(**data, by=request.actor, now=timezone.now())


def _set_threshold(request: SignedInRequest, form: ThresholdForm) -> Threshold:
    return actions.set_threshold(**form.cleaned_data, by=request.actor, now=timezone.now())


def _said(request: SignedInRequest) -> HttpResponse:
    messages.success(request, _("The new figure is set. Open cases keep theirs."))
    return redirect("complaints:figures")
