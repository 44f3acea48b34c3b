"""New figures for authority and thresholds."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.complaints.choices import ThresholdCode
from biaogan.core.widgets import DayInput
from biaogan.org.models import PostKind


class _FigureForm(forms.Form):
    begins_on = forms.DateField(
        label=pgettext_lazy("complaint", "From"),
        widget=DayInput(),
        help_text=_("For complaints received from that day on."),
    )
    basis = forms.CharField(label=_("Basis"), max_length=200, help_text=_("Document and clause."))
    basis_en = forms.CharField(label=_("Basis in English"), max_length=200, required=False)


class AuthorityForm(_FigureForm):
    post_kind = forms.ChoiceField(label=pgettext_lazy("complaint", "Post"), choices=PostKind.choices)
    bound = forms.DecimalField(label=_("Up to, in yuan"), min_value=0, max_value=10_000_000, decimal_places=2)
    field_order = ("post_kind", "bound", "begins_on", "basis", "basis_en")


class ThresholdForm(_FigureForm):
    code = forms.ChoiceField(label=_("Threshold"), choices=ThresholdCode.choices)
    value = forms.IntegerField(label=pgettext_lazy("threshold", "Value"), min_value=1, max_value=10_000)
    field_order = ("code", "value", "begins_on", "basis", "basis_en")
