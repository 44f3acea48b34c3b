from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.forms import PersonField, UnitField
from biaogan.sync.models import Purpose


class DeviceFilterForm(forms.Form):
    q = forms.CharField(
        label=_("Name of the device or its unit"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": _("Name of the device or its unit")}),
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), ("in_use", _("In use")), ("revoked", _("Revoked"))]
    )


class PairingForm(forms.Form):
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices, widget=forms.RadioSelect)
    unit = UnitField(label=_("Unit"))
    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("As on its label: «Counter 3», «Phone of the inspector».")
    )
    person = PersonField(
        label=_("Staff number"),
        required=False,
        help_text=_(
            "Whose device it is; it then acts with this person's rights. Empty for a device that everybody uses."
        ),
    )
