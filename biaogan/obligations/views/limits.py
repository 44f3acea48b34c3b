"""The limits: what holds today and where it comes from, a kind's rows over time, a new one; and recurring duties."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.errors import Problem
from biaogan.core.time import local_day
from biaogan.obligations import actions
from biaogan.obligations.forms import NewLimitForm, RecurringDutyForm
from biaogan.obligations.kinds import KINDS
from biaogan.obligations.models import LimitRule, RecurringDuty
from biaogan.workcal.rules import Limit
from biaogan.workcal.wording import limit_text


@needs(Permission.EDIT_LIMITS)
@require_GET
def limits(request: SignedInRequest) -> HttpResponse:
    today = local_day(timezone.now())
    actions.ensure_rules()
    held = LimitRule.objects.filter(valid__contains=today, kind__in=[kind.code for kind in KINDS])
    rows: dict[str, list[LimitRule]] = {}
    for rule in held.select_related("unit").order_by("unit__pinyin", "pk"):
        rows.setdefault(rule.kind, []).append(rule)
    lines = [
        {"kind": kind, "rule": rule, "limit": limit_text(rule.limit), "warn_before": _in_words(rule.warn_before)}
        for kind in KINDS
        for rule in sorted(rows.get(kind.code, []), key=lambda rule: rule.unit_id is not None)
    ]
    to_confirm = sum(rule.is_to_confirm for found in rows.values() for rule in found)
    duties = [_recurring(duty) for duty in RecurringDuty.objects.all()]
    context = {"lines": lines, "to_confirm": to_confirm, "duties": duties}
    return render(request, "obligations/limits.html", context)


def _recurring(duty: RecurringDuty) -> dict[str, Any]:
    return {
        "duty": duty,
        "limit": _in_words(duty.limit),
        "last_day": _last_day(duty.valid.upper),
        "may_end": duty.valid.upper is None,
    }


def _in_words(limit: str) -> str:
    return limit_text(Limit.parse(limit)) if limit else ""


def _last_day(before: dt.date | None) -> dt.date | None:
    return before - dt.timedelta(days=1) if before else None


@needs(Permission.EDIT_LIMITS)
@require_http_methods(["GET", "POST"])
def limit(request: SignedInRequest, kind: str) -> HttpResponse:
    """Show a kind's limits over time, and set a new one."""
    if kind not in KINDS:
        raise Http404
    now = timezone.now()
    actions.ensure_rules()
    history = list(LimitRule.objects.filter(kind=kind).select_related("unit").order_by("-pk"))
    form = NewLimitForm(request.POST or None, initial=_initial(history, now), actor=request.actor)
    if request.method == "POST" and form.is_valid() and _is_set(request, kind, form, now=now):
        return redirect("obligations:limit", kind)
    lines = [
        {"rule": rule, "limit": limit_text(rule.limit), "last_day": _last_day(rule.valid.upper)} for rule in history
    ]
    return render(request, "obligations/limit.html", {"kind": KINDS[kind], "lines": lines, "form": form})


def _initial(history: list[LimitRule], now: dt.datetime) -> dict[str, Any]:
    today = local_day(now)
    rule = next(rule for rule in history if rule.unit_id is None)
    kept = {name: getattr(rule, name) for name in ("warn_before", "basis", "basis_en", "source")}
    tomorrow = today + dt.timedelta(days=1)
    return {"limit": rule.written, "begins_on": tomorrow, **kept, **NewLimitForm.rungs_as_initial(rule.ladder)}


def _is_set(request: SignedInRequest, kind: str, form: NewLimitForm, *, now: dt.datetime) -> bool:
    done = _done(form, lambda: actions.set_limit(kind, form.new_limit(), by=request.actor, now=now))
    if done:
        messages.success(request, _("The new limit is set. What is running keeps its own."))
    return done


def _done(form: forms.Form, act: Any) -> bool:
    try:
        act()
    except Problem as problem:
        form.add_error(None, problem.message)
        return False
    return True


@needs(Permission.EDIT_LIMITS)
@require_http_methods(["GET", "POST"])
def new_recurring(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    form = RecurringDutyForm(request.POST or None, initial={"begins_on": local_day(now)})

    def act() -> None:
        actions.set_recurring_duty(**form.cleaned_data, by=request.actor, now=now)

    if request.method == "POST" and form.is_valid() and _done(form, act):
        messages.success(request, _("The duty is set. It opens for every holder of the post within minutes."))
        return redirect("obligations:limits")
    return render(request, "obligations/new_recurring.html", {"form": form})


@needs(Permission.EDIT_LIMITS)
@require_POST
def end_recurring(request: SignedInRequest, pk: int) -> HttpResponse:
    duty, now = get_object_or_404(RecurringDuty, pk=pk), timezone.now()
    actions.end_recurring_duty(duty, last_day=local_day(now), by=request.actor, now=now)
    messages.success(request, _("The duty comes round no more. What is open stays open."))
    return redirect("obligations:limits")
