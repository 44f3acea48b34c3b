"""What for somebody looks, what is corrected, and a check for numbers that do not belong into free text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.core.widgets import PhoneInput
from biaogan.parties.models import Party, Purpose
from biaogan.parties.rules import PersonalField, find_personal_data

#: Kept out of the drafts that the browser keeps.
PRIVATE = {"data-private": "", "autocomplete": "off"}


class RevealForm(forms.Form):
    asked = forms.MultipleChoiceField(label=_("Which values"), widget=forms.CheckboxSelectMultiple)
    purpose = forms.ChoiceField(label=_("What for"), choices=Purpose.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("In a few words"), max_length=200)

    def __init__(self, party: Party, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(field, label) for field, label in PersonalField.choices if party.masked(field)]
        self.fields["asked"].choices = known  # type: ignore[attr-defined]


class CorrectForm(forms.Form):
    """Fields left empty stay as they are; the page never shows the old values in full."""

    name = forms.CharField(
        label=pgettext_lazy("person", "Name"), max_length=200, required=False, widget=forms.TextInput(attrs=PRIVATE)
    )
    phone = forms.CharField(label=_("Telephone"), max_length=200, required=False, widget=PhoneInput(attrs=PRIVATE))
    id_number = forms.CharField(
        label=_("Identity number"), max_length=200, required=False, widget=forms.TextInput(attrs=PRIVATE)
    )
    account = forms.CharField(
        label=_("Account or card"), max_length=200, required=False, widget=forms.TextInput(attrs=PRIVATE)
    )
    address = forms.CharField(label=_("Address"), max_length=200, required=False, widget=forms.TextInput(attrs=PRIVATE))

    def __init__(self, party: Party, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in PersonalField.values:
            self.fields[field].help_text = party.masked(field)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.values()) and not self.errors:
            raise forms.ValidationError(_("Type at least one new value."))
        return data

    def values(self) -> dict[str, str]:
        return {field: value for field, value in self.cleaned_data.items() if value}


class FreeTextMixin(forms.Form):
    """For forms with free text: numbers of customers in `free_text` fields are held back once, and taken if they must stay.

    Draw the field `numbers_stay` where `form.has_numbers` is true.
    """

    free_text: tuple[str, ...] = ()
    numbers_stay = forms.BooleanField(label=_("They must stay in the text"), required=False)

    has_numbers = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in self.free_text:
            found = find_personal_data(data.get(name) or "")
            self.has_numbers = self.has_numbers or bool(found)
            if found and not data.get("numbers_stay"):
                shown = "、".join(each.masked for each in found)
                said = _(
                    "This looks like personal numbers: %(found)s. Take them out, or say below that they must stay."
                )
                self.add_error(name, said % {"found": shown})
        return data
