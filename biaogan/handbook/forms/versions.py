"""Handbooks, versions and grades as forms, and how lists are narrowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.core.widgets import DayInput
from biaogan.handbook.actions import Grade
from biaogan.handbook.choices import Channel, Kind, Scale
from biaogan.handbook.forms.rules import SPARE_ROWS, hundredths, in_a_table
from biaogan.handbook.models import GradeBand, Version
from biaogan.handbook.queries import Choice
from biaogan.handbook.rules.values import MOST_LEVELS
from biaogan.handbook.rules.writing import plain

_ALL = [("", pgettext_lazy("handbook filter", "all"))]


class NarrowForm(forms.Form):
    """How the items of a version are narrowed."""

    q = forms.CharField(
        label=pgettext_lazy("handbook", "Search"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": _("Code or words of an item"), "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Way of scoring"), required=False, choices=[*_ALL, *Kind.choices])
    channel = forms.ChoiceField(label=_("Looked at by"), required=False, choices=[*_ALL, *Channel.choices])

    def choice(self) -> Choice:
        self.is_valid()
        return Choice(**{name: self.cleaned_data.get(name) or "" for name in ("q", "kind", "channel")})


class HandbookForm(forms.Form):
    code = forms.SlugField(
        label=pgettext_lazy("handbook", "Code"),
        max_length=40,
        help_text=_("Small Latin letters, digits and hyphens; it stays for ever."),
    )
    name_zh = forms.CharField(label=_("Name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=160, required=False)


class VersionForm(forms.Form):
    scale = forms.ChoiceField(label=_("Scale"), choices=Scale.choices, widget=forms.RadioSelect)
    basis_zh = forms.CharField(label=_("Basis"), max_length=300, required=False, help_text=_("Document and clause."))
    basis_en = forms.CharField(label=_("Basis in English"), max_length=300, required=False)
    note = forms.CharField(
        label=pgettext_lazy("handbook version", "What is new in it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @classmethod
    def of(cls, version: Version, data: Any = None) -> VersionForm:
        return cls(data, initial={name: getattr(version, name) for name in cls.base_fields})


class PublishForm(forms.Form):
    first_day = forms.DateField(
        label=_("In force from"),
        widget=DayInput(),
        help_text=_("Sheets begun from that day on use it; those begun before keep their version."),
    )


class BandsForm(forms.Form):
    """The grades, one a row; empty rows are left out."""

    NAMES = ("floor", "code", "name_zh", "name_en", "is_fail")

    def __init__(self, data: Any = None, *, bands: Sequence[GradeBand] = ()) -> None:
        super().__init__(data, initial=_initial(bands))
        sent = sum(f"floor-{at}" in self.data for at in range(MOST_LEVELS))
        for at in range(min(MOST_LEVELS, max(sent, len(bands) + SPARE_ROWS))):
            self.fields[f"floor-{at}"] = forms.DecimalField(
                label=_("From"), required=False, min_value=0, max_value=100, decimal_places=2
            )
            self.fields[f"code-{at}"] = forms.SlugField(
                label=pgettext_lazy("handbook", "Code"), required=False, max_length=20
            )
            self.fields[f"name_zh-{at}"] = forms.CharField(label=_("Name"), required=False, max_length=60)
            self.fields[f"name_en-{at}"] = forms.CharField(label=_("English name"), required=False, max_length=80)
            self.fields[f"is_fail-{at}"] = forms.BooleanField(label=_("Counts as a fail"), required=False)
        for field in self.fields.values():
            in_a_table(field)

    @property
    def head(self) -> Iterable[Any]:
        return [self.fields[f"{name}-0"].label for name in self.NAMES]

    @property
    def rows(self) -> list[list[BoundField]]:
        return [[self[f"{name}-{at}"] for name in self.NAMES] for at in range(len(self.fields) // len(self.NAMES))]

    def grades(self) -> list[Grade]:
        found = []
        for at in range(len(self.fields) // len(self.NAMES)):
            told: dict[str, Any] = {name: self.cleaned_data.get(f"{name}-{at}") for name in self.NAMES}
            if told["code"] or told["name_zh"]:
                found.append(Grade(**{**told, "floor": hundredths(told["floor"])}))
        return found


def _initial(bands: Sequence[GradeBand]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for at, band in enumerate(bands):
        found |= {f"{name}-{at}": getattr(band, name) for name in BandsForm.NAMES} | {f"floor-{at}": plain(band.floor)}
    return found
