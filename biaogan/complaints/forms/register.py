"""How the register is narrowed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.cases.queries import Sought
from biaogan.complaints.choices import Channel, Liability, State
from biaogan.complaints.queries import Choice
from biaogan.core.widgets import DayInput
from biaogan.org.choosing import UnitField

_ANY = [("", _("all"))]


class RegisterForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": _("Number, telephone, or words"), "autocomplete": "off"}),
    )
    show = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("all")),
            ("open", pgettext_lazy("complaint", "open")),
            ("overdue", _("overdue")),
            *State.choices,
        ],
    )
    unit = UnitField(label=_("Unit"), required=False)
    begins_on = forms.DateField(label=_("Received from"), required=False, widget=DayInput())
    ends_on = forms.DateField(label=_("to"), required=False, widget=DayInput())
    liability = forms.ChoiceField(label=_("Liability"), required=False, choices=[*_ANY, *Liability.choices])
    channel = forms.ChoiceField(label=_("Came by"), required=False, choices=[*_ANY, *Channel.choices])

    def choice(self, *, now: dt.datetime, sought: Sought | None = None) -> Choice:
        """Return what was chosen; what could not be read narrows nothing."""
        data: dict[str, Any] = self.cleaned_data
        show = data.get("show", "")
        return Choice(
            open_only=show == "open",
            states=(show,) if show in State.values else (),
            overdue_at=now if show == "overdue" else None,
            unit=data.get("unit"),
            begins_on=data.get("begins_on"),
            ends_on=data.get("ends_on"),
            sought=sought,
            liability=data.get("liability") or "",
            channel=data.get("channel") or "",
        )
