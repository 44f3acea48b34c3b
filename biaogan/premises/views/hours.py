"""Opening hours of an outlet by weekday, and the days on which it is otherwise."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.attempts import act_or_tell, attempt, tell_errors
from biaogan.org.models import Unit
from biaogan.org.queries import monday_of
from biaogan.org.trails import trail
from biaogan.premises import actions, forms, queries
from biaogan.premises.rules import Span
from biaogan.premises.views.outlet import outlet_of, today


@needs(Permission.EDIT_PREMISES)
@require_http_methods(["GET", "POST"])
def hours(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change the weekly hours; exceptions stand beside."""
    unit = outlet_of(request, pk, Permission.EDIT_PREMISES)
    form = _hours_form(request, unit)
    if request.method == "POST" and form.is_valid():
        deed = {"weekly": form.weekly(), "valid_from": form.cleaned_data["valid_from"]}
        if attempt(form, lambda: _set(request, unit, **deed)):
            return redirect("premises:outlet", pk=pk)
    context = {
        "unit": unit,
        "trail": trail(request, unit, with_self=True),
        "form": form,
        "exception_form": forms.ExceptionForm(prefix="exception"),
        "exceptions": queries.exceptions_from(unit, on=today()),
        "back": reverse("premises:outlet", args=[pk]),
    }
    return render(request, "premises/hours.html", context, status=422 if form.errors else 200)


def _hours_form(request: SignedInRequest, unit: Unit) -> forms.HoursForm:
    day = today()
    # The hours that hold last: planned ones are edited, not those that end.
    holds = queries.coming_hours(unit, on=day) or day
    monday = monday_of(holds) if monday_of(holds) >= holds else monday_of(holds) + dt.timedelta(days=7)
    table = queries.time_table(unit, first=monday, last=monday + dt.timedelta(days=6))
    return forms.HoursForm(request.POST or None, table=table, monday=monday, today=day)


def _set(request: SignedInRequest, unit: Unit, *, weekly: dict[int, list[Span]], valid_from: dt.date) -> bool:
    actions.set_hours(outlet=unit, weekly=weekly, valid_from=valid_from, by=request.actor, now=timezone.now())
    return True


@needs(Permission.EDIT_PREMISES)
@require_POST
def exception_new(request: SignedInRequest, pk: int) -> HttpResponse:
    unit = outlet_of(request, pk, Permission.EDIT_PREMISES)
    form = forms.ExceptionForm(request.POST, prefix="exception")
    if form.is_valid():
        told = form.cleaned_data
        deed = {**told, "last": told["last"] or told["first"], "by": request.actor, "now": timezone.now()}
        act_or_tell(request, lambda: actions.set_exception(outlet=unit, **deed))
    else:
        tell_errors(request, form)
    return redirect("premises:hours", pk=pk)


@needs(Permission.EDIT_PREMISES)
@require_POST
def exception_withdraw(request: SignedInRequest, pk: int, day: dt.date) -> HttpResponse:
    unit = outlet_of(request, pk, Permission.EDIT_PREMISES)
    act_or_tell(request, lambda: actions.withdraw_exception(outlet=unit, day=day, by=request.actor, now=timezone.now()))
    return redirect("premises:hours", pk=pk)
