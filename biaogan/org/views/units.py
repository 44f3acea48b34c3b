"""Units: the list, the tree, the page of one, and what is done to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from biaogan.core.access import AskedRequest, needs
from biaogan.core.attempts import act_or_tell, attempt, tell_errors
from biaogan.core.exchange import download
from biaogan.core.navigation import UNIT_PANELS
from biaogan.core.paging import capped_count, page
from biaogan.core.parts import Move
from biaogan.core.time import local_day
from biaogan.org import actions, forms, queries
from biaogan.org.imports.exports import UNIT_COLUMNS, unit_row
from biaogan.org.models import Level, Unit
from biaogan.org.permissions import EDIT_ROSTER, EDIT_UNIT, EXPORT_DATA, VIEW_UNIT
from biaogan.org.trails import trail

#: An export of a list stops here; the whole network goes through «biaogan export outlets».
EXPORT_ROWS = 20_000


@needs(VIEW_UNIT)
@require_GET
def unit_list(request: AskedRequest) -> HttpResponse:
    form = forms.UnitFilterForm(request.GET, actor=request.actor)
    rows = _filtered(request, form)
    if request.GET.get("export") and request.actor.may_anywhere(EXPORT_DATA):
        codes = dict(Unit.objects.values_list("pk", "code"))
        lines = (unit_row(unit, codes) for unit in rows.order_by(*queries.BY_NAME)[:EXPORT_ROWS].iterator())
        return download(_("Units"), UNIT_COLUMNS, lines, request.GET["export"])  # type: ignore[return-value]
    found = page(rows, by=queries.BY_NAME, cursor=request.GET.get("cursor", ""))
    today = local_day(timezone.now())
    above, heads = queries.parents(found.rows), queries.heads_by_unit(found.rows, on=today)
    context = {
        "form": form,
        "page": found,
        "total": capped_count(rows),
        "rows": [{"unit": unit, "parent": above.get(unit.pk), "heads": heads[unit.pk]} for unit in found],
        "may_export": request.actor.may_anywhere(EXPORT_DATA),
        "may_edit": request.actor.may_anywhere(EDIT_UNIT),
    }
    return render(request, "org/units.html", context)


def _filtered(request: AskedRequest, form: forms.UnitFilterForm) -> Any:
    told = form.cleaned_data if form.is_valid() else {}
    wanted = {name: told[name] for name in ("q", "level", "under", "state") if told.get(name)}
    return queries.units(request.actor, on=local_day(timezone.now()), **wanted)


@needs(VIEW_UNIT)
@require_GET
def unit_tree(request: AskedRequest) -> HttpResponse:
    """Show the tops of what the actor sees; branches open as they are asked for."""
    tops = list(Unit.objects.filter(path__in=request.actor.paths(VIEW_UNIT)).order_by("path"))
    return render(request, "org/tree.html", {"nodes": _opened(tops)})


def _opened(units: list[Unit]) -> list[dict[str, Any]]:
    """Return the nodes with as much opened as there is no choice: down to the first unit that has several below."""
    nodes = _nodes(units)
    if len(nodes) == 1 and nodes[0]["has_below"]:
        nodes[0]["nodes"] = _opened(_children(units[0]))
    return nodes


@needs(VIEW_UNIT)
@require_GET
def unit_branch(request: AskedRequest, pk: int) -> HttpResponse:
    """Show what stands directly below a unit, as a part of the tree."""
    unit = get_object_or_404(Unit.objects.visible_to(request.actor), pk=pk)
    return render(request, "org/_branch.html", {"nodes": _nodes(_children(unit))})


def _children(unit: Unit) -> list[Unit]:
    return sorted(queries.below(unit).at_work(local_day(timezone.now())), key=_departments_first)


def _departments_first(unit: Unit) -> tuple[bool, str, int]:
    return not unit.is_department, unit.pinyin, unit.pk


def _nodes(units: list[Unit]) -> list[dict[str, Any]]:
    parents = queries.with_units_below(units)
    return [{"unit": unit, "has_below": unit.pk in parents} for unit in units]


@needs(VIEW_UNIT)
@require_GET
def unit_page(request: AskedRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.visible_to(request.actor), pk=pk)
    today = local_day(timezone.now())
    context = {
        "unit": unit,
        "trail": trail(request, unit),
        "moves": _moves(request, unit),
        "holdings": queries.holdings_at(unit, on=today),
        "vacancies": queries.vacancies(today, among=Unit.objects.filter(pk=unit.pk)),
        "below": queries.below(unit).at_work(today).order_by("level", *queries.BY_NAME)[:200],
        "places": list(queries.places_of(unit)[:10]),
        "on_duty": queries.on_duty(unit, day=today) if unit.serves_customers else None,
        "today": today,
        "panels": _panels(request, unit),
        "may_edit": request.actor.may(EDIT_UNIT, unit),
        "may_roster": request.actor.may(EDIT_ROSTER, unit),
    }
    return render(request, "org/unit.html", context)


def _panels(request: AskedRequest, unit: Unit) -> list[str]:
    """Return the panels that the apps above brought along, drawn; each decides whether it has something to show."""
    drawn: list[str] = []
    # Without the request, or every panel would draw the navigation anew.
    frame = {"request": request, "actor": request.actor, "csrf_token": get_token(request), "unit": unit}
    for panel in sorted(UNIT_PANELS, key=lambda panel: panel.order):
        context = panel.context(request, unit)
        if context is not None:
            drawn.append(render_to_string(panel.template, {**frame, **context}))
    return drawn


def _link(unit: Unit) -> str:
    return reverse("org:unit", args=[unit.pk])


def _moves(request: AskedRequest, unit: Unit) -> list[Move]:
    moves = []
    if request.actor.may(EDIT_UNIT, unit):
        moves += _edit_moves(request, unit)
    if unit.serves_customers and request.actor.may(EDIT_ROSTER, unit):
        url = reverse("org:roster", args=[unit.pk])
        moves.append(Move(_("Duty roster"), url, icon="calendar-week", opens_page=True))
    return moves


def _edit_moves(request: AskedRequest, unit: Unit) -> list[Move]:
    today = local_day(timezone.now())
    moves = [
        Move(_("Posts"), reverse("org:posts", args=[unit.pk]), icon="users", opens_page=True),
        Move(pgettext("unit", "Change"), reverse("org:edit", args=[unit.pk]), icon="edit", opens_page=True),
    ]
    if unit.level != Level.BANK and unit.closed_on is None:
        form = forms.MoveForm(actor=request.actor, today=today, prefix="move")
        says = _("The unit and all below it belong elsewhere from that day on; figures of earlier days stay.")
        moves.append(
            Move(pgettext("unit", "Move"), reverse("org:move", args=[unit.pk]), says, "arrows-move", form=form)
        )
    if unit.closed_on is None:
        says = _("The posts of the unit end with the day before; open duties are passed on.")
        close = forms.CloseForm(today=today, prefix="close")
        url = reverse("org:close", args=[unit.pk])
        moves.append(Move(pgettext("unit", "Close"), url, says, "building-off", is_dangerous=True, form=close))
    return moves


@needs(EDIT_UNIT)
@require_http_methods(["GET", "POST"])
def unit_new(request: AskedRequest) -> HttpResponse:
    parent = Unit.objects.visible_to(request.actor, EDIT_UNIT).filter(code=request.GET.get("parent", "")).first()
    initial = {"parent": parent, "calendar": parent.calendar if parent else "cn"}
    form = forms.NewUnitForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        made = attempt(form, lambda: actions.create_unit(by=request.actor, now=timezone.now(), **told))
        if made is not None:
            return redirect("org:unit", pk=made.pk)
    context = {"form": form, "heading": _("New unit"), "back": reverse("org:units")}
    return render(request, "org/edit.html", context, status=422 if form.errors else 200)


@needs(EDIT_UNIT)
@require_http_methods(["GET", "POST"])
def unit_edit(request: AskedRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.visible_to(request.actor, EDIT_UNIT), pk=pk)
    form = forms.UnitForm(request.POST or None, instance=unit)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _change(request, pk, form)) is not None:
        return redirect("org:unit", pk=pk)
    context = {"form": form, "heading": unit.label, "trail": trail(request, unit, with_self=True), "back": _link(unit)}
    return render(request, "org/edit.html", context, status=422 if form.errors else 200)


def _change(request: AskedRequest, pk: int, form: forms.UnitForm) -> Unit:
    told = dict(form.cleaned_data)
    names = {name: told.pop(name) for name in ("name", "name_en", "short_name")}
    # The form has written into its own copy; what changed is found against the stored row.
    unit = Unit.objects.get(pk=pk)
    if any(getattr(unit, name) != value for name, value in names.items()):
        actions.rename(unit, by=request.actor, now=timezone.now(), **names)
    return actions.change_unit(unit, by=request.actor, now=timezone.now(), **told)


@needs(EDIT_UNIT)
@require_POST
def unit_move(request: AskedRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.visible_to(request.actor, EDIT_UNIT), pk=pk)
    form = forms.MoveForm(request.POST, actor=request.actor, today=local_day(timezone.now()), prefix="move")
    if form.is_valid():
        told = form.cleaned_data
        to, day, deed = told["new_parent"], told["on_day"], {"reason": told["reason"], "by": request.actor}
        act_or_tell(request, lambda: actions.move_unit(unit, to, day, now=timezone.now(), **deed))
    else:
        tell_errors(request, form)
    return redirect("org:unit", pk=pk)


@needs(EDIT_UNIT)
@require_POST
def unit_close(request: AskedRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.visible_to(request.actor, EDIT_UNIT), pk=pk)
    form = forms.CloseForm(request.POST, today=local_day(timezone.now()), prefix="close")
    if form.is_valid():
        told = form.cleaned_data
        day, deed = told["on_day"], {"reason": told["reason"], "by": request.actor}
        act_or_tell(request, lambda: actions.close_unit(unit, day, now=timezone.now(), **deed))
    else:
        tell_errors(request, form)
    return redirect("org:unit", pk=pk)
