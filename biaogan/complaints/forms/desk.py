"""Taking a complaint down at a desk, in the order of the talk: what happened, about whom, who speaks, and what comes next."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.complaints.actions import Intake
from biaogan.complaints.choices import Channel, Facet, Source, SpeaksAs, Voice
from biaogan.complaints.forms.fields import StaffField
from biaogan.complaints.models import Category
from biaogan.complaints.rules import REPRESENTATIVES_AT_MOST
from biaogan.core.forms import LongText
from biaogan.core.widgets import DayInput, MomentInput, PhoneInput
from biaogan.org.choosing import UnitField
from biaogan.org.models import Unit
from biaogan.parties.rules import find_personal_data, masked_text

_PRIVATE = {"data-private": "", "autocomplete": "off"}


class CategoryField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A name of one facet of the classification, those in use."""

    def __init__(self, facet: Facet, **options: Any) -> None:
        rows = Category.objects.filter(facet=facet, retired_on__isnull=True)
        super().__init__(queryset=rows, required=False, empty_label=_("not known yet"), **options)


class DeskForm(forms.Form):
    """What is asked at a desk. Only what happened is required; nothing is asked that the bank can look up (art. 13)."""

    # Minted when the form is shown: the same form arrives once.
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    voice = forms.ChoiceField(
        label=_("What is it?"), choices=Voice.choices, widget=forms.RadioSelect, initial=Voice.COMPLAINT
    )
    summary = LongText(label=_("What happened?"), max_length=4000, rows=5)
    demand = LongText(label=_("What does the customer ask for?"), max_length=2000, rows=2, required=False)
    subject = UnitField(label=_("Which unit is it about?"))
    staff = StaffField(
        label=_("Who of the staff?"),
        max_length=500,
        required=False,
        help_text=_("Names or staff numbers. They will not see this case."),
    )

    name = forms.CharField(
        label=_("Name of the customer"), max_length=60, required=False, widget=forms.TextInput(attrs=_PRIVATE)
    )
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False, widget=PhoneInput(attrs=_PRIVATE))
    id_number = forms.CharField(
        label=_("Identity number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs=_PRIVATE),
        help_text=_("Only if the matter needs it."),
    )
    speaks_as = forms.ChoiceField(
        label=_("Who speaks?"), choices=SpeaksAs.choices, initial=SpeaksAs.COMPLAINANT, required=False
    )
    representative_name = forms.CharField(
        label=_("Name of the representative"), max_length=60, required=False, widget=forms.TextInput(attrs=_PRIVATE)
    )
    representative_phone = forms.CharField(
        label=_("Telephone of the representative"), max_length=40, required=False, widget=PhoneInput(attrs=_PRIVATE)
    )
    joint_count = forms.IntegerField(
        label=_("How many customers together?"), min_value=1, max_value=100_000, initial=1, required=False
    )
    representative_count = forms.IntegerField(
        label=_("Representatives of the group"),
        min_value=0,
        max_value=REPRESENTATIVES_AT_MOST,
        initial=0,
        required=False,
    )
    repeats = forms.IntegerField(required=False, widget=forms.HiddenInput)

    channel = forms.ChoiceField(label=_("Came by"), choices=Channel.choices, initial=Channel.COUNTER)
    received_at = forms.DateTimeField(label=_("Received at"), widget=MomentInput())
    business = CategoryField(Facet.BUSINESS, label=_("Business"))
    cause = CategoryField(Facet.CAUSE, label=_("Cause as the customer sees it"))
    business_channel = CategoryField(Facet.CHANNEL, label=_("Channel of the business"))
    source = forms.ChoiceField(label=_("Sent by"), choices=Source.choices, initial=Source.CUSTOMER, required=False)
    source_reference = forms.CharField(label=_("Reference of the sender"), max_length=80, required=False)
    source_received_on = forms.DateField(label=_("Received by the sender on"), widget=DayInput(), required=False)
    source_forwarded_on = forms.DateField(label=_("Forwarded on"), widget=DayInput(), required=False)

    accept_now = forms.BooleanField(
        label=_("Accept it now"),
        required=False,
        initial=True,
        help_text=_(
            "You tell the customer on the spot; the next page says what. The Office's officer steps in at once."
        ),
    )
    # What to do with personal numbers found in the text; asked only where there are some.
    numbers = forms.ChoiceField(
        label=_("The text holds personal numbers"),
        choices=[("mask", _("Mask them")), ("keep", _("Keep them, the case needs them"))],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, actor: Actor, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.now = actor, now
        self.fields["received_at"].initial = now
        self.has_numbers = False

    @property
    def is_for_somebody(self) -> bool:
        """The part on representatives and groups is filled in, or wrong."""
        return self._touched("representative_name", "representative_count", "joint_count")

    @property
    def is_forwarded(self) -> bool:
        return self._touched("source_reference", "source_forwarded_on", "business_channel")

    def _touched(self, *names: str) -> bool:
        return any(self.errors.get(name) or self.data.get(name, "") not in ("", "0", "1") for name in names)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        self.has_numbers = any(find_personal_data(data.get(name) or "") for name in ("summary", "demand"))
        if self.has_numbers and not data.get("numbers"):
            self.add_error(
                "numbers", _("There is a card, identity or telephone number in the text. Choose what to do with it.")
            )
        if data.get("speaks_as") in (SpeaksAs.AGENT, SpeaksAs.HEIR) and not data.get("representative_name"):
            self.add_error("representative_name", _("Say who speaks for the customer."))
        if data.get("source") == Source.REGULATOR and not data.get("source_forwarded_on"):
            self.add_error("source_forwarded_on", _("Say when the regulator forwarded it."))
        return data

    def intake(self, *, receiving: Unit | None, follow_digest: str) -> Intake:
        data = self.cleaned_data
        return Intake(
            subject=data["subject"],
            receiving=receiving,
            received_at=min(data["received_at"], self.now)
            if _same_minute(data["received_at"], self.now)
            else data["received_at"],
            channel=data["channel"],
            summary=self._words("summary"),
            demand=self._words("demand"),
            voice=data["voice"],
            customer={name: data[name] for name in ("name", "phone", "id_number")},
            speaks_as=data["speaks_as"] or SpeaksAs.COMPLAINANT,
            representative={"name": data["representative_name"], "phone": data["representative_phone"]},
            joint_count=data["joint_count"] or 1,
            representative_count=data["representative_count"] or 0,
            source=data["source"] or Source.CUSTOMER,
            staff=data["staff"],
            repeats=data["repeats"],
            follow_digest=follow_digest,
            source_reference=data["source_reference"],
            source_received_on=data["source_received_on"],
            source_forwarded_on=data["source_forwarded_on"],
            business=_code(data["business"]),
            cause=_code(data["cause"]),
            business_channel=_code(data["business_channel"]),
        )

    def _words(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        return text if self.cleaned_data["numbers"] == "keep" else masked_text(text)


def _code(category: Category | None) -> str | None:
    return category.pk if category else None


def _same_minute(one: dt.datetime, other: dt.datetime) -> bool:
    return abs(one - other) < dt.timedelta(minutes=1)
