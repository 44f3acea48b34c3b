"""The posts of a unit: who holds them, who comes, who goes; and the vacancies of the whole network."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.core.access import AskedRequest, needs
from biaogan.core.attempts import act_or_tell, attempt, tell_errors
from biaogan.core.parts import Move
from biaogan.core.time import local_day
from biaogan.org import actions, forms, queries, rules
from biaogan.org.models import Holding, NoticedVacancy, PostKind, StaffingRule, Unit
from biaogan.org.permissions import EDIT_LIMITS, EDIT_UNIT, VIEW_UNIT
from biaogan.org.trails import trail

#: As many vacancies as one page shows; the filter narrows them.
SHOWN = 300


@needs(EDIT_UNIT)
@require_http_methods(["GET", "POST"])
def unit_posts(request: AskedRequest, pk: int) -> HttpResponse:
    """Show the posts of a unit and appoint people to them."""
    unit = get_object_or_404(Unit.objects.visible_to(request.actor, EDIT_UNIT), pk=pk)
    today = local_day(timezone.now())
    form = forms.AppointForm(request.POST or None, actor=request.actor, unit=unit, today=today)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if attempt(form, lambda: actions.appoint(unit=unit, by=request.actor, now=timezone.now(), **told)):
            return redirect("org:posts", pk=pk)
    context = {
        "unit": unit,
        "form": form,
        "trail": trail(request, unit, with_self=True),
        "rows": [_row(request, holding, today) for holding in queries.holdings_at(unit, on=today)],
        "others": [_row(request, holding, today) for holding in queries.coming_and_gone(unit, on=today)],
        "vacancies": queries.vacancies(today, among=Unit.objects.filter(pk=unit.pk)),
    }
    return render(request, "org/posts.html", context, status=422 if form.errors else 200)


def _row(request: AskedRequest, holding: Holding, today: dt.date) -> dict[str, Any]:
    has_begun = holding.valid.lower is None or holding.valid.lower <= today
    has_ended = holding.valid.upper is not None and holding.valid.upper <= today
    moves = []
    if not has_begun:
        url = reverse("org:holding_withdraw", args=[holding.pk])
        says = _("The appointment is taken back as if it had not been made.")
        moves.append(Move(_("Withdraw"), url, says, is_dangerous=True))
    elif not has_ended:
        form = forms.EndForm(actor=request.actor, today=today, prefix=f"end{holding.pk}")
        says = _("What is still owed goes to the successor, or to the level above.")
        moves.append(Move(pgettext("holding", "End"), reverse("org:holding_end", args=[holding.pk]), says, form=form))
    return {"holding": holding, "moves": moves, "is_coming": not has_begun, "has_ended": has_ended}


def _holding(request: AskedRequest, pk: int) -> Holding:
    units = Unit.objects.visible_to(request.actor, EDIT_UNIT)
    return get_object_or_404(Holding.objects.select_related("post__unit"), pk=pk, post__unit__in=units)


@needs(EDIT_UNIT)
@require_POST
def holding_end(request: AskedRequest, pk: int) -> HttpResponse:
    holding, now = _holding(request, pk), timezone.now()
    form = forms.EndForm(request.POST, actor=request.actor, today=local_day(now), prefix=f"end{pk}")
    if form.is_valid():
        deed = {"last_day": form.cleaned_data["last_day"], "by": request.actor, "now": now}
        successor = form.cleaned_data["successor"]
        if successor is not None:
            act_or_tell(request, lambda: actions.transfer(holding, successor=successor, **deed))
        else:
            act_or_tell(request, lambda: actions.end_holding(holding, **deed))
    else:
        tell_errors(request, form)
    return redirect("org:posts", pk=holding.post.unit_id)


@needs(EDIT_UNIT)
@require_POST
def holding_withdraw(request: AskedRequest, pk: int) -> HttpResponse:
    holding = _holding(request, pk)
    act_or_tell(request, lambda: actions.withdraw_appointment(holding, by=request.actor, now=timezone.now()))
    return redirect("org:posts", pk=holding.post.unit_id)


@needs(VIEW_UNIT)
@require_GET
def vacancy_list(request: AskedRequest) -> HttpResponse:
    today = local_day(timezone.now())
    found = queries.vacancies(today, among=Unit.objects.visible_to(request.actor))
    shown = found[:SHOWN]
    units = [each.unit for each in shown]
    above, heads = queries.parents(units), queries.heads_by_unit(units, on=today)
    noticed = {
        (each.unit_id, each.post_kind): each.noticed_at
        for each in NoticedVacancy.objects.filter(unit__in=units, filled_at=None)
    }
    context = {
        "rows": [
            {
                "vacancy": each,
                "label": PostKind(each.kind).label,
                "parent": above.get(each.unit.pk),
                "heads": heads[each.unit.pk],
                "noticed_at": noticed.get((each.unit.pk, each.kind)),
                "may_edit": request.actor.may(EDIT_UNIT, each.unit),
            }
            for each in shown
        ],
        "count": len(found),
        "hidden": len(found) - len(shown),
        **_rule(request, today),
    }
    return render(request, "org/vacancies.html", context)


def _rule(request: AskedRequest, today: dt.date) -> dict[str, Any]:
    rule = StaffingRule.objects.filter(post_kind=PostKind.SERVICE_MANAGER, valid_from__lte=today).first()
    moves = []
    if request.actor.may_anywhere(EDIT_LIMITS):
        form = forms.StaffingRuleForm(initial={"idle_days": rule.idle_days if rule else None, "valid_from": today})
        says = _("Holds from that day on; what was counted before stays.")
        moves.append(Move(_("Change the rule"), reverse("org:staffing_rule"), says, "adjustments", form=form))
    return {"rule": rule, "idle_days": rule.idle_days if rule else rules.SHIPPED_IDLE_DAYS, "moves": moves}


@needs(EDIT_LIMITS)
@require_POST
def staffing_rule(request: AskedRequest) -> HttpResponse:
    form = forms.StaffingRuleForm(request.POST)
    if form.is_valid():
        deed = {"post_kind": PostKind.SERVICE_MANAGER, "by": request.actor, **form.cleaned_data}
        act_or_tell(request, lambda: actions.set_staffing_rule(now=timezone.now(), **deed))
    else:
        tell_errors(request, form)
    return redirect("org:vacancies")
