"""Opening a case by its number, and the parts that every case's page shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from biaogan.accounts.access import SignedInRequest, signed_in
from biaogan.cases import actions
from biaogan.cases.forms import BarForm, LinkForm
from biaogan.cases.kinds import KINDS
from biaogan.cases.models import Case, CaseBar, Confidentiality
from biaogan.cases.queries import CaseParts, by_number, case_parts
from biaogan.core.errors import Problem
from biaogan.core.parts import Move

MOST_FOUND = 20


def parts_context(request: SignedInRequest, case: Case) -> dict[str, Any]:
    """Return what `cases/_parts.html` needs; a kind's page adds it to its own context."""
    parts = case_parts(case, request.actor)
    return {"parts": parts, "parts_moves": _moves(parts)}


@signed_in
@require_GET
def find(request: SignedInRequest) -> HttpResponse:
    """Open the one case that the number means, or list those that it may mean."""
    text = request.GET.get("q", "")[:40]
    found = list(by_number(request.actor, text)[:MOST_FOUND])
    if len(found) == 1:
        return redirect(case_url(found[0]))
    return render(request, "cases/find.html", {"q": text, "cases": found})


@signed_in
@require_GET
def open_case(request: SignedInRequest, pk: int) -> HttpResponse:
    return redirect(case_url(_seen(request, pk)))


@signed_in
@require_POST
def link(request: SignedInRequest, pk: int) -> HttpResponse:
    case, form = _seen(request, pk), LinkForm(request.POST, actor=request.actor)
    return _made(
        request,
        case,
        form,
        lambda data: actions.link_by_hand(other=data["other"], kind=data["kind"], **_who(request, case)),
    )


@signed_in
@require_POST
def bar(request: SignedInRequest, pk: int) -> HttpResponse:
    case, form = _seen(request, pk), BarForm(request.POST)
    return _made(
        request,
        case,
        form,
        lambda data: actions.bar_by_hand(person=data["staff_no"], reason=data["reason"], **_who(request, case)),
    )


@signed_in
@require_POST
def lift_bar(request: SignedInRequest, pk: int, bar_id: int) -> HttpResponse:
    case = _seen(request, pk)
    barred = get_object_or_404(CaseBar, pk=bar_id, case=case)
    actions.lift_bar(bar_id=barred.pk, reason=_reason(request), by=request.actor, now=timezone.now())
    return redirect(case_url(case))


@signed_in
@require_POST
def make_confidential(request: SignedInRequest, pk: int) -> HttpResponse:
    return _changed(request, pk, actions.make_confidential)


@signed_in
@require_POST
def make_ordinary(request: SignedInRequest, pk: int) -> HttpResponse:
    return _changed(request, pk, actions.make_ordinary)


@signed_in
@require_POST
def hold(request: SignedInRequest, pk: int) -> HttpResponse:
    return _changed(request, pk, actions.hold)


@signed_in
@require_POST
def lift_hold(request: SignedInRequest, pk: int) -> HttpResponse:
    return _changed(request, pk, actions.lift_hold)


def case_url(case: Case) -> str:
    return reverse(KINDS[case.kind].url_name, args=[case.pk])


def _seen(request: SignedInRequest, pk: int) -> Case:
    return get_object_or_404(Case.objects.visible_to(request.actor), pk=pk)


def _who(request: SignedInRequest, case: Case) -> dict[str, Any]:
    return {"case_id": case.pk, "by": request.actor, "now": timezone.now()}


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")


def _changed(request: SignedInRequest, pk: int, action: Callable[..., Any]) -> HttpResponse:
    case = _seen(request, pk)
    action(reason=_reason(request), **_who(request, case))
    return redirect(case_url(case))


def _made(request: SignedInRequest, case: Case, form: forms.Form, act: Callable[[dict[str, Any]], Any]) -> HttpResponse:
    # The dialog lies on the kind's page, so what was wrong is said there; the browser keeps what was typed.
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Problem as error:
            messages.error(request, error.message)
    for field, errors in form.errors.items():
        messages.error(request, f"{form.fields[field].label}: {' '.join(str(error) for error in errors)}")
    return redirect(case_url(case))


def _moves(parts: CaseParts) -> list[Move]:
    return [*_handling_moves(parts.case)] * parts.may_handle + [_hold_move(parts.case)] * parts.may_hold


def _handling_moves(case: Case) -> list[Move]:
    says_link = _("The two cases will name each other on their pages.")
    says_bar = _("This person will neither see nor handle the case.")
    return [
        Move(_("Link a case"), _to("link", case), says_link, icon="link", form=LinkForm(prefix=None)),
        Move(_("Bar somebody"), _to("bar", case), says_bar, icon="user-off", form=BarForm()),
        _confidentiality_move(case),
    ]


def _confidentiality_move(case: Case) -> Move:
    if case.confidentiality == Confidentiality.RESTRICTED:
        says = _("Everybody who may see cases of this unit will see it again.")
        return Move(_("Make it ordinary"), _to("make_ordinary", case), says, icon="lock-open", asks_reason=True)
    says = _("Only those who may see confidential cases will see it.")
    return Move(_("Make it confidential"), _to("make_confidential", case), says, icon="lock", asks_reason=True)


def _hold_move(case: Case) -> Move:
    if case.held_at is not None:
        says = _("Evidence and papers will be deleted again at the end of their period.")
        return Move(
            _("Lift the legal hold"),
            _to("lift_hold", case),
            says,
            icon="shield-off",
            asks_reason=True,
            is_dangerous=True,
        )
    says = _("Nothing of this case will be deleted until the hold is lifted.")
    return Move(_("Put under legal hold"), _to("hold", case), says, icon="shield-lock", asks_reason=True)


def _to(route: str, case: Case) -> str:
    return reverse(f"cases:{route}", args=[case.pk])
