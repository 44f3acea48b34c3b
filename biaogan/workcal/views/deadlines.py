"""When is it due? The answer with its explanation."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from biaogan.core.access import AskedRequest, needs
from biaogan.core.errors import InputRefused
from biaogan.core.parts import Crumb
from biaogan.core.time import ZONE
from biaogan.workcal import queries
from biaogan.workcal.forms import DeadlineForm
from biaogan.workcal.models import Layer
from biaogan.workcal.permissions import VIEW_CALENDAR
from biaogan.workcal.rules import due_at
from biaogan.workcal.wording import explanation, limit_text, years_text


@require_GET
@needs(VIEW_CALENDAR)
def deadline(request: AskedRequest) -> HttpResponse:
    layers = Layer.objects.visible_to(request.actor)
    now = timezone.now().astimezone(ZONE).replace(second=0, microsecond=0)
    initial = {"start": now, "amount": 2, "unit": "wd", "calendar": "cn"}
    form = DeadlineForm(request.GET if "start" in request.GET else None, layers=layers, initial=initial)
    context: dict[str, Any] = {"form": form, "trail": [Crumb(_("Working days"), reverse("workcal:calendars"))]}
    if form.is_valid():
        try:
            context |= _answer(form)
        except InputRefused as error:
            form.add_error(None, error.message)
    return render(request, "workcal/deadline.html", context, status=422 if form.errors else 200)


def _answer(form: DeadlineForm) -> dict[str, Any]:
    calendar = queries.calendar_for(form.cleaned_data["calendar"].code)
    due = due_at(form.cleaned_data["start"], form.limit(), calendar=calendar)
    return {
        "due": due,
        "limit": limit_text(due.limit),
        "steps": list(zip(due.explain(), explanation(due), strict=True)),
        "unsettled": years_text(due.unsettled_years(), calendar.layers),
    }
