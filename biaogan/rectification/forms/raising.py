"""Writing down a finding by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.accounts.access import Actor, Permission
from biaogan.core.forms import LongText
from biaogan.core.widgets import MomentInput
from biaogan.org.choosing import UnitField
from biaogan.rectification import actions
from biaogan.rectification.choices import Source
from biaogan.rectification.forms.choosing import ItemField
from biaogan.rectification.forms.fields import PhotosField
from biaogan.rectification.models import Finding

#: What is found in these ways comes from there: from a sheet, from a complaint.
_BY_HAND = (
    Source.ONSITE,
    Source.OFFSITE,
    Source.DEVICE,
    Source.MYSTERY,
    Source.RATING,
    Source.RECORD,
    Source.SELF_CHECK,
    Source.OTHER,
)


class RaiseForm(forms.Form):
    """What is wrong, in the order in which one sees it: where, what, by which item."""

    # Minted when the form is shown: the same form arrives once.
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    photos = PhotosField(required=False, help_text=_("On a phone this opens the camera. Several at once are fine."))
    unit = UnitField(label=_("Where is it?"))
    fact = LongText(label=_("What is wrong?"), max_length=2000)
    item = ItemField(label=_("Item of the handbook"), required=False)
    requirement = LongText(
        label=pgettext_lazy("finding", "What has to be done"),
        max_length=2000,
        rows=2,
        required=False,
        help_text=_("Left empty: as the item says."),
    )
    points = forms.DecimalField(
        label=_("Points deducted"), min_value=0, max_value=Decimal(10_000), decimal_places=2, required=False
    )
    source = forms.ChoiceField(label=_("Found by way of"), choices=[])
    found_at = forms.DateTimeField(label=_("Found at"), widget=MomentInput())

    def __init__(self, *args: Any, actor: Actor, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.now = actor, now
        self.fields["unit"].actor = actor  # type: ignore[attr-defined]
        self.fields["source"].choices = [(each.value, each.label) for each in _open_to(actor)]  # type: ignore[attr-defined]
        self.initial = {"found_at": now, **self.initial}

    def run(self) -> Finding:
        data = self.cleaned_data
        item = data["item"]
        return actions.raise_finding(
            unit=data["unit"],
            source=data["source"],
            fact=data["fact"],
            requirement=data["requirement"] or (item.name_zh if item else ""),
            item=item,
            points=int((data["points"] or 0) * 100),
            found_at=min(data["found_at"], self.now),
            by=self.actor,
            now=self.now,
        )


def _open_to(actor: Actor) -> list[Source]:
    may_raise = actor.may_anywhere(Permission.RAISE_FINDING)
    may_check = actor.may_anywhere(Permission.CHECK_ONESELF)
    return [each for each in _BY_HAND if (may_check if each is Source.SELF_CHECK else may_raise)]
