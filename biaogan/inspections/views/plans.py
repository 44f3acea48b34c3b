"""Plans, draws by lot and the figures behind them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Model, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs, require
from biaogan.core.errors import InputRefused, Problem
from biaogan.core.paging import page
from biaogan.core.problems import STATUS
from biaogan.core.time import local_day
from biaogan.handbook.queries import SERVICE, current
from biaogan.inspections import actions, looks
from biaogan.inspections.choices import State
from biaogan.inspections.forms import CadenceForm, DaysForm, DrawForm, PlanForm, SheetForm, ThresholdForm
from biaogan.inspections.models import Cadence, Draw, Plan, Sheet, Threshold
from biaogan.inspections.queries import drawn_again, frame, lists
from biaogan.inspections.queries.frames import as_file
from biaogan.inspections.views.seeing import tabs
from biaogan.org.models import Unit
from biaogan.workcal.queries import calendar_for

SHEETS_BY = ["planned_on", "pk"]
DAY = dt.timedelta(days=1)


@needs(Permission.VIEW_INSPECTION)
@require_GET
def plans(request: SignedInRequest) -> HttpResponse:
    counts = {
        "sheet_count": Count("sheets", filter=~Q(sheets__state=State.CANCELLED)),
        "final_count": Count("sheets", filter=Q(sheets__state=State.FINAL)),
    }
    found = page(lists.plans(request.actor), by=["-pk"], cursor=request.GET.get("cursor", ""))
    counted = Plan.objects.filter(pk__in=[plan.pk for plan in found.rows]).annotate(**counts)
    sums: dict[int, Any] = {row.pk: row for row in counted}
    for plan in found.rows:
        shown: Any = plan
        shown.last_day = last_day(plan)
        shown.sheet_count, shown.final_count = sums[plan.pk].sheet_count, sums[plan.pk].final_count
    may_edit = request.actor.may_anywhere(Permission.EDIT_LIMITS)
    context = {"page": found, "may_edit_cadence": may_edit, **tabs(request, "plans")}
    return render(request, "inspections/plans.html", context)


@needs(Permission.PLAN_INSPECTION)
@require_http_methods(["GET", "POST"])
def plan_new(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    data = request.POST if request.method == "POST" else None
    form = PlanForm(data, actor=request.actor, today=local_day(now))
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            made = actions.make_plan(by=request.actor, now=now, **form.asked())
            return redirect("inspections:plan", made.pk)
        except Problem as problem:
            form.add_error(None, problem.message)
            status = STATUS[type(problem)]
    context = _page(_("New plan"), "calendar-event", form, reverse("inspections:plans"), trail=_trail()[:1])
    return render(request, "inspections/form.html", context, status=status)


@needs(Permission.VIEW_INSPECTION)
@require_GET
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    one = _plan(request, pk)
    draws = list(one.draws.select_related("by").annotate(planned=Count("sheets")).order_by("-pk"))
    rows = lists.whole_rows().visible_to(request.actor).filter(plan=one)
    found = page(rows, by=SHEETS_BY, cursor=request.GET.get("cursor", ""))
    undrawn = next((draw for draw in draws if not getattr(draw, "planned")), None)  # noqa: B009 (an annotation)
    context = {
        "plan": one,
        "last_day": last_day(one),
        "draws": draws,
        "page": found,
        "lines": looks.lines_of(found.rows, request.actor, today=local_day(timezone.now())),
        "sheet_count": rows.count(),
        "choices": looks.plan_moves(one, request.actor, undrawn=undrawn),
        "trail": _trail(),
    }
    return render(request, "inspections/plan.html", context)


@needs(Permission.PLAN_INSPECTION)
@require_POST
def plan_close(request: SignedInRequest, pk: int) -> HttpResponse:
    one = _plan(request, pk)
    actions.close_plan(plan_id=one.pk, by=request.actor, now=timezone.now())
    return redirect("inspections:plan", one.pk)


@needs(Permission.PLAN_INSPECTION)
@require_http_methods(["GET", "POST"])
def draw_units(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask how many units are drawn, and draw them."""
    one, now = _plan(request, pk), timezone.now()
    require(request.actor, Permission.PLAN_INSPECTION, one.unit)
    form = DrawForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            made = actions.draw_units(plan_id=one.pk, by=request.actor, now=now, **form.cleaned_data)
            return redirect("inspections:draw", made.pk)
        except Problem as problem:
            form.add_error(None, problem.message)
            status = STATUS[type(problem)]
    left = len(frame(one, on=local_day(now)))
    says = _("Drawn from %(count)s units; the longer nobody has seen a unit, the more tickets it has.") % {
        "count": left
    }
    context = _page(_("Draw by lot"), "dice-5", form, _to(one), trail=_trail(one), says=says)
    return render(request, "inspections/form.html", context, status=status)


@dataclass(frozen=True)
class Framed:
    """A unit in a draw: its tickets and when it was last seen, and the sheet that came of it."""

    code: str
    name: str
    tickets: int
    last_seen: str
    sheet: Sheet | None = None


@needs(Permission.VIEW_INSPECTION)
@require_GET
def draw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a draw, made again while the page is made."""
    one = _draw(request, pk)
    names = Unit.objects.in_bulk([unit for unit, *_rest in one.frame["units"]])
    seen = Sheet.objects.visible_to(request.actor).filter(draw=one).select_related("case")
    sheets = {sheet.case.subject_unit_id: sheet for sheet in seen}
    framed = {
        unit: Framed(code, names[unit].label if unit in names else code, tickets, last or "", sheets.get(unit))
        for unit, code, tickets, last in one.frame["units"]
    }
    context = {
        "draw": one,
        "drawn": [framed[unit] for unit in one.result],
        "frame": list(framed.values()),
        "is_repeated": drawn_again(one) == one.result,
        # The first of what can be done with the plan: to plan what was drawn, where it is not planned yet.
        "choices": looks.plan_moves(one.plan, request.actor, undrawn=one)[:1] if not sheets else [],
        "trail": _trail(one.plan),
    }
    return render(request, "inspections/draw.html", context)


@needs(Permission.VIEW_INSPECTION)
@require_GET
def draw_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give all that is needed to draw again on another machine."""
    one = _draw(request, pk)
    content = json.dumps(as_file(one), ensure_ascii=False, indent=1)
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="draw-{one.pk}.json"'
    return response


@needs(Permission.PLAN_INSPECTION)
@require_http_methods(["GET", "POST"])
def plan_drawn(request: SignedInRequest, pk: int) -> HttpResponse:
    """Plan a sheet for each drawn unit, on working days in turn."""
    one, now = _draw(request, pk), timezone.now()
    require(request.actor, Permission.PLAN_INSPECTION, one.plan.unit)
    first = max(one.plan.period.lower, local_day(now) + DAY)
    start = {"first": first, "last": max(first, last_day(one.plan))}
    form = DaysForm(request.POST if request.method == "POST" else None, initial=start)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            days = _working_days(one.plan.unit, **form.cleaned_data)
            made = actions.plan_drawn(draw_id=one.pk, planned_on=days, by=request.actor, now=now)
            messages.success(request, _("%(count)s sheets are planned.") % {"count": len(made)})
            return redirect("inspections:plan", one.plan_id)
        except Problem as problem:
            form.add_error(None, problem.message)
            status = STATUS[type(problem)]
    back = reverse("inspections:draw", args=[one.pk])
    context = _page(_("Plan the drawn units"), "calendar-plus", form, back, trail=_trail(one.plan))
    return render(request, "inspections/form.html", context, status=status)


def _working_days(unit: Unit, first: dt.date, last: dt.date) -> list[dt.date]:
    working = calendar_for(unit.calendar)
    days = [first + DAY * number for number in range((last - first).days + 1)]
    return [day for day in days if working.is_working_day(day)]


@needs(Permission.PLAN_INSPECTION)
@require_http_methods(["GET", "POST"])
def plan_sheet(request: SignedInRequest) -> HttpResponse:
    """Plan one inspection of one unit."""
    now = timezone.now()
    asked = {name: request.GET[name] for name in ("unit", "channel", "plan") if request.GET.get(name)}
    data = request.POST if request.method == "POST" else None
    form = SheetForm(data, actor=request.actor, initial={"planned_on": local_day(now) + DAY, **asked})
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            made = _planned(request, form.cleaned_data, now=now)
            return redirect("inspections:sheet", made.pk)
        except Problem as problem:
            form.add_error(None, problem.message)
            status = STATUS[type(problem)]
    back = reverse("inspections:register")
    context = _page(_("Plan an inspection"), "calendar-plus", form, back, trail=[(_("Inspections"), back)])
    return render(request, "inspections/form.html", context, status=status)


def _planned(request: SignedInRequest, data: dict[str, Any], *, now: dt.datetime) -> Sheet:
    plan: Plan | None = data.pop("plan")
    # Without a plan it is by the handbook that the product ships.
    version = None if plan else current(SERVICE, day=data["planned_on"])
    hidden = data.pop("is_unannounced") or (plan.is_unannounced if plan else False)
    return actions.plan_sheet(plan=plan, version=version, is_unannounced=hidden, by=request.actor, now=now, **data)


@needs(Permission.EDIT_LIMITS)
@require_http_methods(["GET", "POST"])
def cadence(request: SignedInRequest) -> HttpResponse:
    """Show how often units are inspected and the numbers behind it, and take new ones."""
    sent = request.POST.get("which", "")
    cadences = CadenceForm(request.POST if sent == "cadence" else None, prefix="cadence")
    thresholds = ThresholdForm(request.POST if sent == "threshold" else None, prefix="threshold")
    for form, act in ((cadences, actions.set_cadence), (thresholds, actions.set_threshold)):
        if form.is_bound and form.is_valid() and _is_set(request, form, act):
            messages.success(request, _("The new figure is set. What is planned keeps its own."))
            return redirect("inspections:cadence")
    context = {
        "cadence_form": cadences,
        "threshold_form": thresholds,
        "cadences": Cadence.objects.order_by("channel", "level", "pk"),
        "thresholds": Threshold.objects.order_by("code", "pk"),
        "trail": _trail(),
    }
    return render(request, "inspections/cadence.html", context, status=422 if sent else 200)


def _is_set(request: SignedInRequest, form: Any, act: Callable[..., Model]) -> bool:
    data = dict(form.cleaned_data)
    try:
        act(begins_on=data.pop("valid_from"), by=request.actor, now=timezone.now(), **data)
    except InputRefused as refused:
        form.add_error(None, refused.message)
        return False
    return True


def last_day(plan: Plan) -> dt.date:
    last: dt.date = plan.period.upper - DAY
    return last


def _plan(request: SignedInRequest, pk: int) -> Plan:
    rows = Plan.objects.visible_to(request.actor).select_related("unit", "handbook", "made_by")
    return get_object_or_404(rows, pk=pk)


def _draw(request: SignedInRequest, pk: int) -> Draw:
    rows = Draw.objects.visible_to(request.actor).select_related("plan__unit", "by")
    return get_object_or_404(rows, pk=pk)


def _to(plan: Plan) -> str:
    return reverse("inspections:plan", args=[plan.pk])


def _trail(plan: Plan | None = None) -> list[tuple[str, str]]:
    found = [
        (_("Inspections"), reverse("inspections:register")),
        (_("Plans of inspection"), reverse("inspections:plans")),
    ]
    return [*found, (plan.name, _to(plan))] if plan else found


def _page(
    label: str, icon: str, form: Any, back: str, *, trail: list[tuple[str, str]], says: str = ""
) -> dict[str, Any]:
    return {"label": label, "icon": icon, "form": form, "back": back, "trail": trail, "says": says}
