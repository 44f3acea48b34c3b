"""Checks of one's own outlet, and how they compare with what the branch finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.paging import page
from biaogan.core.time import local_day
from biaogan.core.wording import points_text
from biaogan.inspections import actions
from biaogan.inspections.choices import State
from biaogan.inspections.forms import UnitForm
from biaogan.inspections.looks import lines_of
from biaogan.inspections.queries import calendar as queries
from biaogan.inspections.queries.calendar import AreaCompared, Compared
from biaogan.inspections.views.seeing import home_of, tabs
from biaogan.org.models import Unit

BY_DAY = ["-planned_on", "-pk"]


@needs(Permission.VIEW_INSPECTION)
@require_GET
def self_checks(request: SignedInRequest) -> HttpResponse:
    """Show an outlet's checks of itself, beside what the branch found."""
    home = home_of(request, Permission.VIEW_INSPECTION)
    form = UnitForm(request.GET if request.GET.get("unit") else None, initial={"unit": home})
    unit: Unit | None = form.cleaned_data.get("unit") if form.is_bound and form.is_valid() else home
    if unit is not None and not request.actor.may(Permission.VIEW_INSPECTION, unit):
        unit = None
    context: dict[str, Any] = {"form": form, "unit": unit, **tabs(request, "self_checks")}
    if unit is not None:
        context |= _of_unit(request, unit)
    return render(request, "inspections/self_checks.html", context)


def _of_unit(request: SignedInRequest, unit: Unit) -> dict[str, Any]:
    rows = queries.self_checks(request.actor, unit)
    found = page(rows, by=BY_DAY, cursor=request.GET.get("cursor", ""))
    compared = queries.compared(request.actor, unit)
    may_check = request.actor.may(Permission.CHECK_ONESELF, unit)
    return {
        "page": found,
        "lines": lines_of(found.rows, request.actor, today=local_day(timezone.now())),
        "compared": _shown(compared) if compared else None,
        "may_check": may_check,
        "open_sheet": rows.filter(state=State.IN_PROGRESS).first() if may_check else None,
    }


@dataclass(frozen=True)
class AreaShown:
    area: AreaCompared

    @property
    def difference_text(self) -> str:
        return _signed(self.area.difference)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.area, name)


@dataclass(frozen=True)
class ComparedShown:
    own: Any
    branch: Any
    areas: list[AreaShown]
    difference_text: str


def _shown(found: Compared) -> ComparedShown:
    own, branch = found.own.score, found.branch.score if found.branch else None
    difference = None if own is None or branch is None else own - branch
    return ComparedShown(found.own, found.branch, [AreaShown(area) for area in found.areas], _signed(difference))


def _signed(difference: int | None) -> str:
    """Return a difference with its sign: «+2.50», «−1.00», «0.00»."""
    if difference is None:
        return "—"
    sign = "+" if difference > 0 else "−" if difference < 0 else ""
    return f"{sign}{points_text(abs(difference))}"


@needs(Permission.CHECK_ONESELF)
@require_POST
def begin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin a self-check, or go on with the one that is open."""
    unit = get_object_or_404(Unit.objects.visible_to(request.actor, needs=Permission.CHECK_ONESELF), pk=pk)
    open_one = queries.self_checks(request.actor, unit).filter(state=State.IN_PROGRESS).first()
    sheet = open_one or actions.begin_self_check(unit=unit, by=request.actor, now=timezone.now())
    return redirect("inspections:work", sheet.pk)
