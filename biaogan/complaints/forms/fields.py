"""Fields that several forms of the desk share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from biaogan.complaints.actions import Told
from biaogan.complaints.choices import Method
from biaogan.core.widgets import MomentInput
from biaogan.evidence.models import Evidence
from biaogan.org.models import Person


class LetterField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A letter by its number."""

    def __init__(self, **options: Any) -> None:
        help_text = _("Its file is kept with the evidence as proof.")
        super().__init__(empty_label=_("told without it"), help_text=help_text, **options)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number} {obj.title}"


class StaffField(forms.CharField):
    """Members of staff by name or staff number, with commas between."""

    def clean(self, value: Any) -> list[Person]:
        text = super().clean(value)
        words = [
            word for word in text.replace("，", ",").replace("、", ",").replace(";", ",").split(",") if word.strip()
        ]
        return [_person(word.strip()) for word in words]


def _person(word: str) -> Person:
    found = list(Person.objects.filter(Q(staff_no=word) | Q(name=word))[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise ValidationError(_("Several people are called %(name)s. Type the staff number."), params={"name": word})
    raise ValidationError(_("Nobody is called %(name)s or has this staff number."), params={"name": word})


class ToldFields(forms.Form):
    """How the customer was told: a part of several forms."""

    method = forms.ChoiceField(label=_("How the customer was told"))
    told_at = forms.DateTimeField(label=_("When"), widget=MomentInput())
    proof = forms.CharField(
        label=_("Proof"),
        max_length=500,
        help_text=_("For example: number of the letter, of the text message, of the call."),
    )
    was_reached = forms.BooleanField(
        label=_("The customer was reached"),
        required=False,
        initial=True,
        help_text=_("Untick when nobody answered or the letter came back."),
    )
    proof_evidence = forms.ModelChoiceField(
        label=_("Evidence that shows it"), queryset=Evidence.objects.none(), required=False, empty_label=_("none")
    )

    def prepare_told(self, *, case: int, now: dt.datetime) -> None:
        # What the follow page shows is written down by itself.
        shown = [choice for choice in Method.choices if choice[0] != Method.PAGE]
        self.fields["method"].choices = shown  # type: ignore[attr-defined]
        self.fields["told_at"].initial = now
        self.fields["proof_evidence"].queryset = Evidence.objects.filter(case=case).kept()  # type: ignore[attr-defined]

    def told(self) -> Told:
        data = self.cleaned_data
        evidence = data.get("proof_evidence")
        return Told(
            method=data["method"],
            at=data["told_at"],
            proof=data["proof"],
            was_reached=data["was_reached"],
            evidence=evidence.pk if evidence else None,
        )
