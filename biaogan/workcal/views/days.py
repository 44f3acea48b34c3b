"""One day of a region's or the bank's layer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from biaogan.core.access import AskedRequest, needs
from biaogan.core.errors import Problem
from biaogan.core.wording import day_text
from biaogan.workcal import actions, queries
from biaogan.workcal.forms import DayForm
from biaogan.workcal.models import Layer, LayerKind
from biaogan.workcal.permissions import EDIT_CALENDAR
from biaogan.workcal.rules.calendar import FIRST_DAY, LAST_DAY
from biaogan.workcal.views.calendars import trail_of
from biaogan.workcal.wording import mark_text


@require_http_methods(["GET", "POST"])
@needs(EDIT_CALENDAR)
def day(request: AskedRequest, code: str, day: dt.date) -> HttpResponse:
    layer = get_object_or_404(Layer.objects.visible_to(request.actor), code=code)
    if request.method == "POST":
        actions.require_own_days(layer)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Http404
    form = DayForm(request.POST or None, initial=_initial(layer, day))
    if form.is_valid():
        try:
            _change(request, layer, day, form.cleaned_data)
        except Problem as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The calendar is changed. Open limits over this day are counted anew."))
            return redirect(f"{reverse('workcal:calendar', args=[code])}?year={day.year}")
    context = {"form": form, "layer": layer, "day": day, "trail": trail_of(layer), "rulings": _rulings(layer, day)}
    context["day_text"] = day_text(day)
    context["is_ruled_by_notice"] = layer.kind == LayerKind.NATION
    return render(request, "workcal/day.html", context, status=422 if form.errors else 200)


def _change(request: AskedRequest, layer: Layer, day: dt.date, given: dict[str, Any]) -> None:
    who: dict[str, Any] = {"layer": layer.code, "day": day, "by": request.actor, "now": timezone.now()}
    if given["ruling"] == "below":
        actions.clear_day(**who)
    else:
        actions.mark_day(working=given["ruling"] == "work", name=given["name"], name_en=given["name_en"], **who)


def _initial(layer: Layer, day: dt.date) -> dict[str, str]:
    mark = queries.layers_of(layer.code)[-1].marks.get(day)
    if mark is None:
        return {"ruling": "below"}
    return {"ruling": "work" if mark.working else "rest", "name": mark.name, "name_en": mark.name_en}


def _rulings(layer: Layer, day: dt.date) -> list[tuple[Any, str]]:
    """Return the layers with what each says of the day, the nation's first."""
    layers = queries.layers_of(layer.code)
    return [(each, mark_text(each.marks[day], day) if day in each.marks else "") for each in layers]
