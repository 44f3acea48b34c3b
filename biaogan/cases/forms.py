"""What is asked at the parts of a case's page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.cases.models import Case, CaseLink
from biaogan.cases.queries import by_number
from biaogan.org.models import Person


class LinkForm(forms.Form):
    kind = forms.ChoiceField(label=_("This case"), choices=CaseLink.Kind.choices)
    other = forms.CharField(label=_("Number of the other case"), max_length=40)

    def __init__(self, *args: Any, actor: Actor | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor = actor

    def clean_other(self) -> Case:
        found = list(by_number(self._actor, self.cleaned_data["other"])[:2]) if self._actor else []
        if len(found) != 1:
            raise forms.ValidationError(
                _("No case with this number is in your sight, or the number fits several. Type it in full.")
            )
        return found[0]


class BarForm(forms.Form):
    staff_no = forms.CharField(label=_("Staff number"), max_length=32)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Complained of, or with an interest in the outcome."),
    )

    def clean_staff_no(self) -> Person:
        person = Person.objects.filter(staff_no=self.cleaned_data["staff_no"].strip()).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has this staff number."))
        return person
