"""One obligation: its facts, why its date is what it is, and what may be done to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.accounts.access import SignedInRequest, signed_in
from biaogan.core.errors import Problem
from biaogan.core.time import local_day
from biaogan.obligations import actions, looks, queries
from biaogan.obligations.forms import CancelForm, ExtendForm, FinishForm, PauseForm
from biaogan.obligations.models import DutyCase, Obligation


@signed_in
@require_GET
def obligation(request: SignedInRequest, pk: int) -> HttpResponse:
    duty, now = _seen(request, pk), timezone.now()
    state = duty.state_at(now)
    context = {
        "line": looks.line_of(duty, now=now),
        "duty": duty,
        "now": now,
        "state": state.label,
        "tone": looks.TONES[state],
        "moves": looks.moves_of(duty, request.actor, now=now),
        "people": queries.debtors(duty, on=local_day(now)),
        "ladder": looks.ladder_of(duty),
        "history": looks.history_of(duty),
        **_why(duty),
    }
    return render(request, "obligations/obligation.html", context)


@signed_in
@require_GET
def why(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the rule, and the counting day by day."""
    duty, now = _seen(request, pk), timezone.now()
    context = {"duty": duty, "line": looks.line_of(duty, now=now), "now": now, **_why(duty)}
    return render(request, "obligations/_why.html" if request.htmx else "obligations/why.html", context)


def _why(duty: Obligation) -> dict[str, Any]:
    answer = queries.why(duty)
    return {"why": answer, "stretches": looks.in_words(answer.stretches)}


@signed_in
@require_POST
def pause(request: SignedInRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, PauseForm(request.POST), actions.pause_by_hand)


@signed_in
@require_POST
def resume(request: SignedInRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, forms.Form(request.POST), actions.resume_by_hand)


@signed_in
@require_POST
def extend(request: SignedInRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, ExtendForm(request.POST), actions.extend_by_hand)


@signed_in
@require_POST
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, CancelForm(request.POST), actions.cancel_by_hand)


@signed_in
@require_POST
def finish(request: SignedInRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, FinishForm(request.POST), actions.finish)


@signed_in
@require_http_methods(["GET", "POST"])
def duty(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one round of a recurring duty and end it."""
    seen = DutyCase.objects.visible_to(request.actor).select_related("duty", "post__unit", "case")
    occurrence = get_object_or_404(seen, pk=pk)
    owed = get_object_or_404(_rows(request), case_id=pk)
    form = FinishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.finish(owed, note=form.cleaned_data["note"], by=request.actor, now=timezone.now())
        messages.success(request, _("Done. Thank you."))
        return redirect("obligations:inbox")
    now = timezone.now()
    context = {
        "occurrence": occurrence,
        "owed": looks.line_of(owed, now=now),
        "is_open": owed.is_open,
        "form": form,
        "may_finish": owed.is_open and actions.owes(owed, request.actor),
        "now": now,
    }
    return render(request, "obligations/duty.html", context)


def _rows(request: SignedInRequest) -> Any:
    return Obligation.objects.visible_to(request.actor).select_related(
        "rule__unit", "case__subject_unit", "debtor_unit", "debtor_post__unit", "person", "met_by"
    )


def _seen(request: SignedInRequest, pk: int) -> Obligation:
    found: Obligation = get_object_or_404(_rows(request), pk=pk)
    return found


def _moved(request: SignedInRequest, pk: int, form: forms.Form, act: Callable[..., Any]) -> HttpResponse:
    # The dialog lies on the obligation's page, so what was wrong is said there; the browser keeps what was typed.
    duty = _seen(request, pk)
    if form.is_valid():
        try:
            act(duty, **form.cleaned_data, by=request.actor, now=timezone.now())
        except Problem as problem:
            messages.error(request, problem.message)
    for field, errors in form.errors.items():
        messages.error(request, f"{form.fields[field].label}: {' '.join(str(error) for error in errors)}")
    return redirect(duty.url)
