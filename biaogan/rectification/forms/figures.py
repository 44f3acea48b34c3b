"""A new figure of the trade."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from biaogan.core.widgets import DayInput
from biaogan.rectification.choices import FigureCode


class FigureForm(forms.Form):
    code = forms.ChoiceField(label=_("What"), choices=FigureCode.choices)
    value = forms.IntegerField(label=_("New number"), min_value=1, max_value=10_000)
    begins_on = forms.DateField(label=_("From"), widget=DayInput())
    basis = forms.CharField(label=_("Basis"), max_length=200)
    basis_en = forms.CharField(label=_("Basis in English"), max_length=200, required=False)
