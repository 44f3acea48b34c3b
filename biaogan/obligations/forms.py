"""What is asked when a duty is ended here, a limit set, or the inbox narrowed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import InputRefused
from biaogan.core.widgets import DayInput
from biaogan.obligations.actions import NewLimit
from biaogan.obligations.kinds import KINDS
from biaogan.obligations.models import Cadence, Source
from biaogan.org.models import PostKind
from biaogan.workcal.rules import Limit


class LimitField(forms.CharField):
    """Reads «2wd» and refuses what is no limit, in the words of the calendar's own rule."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if text:
            try:
                return str(Limit.parse(text))
            except InputRefused as refused:
                raise forms.ValidationError(refused.message) from refused
        return text


class InboxForm(forms.Form):
    kind = forms.ChoiceField(label=_("What"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("everything")), *((kind.code, kind.name) for kind in KINDS)]


class FinishForm(forms.Form):
    note = forms.CharField(label=_("What was done"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class NewLimitForm(forms.Form):
    limit = LimitField(label=_("Limit"), max_length=8, help_text=_("A number and wd (working days), wh, h, d or mo, as in 2wd"))
    warn_before = LimitField(label=_("Warn before the end"), max_length=8, required=False, help_text=_("As in 1wd"))
    basis = forms.CharField(label=_("Basis"), max_length=200, help_text=_("Document and clause, in Chinese"))
    basis_en = forms.CharField(label=_("Basis in English"), max_length=200, required=False)
    source = forms.ChoiceField(label=_("Comes from"), choices=Source.choices)
    begins_on = forms.DateField(label=_("Holds from"), widget=DayInput())

    def new_limit(self) -> NewLimit:
        return NewLimit(**self.cleaned_data)


class RecurringDutyForm(forms.Form):
    post_kind = forms.ChoiceField(label=_("Post"), choices=PostKind.choices)
    name = forms.CharField(label=_("What"), max_length=80)
    name_en = forms.CharField(label=_("In English"), max_length=80, required=False)
    cadence = forms.ChoiceField(label=_("How often"), choices=Cadence.choices)
    limit = LimitField(label=_("Limit"), max_length=8, help_text=_("Counted from the first day of the week, month or quarter"))
    begins_on = forms.DateField(label=_("Holds from"), widget=DayInput())
