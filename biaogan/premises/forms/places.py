"""What is typed about areas, counters, devices and hours."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.forms.boundfield import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.accounts.access import Actor
from biaogan.core.widgets import DayInput
from biaogan.org.choosing import UnitField
from biaogan.org.models import Unit
from biaogan.premises import queries
from biaogan.premises.fields import USUAL_SPANS, SpansField
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


class Opens(models.TextChoices):
    """What is said of a weekday."""

    OPEN = "open", pgettext_lazy("weekday", "Open")
    CLOSED = "closed", pgettext_lazy("weekday", "Closed")
    LIKE_MONDAY = "like_monday", _("Like Monday")


@dataclass(frozen=True)
class WeekdayFields:
    """A line of the week: whether the outlet is open, and when."""

    name: Any
    opens: BoundField
    spans: BoundField

    @property
    def errors(self) -> list[str]:
        return [*self.opens.errors, *self.spans.errors]


class HoursForm(forms.Form):
    """A week of hours, and from when on they hold."""

    valid_from = forms.DateField(label=_("In force from"), widget=DayInput())

    def __init__(self, *args: Any, table: TimeTable, monday: dt.date, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"valid_from": today}, **kwargs})
        self._usual = [table.open_spans(monday + dt.timedelta(days=weekday)) for weekday in range(7)]
        count = max(USUAL_SPANS, *map(len, self._usual))
        for weekday in range(7):
            choices = [each for each in Opens.choices if weekday or each[0] != Opens.LIKE_MONDAY]
            opens = self._opens(weekday)
            self.fields[f"opens{weekday}"] = forms.ChoiceField(
                label=WEEKDAYS[weekday],
                choices=choices,
                initial=opens,
                widget=forms.Select({"class": "form-select", "aria-label": WEEKDAYS[weekday]}),
            )
            shown = self._usual[weekday] if opens == Opens.OPEN else []
            self.fields[f"day{weekday}"] = SpansField(label=WEEKDAYS[weekday], count=count, initial=shown)

    def _opens(self, weekday: int) -> Opens:
        if not any(self._usual):
            # Nothing was said yet: most outlets keep the same hours from Monday to Friday.
            return Opens.OPEN if not weekday else Opens.LIKE_MONDAY if weekday < 5 else Opens.CLOSED
        if not self._usual[weekday]:
            return Opens.CLOSED
        return Opens.LIKE_MONDAY if weekday and self._usual[weekday] == self._usual[0] else Opens.OPEN

    def week(self) -> list[WeekdayFields]:
        return [WeekdayFields(WEEKDAYS[n], self[f"opens{n}"], self[f"day{n}"]) for n in range(7)]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        for weekday in range(7):
            opens, name = told.get(f"opens{weekday}"), f"day{weekday}"
            if opens is None or name not in told:
                continue
            if opens == Opens.OPEN and not told[name]:
                self.add_error(name, _("Say from when to when, or choose that it is closed."))
            # What was there before and is now closed may stay in the boxes; what was typed may not be lost.
            elif opens != Opens.OPEN and told[name] not in ([], self._usual[weekday]):
                self.add_error(name, _("Hours are given here: choose that it is open, or empty them."))
        return told

    def weekly(self) -> dict[int, list[Span]]:
        """Return the hours by weekday, 0 is Monday."""
        return {weekday: self._told(weekday) for weekday in range(7)}

    def _told(self, weekday: int) -> list[Span]:
        opens = self.cleaned_data[f"opens{weekday}"]
        if opens == Opens.LIKE_MONDAY:
            return self._told(0)
        spans: list[Span] = self.cleaned_data[f"day{weekday}"]
        return spans if opens == Opens.OPEN else []


class ExceptionForm(forms.Form):
    first = forms.DateField(label=_("First day"), widget=DayInput())
    last = forms.DateField(label=_("Last day"), widget=DayInput(), required=False, help_text=_("Empty: one day."))
    spans = SpansField(
        label=pgettext_lazy("hours", "Open"), help_text=_("Empty: closed all day. 00:00 at the end is midnight.")
    )
    reason = forms.CharField(label=pgettext_lazy("hours", "Reason"), max_length=120)
