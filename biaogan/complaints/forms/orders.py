"""Supervision orders: reporting and closing."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from biaogan.core.forms import LongText


class ProgressForm(forms.Form):
    text = LongText(label=_("Progress"), max_length=2000, rows=3)
    is_done = forms.BooleanField(label=_("It is done"), required=False)


class CloseOrderForm(forms.Form):
    opinion = LongText(label=_("Closing opinion"), max_length=500, rows=3)
