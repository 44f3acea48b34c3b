"""How the lists are narrowed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.cases.queries import Sought
from biaogan.core.widgets import DayInput
from biaogan.inspections.choices import Channel, State
from biaogan.inspections.models import Plan
from biaogan.inspections.queries.lists import PLANNED, Choice
from biaogan.org.choosing import PersonField, UnitField

_ANY = [("", _("all"))]


class RegisterForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": _("Number or words"), "autocomplete": "off"}),
    )
    show = forms.ChoiceField(label=_("State"), required=False, choices=[*_ANY, ("late", _("late")), *State.choices])
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[*_ANY, *Channel.choices])
    unit = UnitField(label=_("Unit"), required=False)
    begins_on = forms.DateField(label=_("Planned from"), required=False, widget=DayInput())
    ends_on = forms.DateField(label=_("to"), required=False, widget=DayInput())
    mine = forms.CharField(required=False, widget=forms.HiddenInput)

    def choice(self, *, today: dt.date, sought: Sought | None = None) -> Choice:
        """Return what was chosen; what could not be read narrows nothing."""
        data: dict[str, Any] = self.cleaned_data
        show = data.get("show", "")
        return Choice(
            states=(show,) if show in State.values else (),
            is_late_on=today if show == "late" else None,
            channel=data.get("channel") or "",
            unit=data.get("unit"),
            begins_on=data.get("begins_on"),
            ends_on=data.get("ends_on"),
            sought=sought,
        )


class MonthForm(forms.Form):
    month = forms.CharField(required=False, widget=forms.HiddenInput)
    unit = UnitField(label=_("Unit"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[*_ANY, *Channel.choices])
    person = PersonField(label=_("Inspector"), required=False)


class UnseenForm(forms.Form):
    unit = UnitField(label=_("Unit"), required=False)
    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[(each.value, each.label) for each in PLANNED]
    )


class UnitForm(forms.Form):
    """One outlet of which a page speaks."""

    unit = UnitField(label=_("Unit"), required=False, serving=True)


class PlanChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An open plan of those that the actor sees."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Plan.objects.none(), required=False, empty_label=_("without a plan"), **options)

    def offer(self, actor: Actor) -> None:
        self.queryset = Plan.objects.visible_to(actor).open().order_by("-pk")
