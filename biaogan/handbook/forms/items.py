"""An item and an area as forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.handbook.actions import ItemValues
from biaogan.handbook.choices import Channel, Kind, Proof
from biaogan.handbook.forms.rules import hundredths, points_field
from biaogan.handbook.models import Area, Item, Version
from biaogan.handbook.rules.writing import plain
from biaogan.metrics.registry import METRICS
from biaogan.premises.kinds import DeviceKind


class ItemForm(forms.Form):
    """All of an item but its rule, which has a form of its own for each way of scoring."""

    area = forms.ChoiceField(label=_("Area"))
    code = forms.CharField(label=pgettext_lazy("handbook", "Code"), max_length=20)
    name_zh = forms.CharField(label=pgettext_lazy("handbook item", "Requirement"), max_length=200)
    name_en = forms.CharField(label=_("Requirement in English"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Way of scoring"), choices=Kind.choices)
    points = points_field(_("Full points"), required=False)
    channels = forms.MultipleChoiceField(
        label=_("Looked at by"), choices=Channel.choices, widget=forms.CheckboxSelectMultiple
    )
    metric = forms.CharField(
        label=_("Measure"),
        max_length=60,
        required=False,
        help_text=_("The code of the measure that answers the item where it is looked at by records."),
        widget=forms.TextInput(attrs={"list": "measures", "autocomplete": "off"}),
    )
    device_kinds = forms.MultipleChoiceField(
        label=_("Devices to be tested"),
        choices=DeviceKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    proof = forms.ChoiceField(label=_("Proof is needed"), choices=Proof.choices, initial=Proof.DEDUCTION)
    is_red_flag = forms.BooleanField(
        label=_("Raises a red flag when points are lost"),
        required=False,
        help_text=_("It is shown on the sheet and changes neither the score nor the grade."),
    )
    how_zh = forms.CharField(
        label=_("How to check"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    how_en = forms.CharField(
        label=_("How to check, in English"), max_length=1500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    basis_zh = forms.CharField(label=_("Basis"), max_length=300, required=False, help_text=_("Document and clause."))
    basis_en = forms.CharField(label=_("Basis in English"), max_length=300, required=False)

    def __init__(
        self, data: Any = None, *, version: Version, item: Item | None = None, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=_told(item) if item else initial)
        areas = [(area.code, f"{area.code} {area.name}") for area in version.areas.all()]
        self.fields["area"].choices = areas  # type: ignore[attr-defined]

    @property
    def measures(self) -> list[tuple[str, Any]]:
        return [(code, metric.name) for code, metric in METRICS.items()]

    def values(self, rule: Mapping[str, Any]) -> ItemValues:
        told = {name: value for name, value in self.cleaned_data.items() if name not in ("area", "points")}
        return ItemValues(points=hundredths(self.cleaned_data.get("points")), rule=rule, **told)

    def refuse(self, part: str, reason: str) -> bool:
        """Say the reason beside the field, if it is one of this form; tell whether it is."""
        self.add_error(part if part in self.fields else None, reason)
        return part in self.fields


def _told(item: Item) -> dict[str, Any]:
    names = [name for name in ItemForm.base_fields if name not in ("area", "points")]
    return {name: getattr(item, name) for name in names} | {"area": item.area.code, "points": plain(item.points)}


@dataclass(frozen=True)
class Trial:
    """An item as a half-filled form has it, for the preview."""

    kind: str
    points: int
    rule: Mapping[str, Any] = field(default_factory=dict)
    is_red_flag: bool = False


class AreaForm(forms.Form):
    code = forms.CharField(label=pgettext_lazy("handbook", "Code"), max_length=20)
    name_zh = forms.CharField(label=_("Name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=160, required=False)
    position = forms.IntegerField(
        label=_("Place among the areas"),
        min_value=0,
        max_value=9999,
        required=False,
        help_text=_("Smaller comes first."),
    )

    @classmethod
    def of(cls, area: Area | None, data: Any = None) -> AreaForm:
        told = {name: getattr(area, name) for name in cls.base_fields} if area else {}
        return cls(data, initial=told)
