"""A limit as people type it: a number, and what it counts in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import InputRefused
from biaogan.workcal.kinds import LimitUnit
from biaogan.workcal.rules import Limit
from biaogan.workcal.rules.limits import LARGEST_AMOUNT

UNITS = [
    (LimitUnit.WORKING_DAYS.value, _("working days")),
    (LimitUnit.WORKING_HOURS.value, _("working hours")),
    (LimitUnit.HOURS.value, _("hours")),
    (LimitUnit.DAYS.value, _("calendar days")),
    (LimitUnit.MONTHS.value, _("calendar months")),
]


class LimitInput(forms.MultiWidget):
    def __init__(self, *, least: int) -> None:
        number = forms.NumberInput({"min": least, "max": LARGEST_AMOUNT, "step": 1, "aria-label": _("How many")})
        super().__init__([number, forms.Select({"aria-label": _("Counted in")}, choices=UNITS)])

    def decompress(self, value: str | None) -> list[Any]:
        try:
            limit = Limit.parse(value or "")
        except InputRefused:
            return [None, LimitUnit.WORKING_DAYS.value]
        return [limit.amount, limit.unit.value]


class LimitField(forms.MultiValueField):
    """A limit, written as the calendar reads it: «2wd». Without a number it is none, where it may be left out."""

    def __init__(self, *, least: int = 0, **options: Any) -> None:
        bounds = format_lazy(_("A whole number from {least} to {largest}."), least=least, largest=LARGEST_AMOUNT)
        within = [MinValueValidator(least, bounds), MaxValueValidator(LARGEST_AMOUNT, bounds)]
        parts = (
            forms.IntegerField(validators=within, error_messages={"invalid": bounds}),
            forms.ChoiceField(choices=UNITS),
        )
        super().__init__(parts, widget=LimitInput(least=least), **{"help_text": bounds, **options})

    def compress(self, parts: list[Any]) -> str:
        amount, unit = parts or (None, "")
        return "" if amount is None else str(Limit(amount, LimitUnit(unit or LimitUnit.WORKING_DAYS)))
