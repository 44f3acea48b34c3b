"""What a customer is asked, and a contractor: as little as possible."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from biaogan.complaints.choices import Voice
from biaogan.core.widgets import ManyFilesInput, MomentInput, PhoneInput
from biaogan.evidence.forms import ACCEPT, ManyFilesField

_PRIVATE = {"data-private": ""}


class SayForm(forms.Form):
    """Say something or complain. Only the words are needed."""

    # Minted when the form is shown: the same form arrives once.
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    # People do not see this; programs that fill in every field do.
    website = forms.CharField(
        required=False, max_length=200, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )
    voice = forms.ChoiceField(
        label=_("What would you like to do?"),
        choices=[
            (Voice.COMPLAINT.value, _("Complain and get an answer")),
            ("", _("Say something, ask or praise")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    summary = forms.CharField(
        label=_("What happened?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("When, where, with whom. Card and identity numbers are hidden when we store this."),
    )
    demand = forms.CharField(
        label=_("What do you ask us to do?"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    phone = forms.CharField(
        label=_("Your telephone"),
        max_length=40,
        required=False,
        widget=PhoneInput(attrs={**_PRIVATE, "autocomplete": "tel"}),
        help_text=_("So that we can call you. It is stored encrypted."),
    )
    name = forms.CharField(
        label=_("What may we call you?"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={**_PRIVATE, "autocomplete": "name"}),
    )

    @property
    def is_by_a_program(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    def clean_summary(self) -> str:
        text: str = self.cleaned_data["summary"].strip()
        if len(text) < 4:
            raise forms.ValidationError(_("Please write a few words more, so that we understand."))
        return text


class OutletForm(forms.Form):
    q = forms.CharField(
        label=_("Which outlet is it about?"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
        help_text=_("A part of its name or address."),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Your code"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("Twelve letters and digits, such as ABCD-EFGH-JKMN."),
    )


class MessageForm(forms.Form):
    text = forms.CharField(label=_("Anything to add?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class MendForm(forms.Form):
    """What a contractor did, photos first."""

    photos = ManyFilesField(
        label=_("Photos"),
        required=False,
        max_length=200,
        widget=ManyFilesInput(attrs={"accept": ACCEPT}),
        help_text=_("On a phone this opens the camera. Up to ten."),
    )
    action = forms.CharField(label=_("What did you do?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    cause = forms.CharField(label=_("What was the cause?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    done_at = forms.DateTimeField(label=_("When was it done?"), widget=MomentInput())
    no_proof_because = forms.CharField(
        label=_("Why there can be no photo"),
        max_length=500,
        required=False,
        help_text=_("Only where there is nothing to show."),
    )

    def answer(self, *, since: dt.datetime, now: dt.datetime) -> dict[str, Any]:
        """Return what the action takes. The form asks for minutes: what was done in the minute of the finding was not done before it."""
        data = self.cleaned_data
        done = data["done_at"]
        if done == since.replace(second=0, microsecond=0):
            done = since
        return {
            "cause": data["cause"],
            "action": data["action"],
            "done_at": min(done, now) if done - now < dt.timedelta(minutes=1) else done,
            "uploads": [file for file in data["photos"] if file],
            "no_proof_because": data["no_proof_because"],
        }
