from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from biaogan.core.time import ZONE
from biaogan.core.widgets import ClockInput, DayInput, ManyFilesInput, MomentInput
from biaogan.workcal.fields import UNITS
from biaogan.workcal.kinds import LimitUnit
from biaogan.workcal.models import CODES, Layer, LayerKind, YearState
from biaogan.workcal.rules import Limit
from biaogan.workcal.rules.calendar import FIRST_DAY, LAST_DAY

#: The longest limit that a page explains day by day.
LONGEST = 400


class KnownDayField(forms.DateField):
    """A day within the years that calendars know."""

    widget = DayInput

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("Calendars reach from 1980 to 2099."))
        return day


class LayerForm(forms.Form):
    """A new calendar of a region or the bank."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(LayerKind.BANK, LayerKind.BANK.label), (LayerKind.REGION, LayerKind.REGION.label)],
        widget=forms.RadioSelect,
        initial=LayerKind.BANK,
    )
    name = forms.CharField(label=_("Name"), max_length=60)
    name_en = forms.CharField(label=_("English name"), max_length=60, required=False)
    code = forms.RegexField("|".join(CODES.values()), label=_("Code"), max_length=40)
    parent = forms.ModelChoiceField(Layer.objects.none(), label=_("Overrides"), to_field_name="code", empty_label=None)

    def __init__(self, *args: Any, layers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = layers  # type: ignore[attr-defined]
        self.fields["parent"].initial = "cn"
        self.fields["code"].help_text = _("cn-gx for a region, bank:north for the bank: small letters and digits.")
        self.fields["code"].error_messages["invalid"] = _("Write it like cn-gx or bank:north.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        code, kind = given.get("code", ""), given.get("kind", "")
        if code and kind and code.startswith("bank:") != (kind == LayerKind.BANK):
            self.add_error("code", _("Codes of the bank begin with bank:, codes of a region with the nation's."))
        return given


class HoursForm(forms.Form):
    """From which day on work begins and ends when."""

    starts_on = KnownDayField(label=_("From"))
    opens_at = forms.TimeField(label=_("Work begins"), widget=ClockInput)
    closes_at = forms.TimeField(label=_("Work ends"), widget=ClockInput)
    basis = forms.CharField(label=_("Basis"), max_length=120, required=False)


class DayForm(forms.Form):
    """What a layer makes of one day."""

    ruling = forms.ChoiceField(
        label=_("The day is"),
        choices=[("rest", _("a day of rest")), ("work", _("a working day")), ("below", _("as the layers below say"))],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Occasion"), max_length=60, required=False)
    name_en = forms.CharField(label=_("Occasion in English"), max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("ruling") in {"rest", "work"} and not given.get("name"):
            self.add_error("name", _("Say why: it stands in the explanation of every limit over this day."))
        return given


class SettleForm(forms.Form):
    """How sure a year is, and on what it rests."""

    state = forms.ChoiceField(label=_("State"), choices=YearState.choices, widget=forms.RadioSelect)
    source = forms.CharField(label=_("Document"), max_length=300, required=False)


class ManyFilesField(forms.FileField):
    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) and data else [data or None]
        return [super(ManyFilesField, self).clean(each, initial) for each in files]


class UploadForm(forms.Form):
    """Year files of holiday-cn or tables."""

    notices = ManyFilesField(label=_("Files"))

    def clean_notices(self) -> list[Any]:
        files: list[Any] = self.cleaned_data["notices"]
        if len(files) > 40:
            raise forms.ValidationError(_("At most 40 files at once."))
        return files


class DeadlineForm(forms.Form):
    """When is it due? Asked in the address, so that an answer can be sent to somebody."""

    start = forms.DateTimeField(label=_("Received"), widget=MomentInput)
    amount = forms.IntegerField(
        label=_("Limit"),
        min_value=0,
        validators=[MaxValueValidator(LONGEST)],
        widget=forms.NumberInput(attrs={"max": LONGEST}),
    )
    unit = forms.ChoiceField(label=_("Counted in"), choices=UNITS)
    calendar = forms.ModelChoiceField(Layer.objects.none(), label=_("Calendar"), to_field_name="code", empty_label=None)

    def __init__(self, *args: Any, layers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["calendar"].queryset = layers  # type: ignore[attr-defined]

    def clean_start(self) -> dt.datetime:
        start: dt.datetime = self.cleaned_data["start"]
        if not FIRST_DAY <= start.astimezone(ZONE).date() <= LAST_DAY:
            raise forms.ValidationError(_("Calendars reach from 1980 to 2099."))
        return start

    def limit(self) -> Limit:
        return Limit(self.cleaned_data["amount"], LimitUnit(self.cleaned_data["unit"]))
