"""What is asked of whoever draws, asks for, brings or views recordings."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.accounts.access import Actor
from biaogan.core.widgets import ClockInput, DayInput
from biaogan.inspections.actions.recordings import Asked
from biaogan.inspections.rules.footage import Figure, Request, moment
from biaogan.org.choosing import PersonField, UnitField


class CamerasField(forms.CharField):
    """Names of cameras, one a line or with commas between."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        names = [name.strip() for name in re.split(r"[\n,，、;；]", text or "") if name.strip()]
        if any(len(name) > 60 for name in names):
            raise ValidationError(_("The name of a camera has at most 60 characters."))
        return list(dict.fromkeys(names))


class RegisterForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *Request.choices])
    open = forms.BooleanField(label=_("Open ones only"), required=False)


class SampleForm(forms.Form):
    """A sample is drawn: nobody chooses day, time or camera."""

    unit = UnitField(label=_("Outlet"), serving=True)
    first = forms.DateField(label=pgettext_lazy("recording", "From the day"), widget=DayInput())
    last = forms.DateField(label=pgettext_lazy("recording", "Until the day"), widget=DayInput())
    cameras = CamerasField(
        label=_("Cameras to draw from"),
        required=False,
        help_text=_("Windows, for instance. One a line, or with commas."),
    )
    always = CamerasField(label=_("Cameras always watched"), required=False, help_text=_("The lobby, for instance."))

    def __init__(self, *args: Any, actor: Actor, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].actor = actor  # type: ignore[attr-defined]
        self.fields["last"].initial = today - dt.timedelta(days=1)
        self.fields["first"].initial = today - dt.timedelta(days=28)


class RequestForm(forms.Form):
    """Stretches chosen by hand: the same day and cameras, from one time to another."""

    unit = UnitField(label=_("Outlet"))
    sheet = forms.CharField(
        label=_("Off-site sheet"),
        max_length=24,
        required=False,
        help_text=_("Its number, where the viewing serves one."),
    )
    day = forms.DateField(label=_("Day"), widget=DayInput())
    begins = forms.TimeField(label=pgettext_lazy("recording", "From"), widget=ClockInput())
    ends = forms.TimeField(label=pgettext_lazy("recording", "Until"), widget=ClockInput())
    cameras = CamerasField(label=_("Cameras"), help_text=_("One a line, or with commas."))
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What it is viewed for."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].actor = actor  # type: ignore[attr-defined]

    def stretches(self) -> list[Asked]:
        data = self.cleaned_data
        begins, ends = (moment(data["day"], data[name].hour * 60 + data[name].minute) for name in ("begins", "ends"))
        return [Asked(camera, begins, ends) for camera in data["cameras"]]


class PurposeForm(forms.Form):
    """For what drawn stretches are asked for."""

    sheet = forms.CharField(
        label=_("Off-site sheet"),
        max_length=24,
        required=False,
        help_text=_("Its number, where the viewing serves one."),
    )
    purpose = forms.CharField(label=_("Purpose"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ClipForm(forms.Form):
    clip = forms.FileField(
        label=_("Clip"),
        help_text=_("MP4 with H.264, up to 2 GB."),
        widget=forms.FileInput(attrs={"accept": "video/mp4,.mp4,.m4v"}),
    )
    starts = forms.TimeField(
        label=_("Begins at"),
        required=False,
        widget=ClockInput(attrs={"step": 1}),
        help_text=_("Empty: as the stretch."),
    )


class PlaceForm(forms.Form):
    recorder = forms.CharField(label=_("Recorder"), max_length=120, help_text=_("Where it stands, or its number."))
    channel = forms.CharField(label=_("Camera or channel"), max_length=60, required=False)


class FigureForm(forms.Form):
    code = forms.ChoiceField(label=_("Figure"), choices=Figure.choices)
    value = forms.IntegerField(label=pgettext_lazy("threshold", "Value"), min_value=0, max_value=400)
    unit = UnitField(
        label=pgettext_lazy("recording", "Of one unit and all below it"),
        required=False,
        help_text=_("Empty: of the whole bank."),
    )
    begins_on = forms.DateField(label=pgettext_lazy("recording", "From the day"), widget=DayInput())
    basis = forms.CharField(label=_("What it rests on"), max_length=200, help_text=_("Document and clause."))
    basis_en = forms.CharField(label=_("The same in English"), max_length=200, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].actor = actor  # type: ignore[attr-defined]


class DaysForm(forms.Form):
    """Which days the page of agreement looks at, and a draw draws from."""

    unit = UnitField(label=_("Unit"), required=False)
    first = forms.DateField(label=pgettext_lazy("recording", "From the day"), widget=DayInput(), required=False)
    last = forms.DateField(label=pgettext_lazy("recording", "Until the day"), widget=DayInput(), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].actor = actor  # type: ignore[attr-defined]


class SecondForm(forms.Form):
    person = PersonField(label=_("Second reviewer"))
    planned_on = forms.DateField(label=_("By the day"), widget=DayInput())
