"""What is asked when a device does not work: what is wrong, who mends, what was done, whether it works again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.accounts.access import Actor
from biaogan.core import forms as core
from biaogan.core.widgets import MomentInput
from biaogan.org.choosing import PersonField, UnitField
from biaogan.premises import actions
from biaogan.premises.kinds import DeviceKind, FaultKind, RepairState, usual_faults
from biaogan.premises.models import Device, Repair
from biaogan.premises.queries import RepairChoice
from biaogan.premises.rules import Move

_ALL = [("", pgettext_lazy("filter", "All"))]


class FaultForm(forms.Form):
    """Two taps on a phone: what is wrong, and the button."""

    kind = forms.ChoiceField(label=_("What is wrong"), widget=forms.RadioSelect)
    fault = forms.CharField(
        label=_("In words"), max_length=500, required=False, help_text=_("Needed for «something else» only.")
    )
    down_since = forms.DateTimeField(
        label=_("Out of order since"), required=False, widget=MomentInput(), help_text=_("Empty: since now.")
    )

    def __init__(self, *args: Any, device: Device, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in usual_faults(device.kind)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("kind") == FaultKind.OTHER and not told.get("fault", "").strip():
            self.add_error("fault", _("Say in a few words what is wrong."))
        return told


class RepairFilterForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": _("Number or words"), "autocomplete": "off"}),
    )
    show = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            *_ALL,
            ("open", pgettext_lazy("repair", "open")),
            ("overdue", _("overdue")),
            *RepairState.choices,
        ],
    )
    kind = forms.ChoiceField(label=_("Kind of device"), required=False, choices=[*_ALL, *DeviceKind.choices])
    under = UnitField(label=_("At or below"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["under"].actor = actor  # type: ignore[attr-defined]

    def choice(self, *, now: dt.datetime) -> RepairChoice:
        """Return what was chosen; what could not be read narrows nothing."""
        data: dict[str, Any] = self.cleaned_data
        show = data.get("show", "")
        return RepairChoice(
            q=data.get("q") or "",
            state=show if show in RepairState.values else "",
            open_only=show == "open",
            device_kind=data.get("kind") or "",
            under=data.get("under"),
            overdue_at=now if show == "overdue" else None,
        )


class RepairForm(core.MoveForm):
    """A move of one repair."""

    about = "repair"
    repair: Repair
    actor: Actor


def _words(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=500, widget=forms.Textarea(attrs={"rows": 3}), **options)


class AssignForm(RepairForm):
    says = _("The limit runs on. A contractor is watched by the unit that mends.")
    unit = UnitField(label=_("Unit that mends"), required=False)
    person = PersonField(label=_("Who mends"), required=False)
    contractor = forms.CharField(label=_("Contractor"), max_length=120, required=False)
    note = _words(_("Agreed with them"), required=False)

    def prepare(self) -> None:
        self.fields["unit"].initial = self.repair.mender_unit
        self.fields["contractor"].initial = self.repair.contractor

    def run(self) -> object:
        return actions.assign_repair(**self.cleaned_data, **self.deed)


class MendedForm(RepairForm):
    says = _("The device counts as in use again; somebody else at the outlet checks it.")
    note = _words(_("What was done"))
    mended_at = forms.DateTimeField(label=_("Mended at"), widget=MomentInput())

    def prepare(self) -> None:
        self.fields["mended_at"].initial = self.now

    def run(self) -> object:
        at = min(self.cleaned_data["mended_at"], self.now)
        # The page asks for minutes: what was mended in the minute of the report was not mended before it.
        if at == self.repair.down_since.replace(second=0, microsecond=0):
            at = self.repair.down_since
        return actions.mended(note=self.cleaned_data["note"], happened_at=at, **self.deed)


class CheckForm(RepairForm):
    says = _("You have tried the device and it works; the repair is closed.")
    note = _words(_("Remark"), required=False)

    def run(self) -> object:
        return actions.check_repair(note=self.cleaned_data["note"], **self.deed)


class GiveBackForm(RepairForm):
    says = _("The device counts as out of order all the time, and the limit runs anew.")
    reason = _words(_("What still does not work"))

    def run(self) -> object:
        return actions.give_back(reason=self.cleaned_data["reason"], **self.deed)


class DropForm(RepairForm):
    says = _("The device counts as never out of order. The report and your reason stay in the history.")
    reason = _words(pgettext_lazy("repair", "Reason"))

    def run(self) -> object:
        return actions.drop_repair(reason=self.cleaned_data["reason"], **self.deed)


FORMS: dict[Move, type[RepairForm]] = {
    Move.ASSIGN: AssignForm,
    Move.MENDED: MendedForm,
    Move.CHECK: CheckForm,
    Move.GIVE_BACK: GiveBackForm,
    Move.DROP: DropForm,
}
