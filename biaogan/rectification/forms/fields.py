"""Fields that several forms share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from biaogan.core.widgets import DayInput, ManyFilesInput
from biaogan.evidence.forms import ACCEPT, ManyFilesField
from biaogan.rectification.wording import limit_words

FIRST, LAST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)


class LimitInput(DayInput):
    """A day, and beside it its weekday and how many working days are left, which the server says anew when it changes."""

    template_name = "rectification/widgets/limit.html"
    calendar = "cn"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        own = context["widget"]["attrs"]
        said = f"{own.get('id', name)}_said"
        day = self._day(context["widget"]["value"])
        context["widget"] |= {
            "said_id": said,
            "said": limit_words(day, calendar=self.calendar, now=timezone.now()) if day else "",
        }
        own |= {
            "hx-get": f"{reverse('rectification:limit_words')}?name={name}&calendar={self.calendar}",
            "hx-trigger": "change",
            "hx-target": f"#{said}",
            "hx-params": name,
        }
        return context

    def _day(self, value: Any) -> dt.date | None:
        try:
            day = dt.date.fromisoformat(str(value or ""))
        except ValueError:
            return None
        return day if FIRST <= day <= LAST else None


class LimitField(forms.DateField):
    """The day at whose end a limit runs out."""

    widget = LimitInput

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not FIRST <= day <= LAST:
            raise forms.ValidationError(_("This day is out of reach."))
        return day


class PhotosField(ManyFilesField):
    """Photos and other files; a phone offers its camera."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Photos"))
        super().__init__(widget=ManyFilesInput(attrs={"accept": ACCEPT}), max_length=200, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [file for file in super().clean(data, initial) if file]
