"""Logs of the outlet and tests of devices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.core.widgets import DayInput, MomentInput
from biaogan.org.choosing import UnitField

_ANY = [("", _("all"))]


class LogsForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    unit = UnitField(label=_("Unit"), required=False)
    begins_on = forms.DateField(label=_("From"), required=False, widget=DayInput())
    ends_on = forms.DateField(label=_("to"), required=False, widget=DayInput())

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [*_ANY, *kinds]


class LogForm(forms.Form):
    """One entry of an outlet's log: a kind is one press, words are for what was not in order."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    unit = UnitField(label=_("Unit"))
    kind = forms.ChoiceField(label=_("What was done"))
    text = forms.CharField(
        label=_("What was seen"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": _("Empty: all in order")}),
    )
    happened_at = forms.DateTimeField(label=_("When"), required=False, widget=MomentInput())

    def __init__(self, *args: Any, actor: Actor, kinds: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.actor = actor
        kind: Any = self.fields["kind"]
        kind.choices = kinds


class TestForm(forms.Form):
    """What trying one device came to."""

    device = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    works = forms.ChoiceField(choices=[("yes", _("works")), ("no", _("does not work"))])
    note = forms.CharField(required=False, max_length=500)
    down_since = forms.DateTimeField(required=False, widget=MomentInput())
