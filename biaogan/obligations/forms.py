"""What is asked in the inbox, at the moves of an obligation, and when a limit is set."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from biaogan.core.widgets import DayInput
from biaogan.obligations.actions import NewLimit
from biaogan.obligations.kinds import KINDS
from biaogan.obligations.models import Cadence, Source
from biaogan.obligations.rules import TELLABLE
from biaogan.org.choosing import UnitField
from biaogan.org.models import PostKind
from biaogan.workcal.fields import LimitField

if TYPE_CHECKING:
    from biaogan.core.access import Asker

RUNGS = 4
FIRST, LAST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)


class FutureDayField(forms.DateField):
    """A day that calendars know."""

    widget = DayInput

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not FIRST <= day <= LAST:
            raise forms.ValidationError(_("This day is out of reach."))
        return day


class InboxForm(forms.Form):
    kind = forms.ChoiceField(label=_("Duty"), required=False)
    view = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("everything")), *((kind.code, kind.name) for kind in KINDS if not kind.is_window)]


class FinishForm(forms.Form):
    note = forms.CharField(label=_("What was done"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class PauseForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)
    proof = forms.CharField(
        label=_("What proves it"), max_length=500, help_text=_("Number of the letter, or where it lies")
    )


class ExtendForm(forms.Form):
    limit = LimitField(label=_("Extend by"), least=1)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class NewLimitForm(forms.Form):
    limit = LimitField(label=_("Limit"))
    warn_before = LimitField(
        label=_("Warn before the end"), required=False, help_text=_("Without a number there is no warning.")
    )
    basis = forms.CharField(label=_("Basis"), max_length=200, help_text=_("Document and clause, in Chinese"))
    basis_en = forms.CharField(label=_("Basis in English"), max_length=200, required=False)
    source = forms.ChoiceField(label=_("Comes from"), choices=Source.choices)
    begins_on = FutureDayField(label=_("Holds from"))
    unit = UnitField(label=_("Only for the unit"), required=False, help_text=_("And all units below it"))

    def __init__(self, *args: Any, actor: Asker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].actor = actor  # type: ignore[attr-defined]
        for number in range(1, RUNGS + 1):
            self.fields[f"after_{number}"] = LimitField(
                label=_("Escalation %(n)d: how long after the end") % {"n": number},
                required=False,
                help_text=_("0 working days is the end itself.") if number == 1 else "",
            )
            self.fields[f"tell_{number}"] = forms.MultipleChoiceField(
                label=_("Escalation %(n)d: who is told") % {"n": number},
                choices=list(TELLABLE.items()),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @staticmethod
    def rungs_as_initial(ladder: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the fields of a ladder as it stands."""
        found: dict[str, Any] = {}
        for number, rung in enumerate(ladder[:RUNGS], start=1):
            found |= {f"after_{number}": rung["after"], f"tell_{number}": rung["tell"]}
        return found

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for number in range(1, RUNGS + 1):
            if bool(data.get(f"after_{number}")) != bool(data.get(f"tell_{number}")):
                self.add_error(f"after_{number}", _("Say both how long after the end and who is told, or neither."))
        return data

    def new_limit(self) -> NewLimit:
        data = self.cleaned_data
        names = ("limit", "warn_before", "basis", "basis_en", "source", "begins_on", "unit")
        rungs = [
            {"after": data[f"after_{number}"], "tell": data[f"tell_{number}"]}
            for number in range(1, RUNGS + 1)
            if data.get(f"after_{number}")
        ]
        return NewLimit(**{name: data[name] for name in names}, ladder=rungs)


class RecurringDutyForm(forms.Form):
    post_kind = forms.ChoiceField(label=_("Post"), choices=PostKind.choices)
    name = forms.CharField(label=_("Duty"), max_length=80)
    name_en = forms.CharField(label=_("In English"), max_length=80, required=False)
    cadence = forms.ChoiceField(label=_("How often"), choices=Cadence.choices)
    limit = LimitField(label=_("Limit"), help_text=_("Counted from the day on which it opens."))
    begins_on = FutureDayField(label=_("Holds from"))
