"""What is typed about areas, counters, devices and hours."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.accounts.access import Actor
from biaogan.core.errors import RuleBroken
from biaogan.core.widgets import DayInput
from biaogan.org.choosing import UnitField
from biaogan.org.models import Unit
from biaogan.premises import queries, rules
from biaogan.premises.kinds import AreaKind, Business, DeviceKind, DeviceStatus
from biaogan.premises.rules import Span, TimeTable

ALL = [("", pgettext_lazy("filter", "All"))]


class AreaForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of area"), choices=AreaKind.choices)
    name = forms.CharField(label=_("Name of the area"), max_length=60)
    name_en = forms.CharField(label=_("English name"), max_length=60, required=False)
    floor = forms.IntegerField(label=_("Floor"), initial=1, min_value=-5, max_value=99)


class AreaChangeForm(AreaForm):
    place = forms.IntegerField(label=_("Place in the walk"), min_value=0, max_value=999)


class CounterForm(forms.Form):
    number = forms.IntegerField(label=_("Number of the counter"), min_value=1, max_value=999)
    businesses = forms.MultipleChoiceField(
        label=_("Business"), choices=Business.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    area = forms.TypedChoiceField(label=_("Area"), required=False)

    def __init__(self, *args: Any, outlet: Unit, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_areas(self.fields["area"], outlet, today)


class CounterChangeForm(CounterForm):
    """The number of a counter stays: what was recorded about it names it so."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["number"]


class DeviceForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of device"), choices=DeviceKind.choices)
    serial = forms.CharField(label=_("Serial number"), max_length=60)
    model = forms.CharField(label=_("Make and model"), max_length=80, required=False)
    counter = forms.TypedChoiceField(label=_("Counter"), required=False)
    area = forms.TypedChoiceField(label=_("Area"), required=False)

    def __init__(self, *args: Any, outlet: Unit, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_areas(self.fields["area"], outlet, today)
        counters = {str(each.pk): each for each in queries.counters(outlet, on=today)}
        _offer(self.fields["counter"], counters)


def _offer_areas(field: forms.Field, outlet: Unit, today: dt.date) -> None:
    _offer(field, {str(each.pk): each for each in queries.areas(outlet, on=today)})


def _offer(field: forms.Field, things: dict[str, Any]) -> None:
    field.choices = [("", "—"), *((key, str(each)) for key, each in things.items())]  # type: ignore[attr-defined]
    field.coerce = things.get  # type: ignore[attr-defined]
    field.empty_value = None  # type: ignore[attr-defined]


class DeviceFilterForm(forms.Form):
    q = forms.CharField(label=_("Beginning of the serial number"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("Kind of device"), required=False, choices=[*ALL, *DeviceKind.choices])
    status = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All that are there")), *DeviceStatus.choices]
    )
    under = UnitField(label=_("At or below"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["under"].actor = actor  # type: ignore[attr-defined]


class FaultForm(forms.Form):
    note = forms.CharField(label=_("What is wrong"), max_length=200)


class SpansField(forms.CharField):
    """Hours as «9:00-12:00, 13:30-17:00»; empty is closed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=80, **kwargs)

    def clean(self, value: Any) -> Any:
        try:
            return rules.read_spans(super().clean(value))
        except RuleBroken as broken:
            raise ValidationError(broken.message) from broken

    def prepare_value(self, value: Any) -> Any:
        return rules.text_of(value) if isinstance(value, list) else value


class HoursForm(forms.Form):
    """A week of hours, and from when on they hold."""

    valid_from = forms.DateField(label=_("In force from"), widget=DayInput())

    def __init__(self, *args: Any, table: TimeTable, monday: dt.date, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"valid_from": today}, **kwargs})
        for weekday in range(7):
            day = monday + dt.timedelta(days=weekday)
            usual = [row.span for row in table.weekly if row.holds_on(day)]
            self.fields[f"day{weekday}"] = SpansField(label=WEEKDAYS[weekday], initial=sorted(usual))
        self.fields["day0"].help_text = _("For instance 9:00-12:00, 13:30-17:00. Empty: closed.")

    def weekly(self) -> dict[int, list[Span]]:
        return {weekday: self.cleaned_data[f"day{weekday}"] for weekday in range(7)}


class ExceptionForm(forms.Form):
    first = forms.DateField(label=_("First day"), widget=DayInput())
    last = forms.DateField(label=_("Last day"), widget=DayInput(), required=False, help_text=_("Empty: one day."))
    spans = SpansField(label=pgettext_lazy("hours", "Open"), help_text=_("Empty: closed all day."))
    reason = forms.CharField(label=pgettext_lazy("hours", "Reason"), max_length=120)
