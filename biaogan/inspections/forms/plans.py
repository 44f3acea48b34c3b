"""Planning: plans, draws, single sheets, and the dated figures behind them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.accounts.access import Actor, Permission
from biaogan.core.widgets import DayInput
from biaogan.handbook.models import Handbook
from biaogan.inspections.choices import ThresholdCode, Turn
from biaogan.inspections.forms.register import PlanChoiceField
from biaogan.inspections.queries.lists import PLANNED
from biaogan.org.choosing import UnitField
from biaogan.org.models import Level, Unit

_CHANNELS = [(each.value, each.label) for each in PLANNED]
_LEVELS = [(each.value, each.label) for each in Level if each != Level.DEPARTMENT]
DAY = dt.timedelta(days=1)


class PlanForm(forms.Form):
    name = forms.CharField(label=_("Name of the plan"), max_length=120)
    unit = UnitField(label=_("Unit"), help_text=_("The plan is for it and all outlets below it."))
    channel = forms.ChoiceField(label=_("Channel"), choices=_CHANNELS)
    handbook = forms.ModelChoiceField(label=_("Handbook"), queryset=Handbook.objects.none(), empty_label=None)
    first = forms.DateField(label=_("First day"), widget=DayInput())
    last = forms.DateField(label=_("Last day"), widget=DayInput())
    is_regular = forms.BooleanField(label=_("Regular: by the cadence of its channel"), required=False, initial=True)
    is_unannounced = forms.BooleanField(
        label=_("Unannounced"),
        required=False,
        help_text=_("The outlet sees nothing of it before it has begun. A mystery visit is always unannounced."),
    )
    note = forms.CharField(
        label=_("Content"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, actor: Actor, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.actor = actor
        handbooks: Any = self.fields["handbook"]
        handbooks.queryset = Handbook.objects.visible_to(actor)
        first, last = _quarter_after(today)
        paths = actor.paths(Permission.PLAN_INSPECTION)
        top = Unit.objects.filter(path=paths[0]).first() if paths else None
        self.initial.update({"first": first, "last": last, **({"unit": top} if top else {})})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", ValidationError(_("The last day comes before the first.")))
        return data

    def asked(self) -> dict[str, Any]:
        """Return what `make_plan` takes."""
        data = dict(self.cleaned_data)
        data["before"] = data.pop("last") + DAY
        return data


def _quarter_after(today: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and last day of the quarter that is still to come, or has just begun."""
    begun = dt.date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    first = begun if (today - begun).days < 15 else _months_on(begun, 3)
    return first, _months_on(first, 3) - DAY


def _months_on(first: dt.date, months: int) -> dt.date:
    number = first.month - 1 + months
    return dt.date(first.year + number // 12, number % 12 + 1, 1)


class DrawForm(forms.Form):
    size = forms.IntegerField(label=_("How many units"), min_value=1, max_value=20_000)
    seed = forms.CharField(
        label=_("Seed"),
        required=False,
        max_length=80,
        help_text=_("Left empty, one is drawn. Whoever wants to be sure lets somebody else say it."),
    )


class DaysForm(forms.Form):
    """The days on which the drawn units are inspected, in turn."""

    first = forms.DateField(label=_("From"), widget=DayInput())
    last = forms.DateField(
        label=_("to"), widget=DayInput(), help_text=_("Working days from one to the other, in turn.")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and not first <= last <= first + dt.timedelta(days=366):
            self.add_error(
                "last", ValidationError(_("The last day comes before the first, or more than a year after it."))
            )
        return data


class SheetForm(forms.Form):
    """One inspection of one unit."""

    unit = UnitField(label=_("Unit"), serving=True)
    channel = forms.ChoiceField(label=_("Channel"), choices=_CHANNELS)
    planned_on = forms.DateField(label=_("Planned for"), widget=DayInput())
    plan = PlanChoiceField(label=_("Plan"))
    is_unannounced = forms.BooleanField(
        label=_("Unannounced"), required=False, help_text=_("The outlet sees nothing of it before it has begun.")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.actor = actor
        plan: Any = self.fields["plan"]
        plan.offer(actor)


class CadenceForm(forms.Form):
    channel = forms.ChoiceField(label=_("Channel"), choices=_CHANNELS)
    level = forms.ChoiceField(label=_("Level of the unit"), choices=_LEVELS)
    every = forms.IntegerField(label=_("Once every"), min_value=1, max_value=60)
    turn = forms.ChoiceField(label=_("Counted in"), choices=Turn.choices)
    valid_from = forms.DateField(label=_("Holds from"), widget=DayInput())
    basis = forms.CharField(label=_("What it rests on"), max_length=200, help_text=_("Document and clause."))


class ThresholdForm(forms.Form):
    code = forms.ChoiceField(label=_("Threshold"), choices=ThresholdCode.choices)
    value = forms.IntegerField(label=pgettext_lazy("threshold", "Value"), min_value=1, max_value=10_000)
    valid_from = forms.DateField(label=_("Holds from"), widget=DayInput())
    basis = forms.CharField(label=_("What it rests on"), max_length=200, help_text=_("Document and clause."))
