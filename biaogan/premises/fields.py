"""Hours of a day as people type them: from and to, and again after a break."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.core.errors import RuleBroken
from biaogan.core.widgets import ClockInput
from biaogan.premises import rules
from biaogan.premises.rules import MINUTES_OF_DAY, Span

#: A lunch break parts a day in two. A day that was imported with more shows them all.
USUAL_SPANS = 2

_FIRST = (pgettext_lazy("hours", "From"), pgettext_lazy("hours", "To"))
_AGAIN = (pgettext_lazy("hours", "Again from"), pgettext_lazy("hours", "Again to"))


class SpansInput(forms.MultiWidget):
    template_name = "premises/widgets/spans.html"

    def __init__(self, count: int) -> None:
        labels = [*_FIRST, *_AGAIN * (count - 1)]
        super().__init__([ClockInput({"class": "form-control", "aria-label": label}) for label in labels])

    def decompress(self, value: None) -> list[None]:
        return [None] * len(self.widgets)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        parts = context["widget"]["subwidgets"]
        context["widget"]["pairs"] = list(zip(parts[::2], parts[1::2], strict=True))
        return context


class SpansField(forms.MultiValueField):
    """The hours of a day in order; empty is closed. An end at 00:00 is midnight."""

    def __init__(self, *, count: int = USUAL_SPANS, **options: Any) -> None:
        parts = [forms.TimeField(required=False) for _n in range(2 * count)]
        super().__init__(parts, required=False, require_all_fields=False, widget=SpansInput(count), **options)

    def prepare_value(self, value: Any) -> Any:
        """Return the times of what was stored; what was typed stays as it is."""
        if any(isinstance(each, Span) for each in value or ()):
            return [_clock(minute) for span in value for minute in (span.begins, span.ends)]
        return value

    def compress(self, times: list[Any]) -> list[Span]:
        pairs = list(zip(times[::2], times[1::2], strict=True))
        if any((begins is None) != (ends is None) for begins, ends in pairs):
            raise ValidationError(_("Say both from when and to when."))
        spans = [Span(_minute(begins), _minute(ends) or MINUTES_OF_DAY) for begins, ends in pairs if begins is not None]
        try:
            return rules.in_order(spans)
        except RuleBroken as broken:
            raise ValidationError(broken.message) from broken


def _clock(minute: int) -> dt.time:
    return dt.time(minute // 60 % 24, minute % 60)


def _minute(time: dt.time) -> int:
    return time.hour * 60 + time.minute
