"""The parts of a rule as form fields: one small form for each way of scoring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.handbook.choices import Better, Faults, Kind, Measure, MeasureUnit, MetWhen
from biaogan.handbook.rules.values import MOST_LEVELS
from biaogan.handbook.rules.writing import plain

#: Empty rows below those that are filled.
SPARE_ROWS = 2


def points_field(label: Any, **options: Any) -> forms.DecimalField:
    """Return a field of points; what it is cleaned to are points, not hundredths."""
    return forms.DecimalField(label=label, min_value=0, max_value=100_000, decimal_places=2, **options)


def in_a_table(field: forms.Field) -> forms.Field:
    """Let the field stand in a cell, where the head of the column is its label for the eye."""
    look = "form-check-input" if isinstance(field.widget, forms.CheckboxInput) else "form-control"
    field.widget.attrs |= {"class": look, "aria-label": field.label}
    return field


def hundredths(number: Decimal | None) -> int:
    return int((number or Decimal(0)) * 100)


class RuleForm(forms.Form):
    """The rule of one way of scoring. `rows` are fields that stand in a table."""

    head: ClassVar[tuple[Any, ...]] = ()
    #: Fields whose change shows other fields.
    turning: ClassVar[tuple[str, ...]] = ()
    row_fields: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any = None, *, rule: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix="rule", initial=self.initial_of(rule or {}))
        #: What is stored, for a form that was not sent.
        self.initial_rule = dict(rule or {})

    def initial_of(self, rule: Mapping[str, Any]) -> dict[str, Any]:
        return dict(rule)

    def rule(self) -> dict[str, Any]:
        """Return what was filled in as rules are stored; whether it can be is for `rules.read_rule` to say."""
        return {}

    @property
    def plain_fields(self) -> list[BoundField]:
        return [self[name] for name in self.fields if "-" not in name]

    @property
    def rows(self) -> list[list[BoundField]]:
        return [[self[f"{name}-{at}"] for name in self.row_fields] for at in range(self._row_count())]

    def _row_count(self) -> int:
        return sum(name.startswith(f"{self.row_fields[0]}-") for name in self.fields) if self.row_fields else 0

    def _add_rows(self, filled: int, make: Mapping[str, Any]) -> None:
        sent = sum(f"rule-{self.row_fields[0]}-{at}" in self.data for at in range(MOST_LEVELS))
        for at in range(min(MOST_LEVELS, max(sent, filled + SPARE_ROWS))):
            for name, field in make.items():
                self.fields[f"{name}-{at}"] = in_a_table(field())

    def _filled_rows(self) -> Iterator[dict[str, Any]]:
        """Yield the rows in which anything stands."""
        for at in range(self._row_count()):
            row = {name: self.cleaned_data.get(f"{name}-{at}") for name in self.row_fields}
            if any(value not in (None, "") for value in row.values()):
                yield row


class BinaryRule(RuleForm):
    met_when = forms.ChoiceField(
        label=_("Answered by records: met when"),
        required=False,
        choices=[("", _("nobody counts it, somebody looks")), *MetWhen.choices],
    )

    def rule(self) -> dict[str, Any]:
        found = self.cleaned_data.get("met_when")
        return {"met_when": found} if found else {}


class DeductionRule(RuleForm):
    each = points_field(_("Each occurrence costs"))

    def initial_of(self, rule: Mapping[str, Any]) -> dict[str, Any]:
        return {"each": plain(rule["each"])} if "each" in rule else {}

    def rule(self) -> dict[str, Any]:
        return {"each": hundredths(self.cleaned_data.get("each"))}


class LevelsRule(RuleForm):
    head = (
        pgettext_lazy("level", "Code"),
        pgettext_lazy("level", "Per cent of the points"),
        pgettext_lazy("level", "Name"),
        pgettext_lazy("level", "English name"),
    )
    row_fields = ("code", "share", "name_zh", "name_en")

    USUAL: ClassVar = [{"code": "A", "share": 10000}, {"code": "B", "share": 6000}, {"code": "C", "share": 0}]

    def __init__(self, data: Any = None, *, rule: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, rule=rule)
        self._add_rows(
            len((rule or {}).get("levels", self.USUAL)),
            {
                "code": lambda: forms.CharField(label=self.head[0], required=False, max_length=8),
                "share": lambda: forms.DecimalField(
                    label=self.head[1], required=False, min_value=0, max_value=100, decimal_places=2
                ),
                "name_zh": lambda: forms.CharField(label=self.head[2], required=False, max_length=60),
                "name_en": lambda: forms.CharField(label=self.head[3], required=False, max_length=60),
            },
        )

    def initial_of(self, rule: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for at, level in enumerate(rule.get("levels", self.USUAL)):
            found |= {f"{name}-{at}": level.get(name, "") for name in ("code", "name_zh", "name_en")}
            found[f"share-{at}"] = plain(level["share"])
        return found

    def rule(self) -> dict[str, Any]:
        return {"levels": [{**row, "share": hundredths(row["share"])} for row in self._filled_rows()]}


class MeasureRule(RuleForm):
    head = (pgettext_lazy("band", "Up to or from"), pgettext_lazy("band", "Points"))
    turning = ("measure",)
    row_fields = ("limit", "points")

    measure = forms.ChoiceField(label=_("How the number becomes points"), choices=Measure.choices)
    better = forms.ChoiceField(label=_("Which is better"), choices=Better.choices)
    unit = forms.ChoiceField(label=_("Measured in"), choices=MeasureUnit.choices)

    def __init__(self, data: Any = None, *, rule: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, rule=rule)
        measure = self["measure"].value()
        if measure == Measure.SHARE:
            del self.fields["better"], self.fields["unit"]
            return
        self._add_rows(
            len((rule or {}).get("bands", ())),
            {
                "limit": lambda: forms.DecimalField(
                    label=self.head[0], required=False, min_value=0, max_digits=13, decimal_places=4
                ),
                "points": lambda: points_field(self.head[1], required=False),
            },
        )

    def initial_of(self, rule: Mapping[str, Any]) -> dict[str, Any]:
        found = {name: rule[name] for name in ("measure", "better", "unit") if name in rule}
        for at, band in enumerate(rule.get("bands", ())):
            found |= {f"limit-{at}": band.get("upto", band.get("from")), f"points-{at}": plain(band["points"])}
        return found

    def rule(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("measure") != Measure.BANDS:
            return {"measure": told.get("measure")}
        edge = "upto" if told.get("better") == Better.LOWER else "from"
        bands = [{edge: _number(row["limit"]), "points": hundredths(row["points"])} for row in self._filled_rows()]
        return {"measure": str(Measure.BANDS), "better": told.get("better"), "unit": told.get("unit"), "bands": bands}


class DeviceRule(RuleForm):
    turning = ("measure",)

    measure = forms.ChoiceField(label=_("What faulty devices cost"), choices=Faults.choices)
    each = points_field(_("Each fault costs"))

    def __init__(self, data: Any = None, *, rule: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, rule=rule)
        if self["measure"].value() != Faults.EACH:
            del self.fields["each"]

    def initial_of(self, rule: Mapping[str, Any]) -> dict[str, Any]:
        each = {"each": plain(rule["each"])} if rule.get("each") else {}
        return {"measure": rule.get("measure", Faults.ALL), **each}

    def rule(self) -> dict[str, Any]:
        each = hundredths(self.cleaned_data.get("each"))
        return {"measure": self.cleaned_data.get("measure"), **({"each": each} if each else {})}


class VetoRule(RuleForm):
    """A red line has no parts."""


RULE_FORMS: dict[str, type[RuleForm]] = {
    Kind.BINARY: BinaryRule,
    Kind.DEDUCTION: DeductionRule,
    Kind.LEVELS: LevelsRule,
    Kind.MEASURE: MeasureRule,
    Kind.DEVICE: DeviceRule,
    Kind.VETO: VetoRule,
}


def rule_form(kind: str, data: Any = None, rule: Mapping[str, Any] | None = None) -> RuleForm:
    return RULE_FORMS.get(kind, BinaryRule)(data, rule=rule)


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"
