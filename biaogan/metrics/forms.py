"""Which figures somebody asks for: unit, period, as of when."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import InputRefused
from biaogan.core.time import ZONE, day_begins
from biaogan.metrics.periods import Period, parse


class QuestionForm(forms.Form):
    """Reads «2026-11», and a day up to whose end things were known; without a day, what is known now."""

    period = forms.CharField(label=_("Period"), required=False, max_length=24)
    as_of = forms.DateField(
        label=_("As of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("As it was known then"),
    )

    def clean_period(self) -> Period | None:
        text = self.cleaned_data["period"].strip()
        try:
            return parse(text) if text else None
        except InputRefused as refused:
            raise forms.ValidationError(refused.message) from refused

    def moment(self, *, now: dt.datetime) -> dt.datetime:
        """Return the end of the day asked for, but never a moment to come."""
        day = self.cleaned_data.get("as_of")
        if day is None or day >= now.astimezone(ZONE).date():
            return now
        return day_begins(day + dt.timedelta(days=1))
