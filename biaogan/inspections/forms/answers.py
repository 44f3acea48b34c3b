"""What one item of a sheet is answered with, as its buttons and fields send it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from biaogan.evidence.forms import ManyFilesField
from biaogan.handbook.choices import Kind, Measure
from biaogan.handbook.models import Item
from biaogan.inspections.choices import Field


class AnswerForm(forms.Form):
    """One field of one item: its answer, its note, or the item whose fault it is."""

    field = forms.ChoiceField(choices=Field.choices)
    base = forms.IntegerField(min_value=0, max_value=2**63 - 1)
    # A choice between what holds and what was kept aside: «current», or the number of the change.
    keep = forms.CharField(required=False, max_length=20)
    # What was to be written when somebody else was quicker, as JSON.
    raw = forms.CharField(required=False, max_length=20_000)
    onward = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    note = forms.CharField(required=False, max_length=2000)
    same_as = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    text = forms.CharField(required=False, max_length=4000)

    def __init__(self, *args: Any, item: Item | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item

    def new(self) -> Any:
        """Return what the field is to say. Raises ValidationError for what cannot be read; the rules of the item come later."""
        data = self.cleaned_data
        if data["raw"]:
            return _read(data["raw"])
        if data["field"] == Field.NOTE:
            return data["note"].strip()
        if data["field"] == Field.SAME_AS:
            return data["same_as"]
        if data["field"] == Field.VALUE and self.item is not None:
            return value_of(self.item, self.data)
        return data["text"].strip()


def _read(raw: str) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise ValidationError(_("This answer cannot be read. Answer again.")) from None


def raw_of(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def value_of(item: Item, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer that the buttons or fields of the item's kind sent."""
    if sent.get("na"):
        return {"na": True}
    if item.kind == Kind.BINARY:
        return {"met": sent.get("met") == "yes"}
    if item.kind == Kind.VETO:
        return {"hit": sent.get("hit") == "yes"}
    if item.kind == Kind.LEVELS:
        return {"level": sent.get("level", "")}
    if item.kind == Kind.DEDUCTION:
        return {"count": _whole(sent.get("count") or sent.get("count_typed"))}
    if item.kind == Kind.DEVICE:
        return {"working": _whole(sent.get("working")), "tested": _whole(sent.get("tested"))}
    if item.rule.get("measure") == Measure.SHARE:
        return {"hit": _whole(sent.get("hit")), "of": _whole(sent.get("of"))}
    return {"value": str(sent.get("value") or "").strip().replace("，", ".").replace(",", ".")}


def _whole(text: Any) -> int:
    try:
        number = int(str(text or "").strip())
    except ValueError:
        raise ValidationError(_("A whole number is expected.")) from None
    if not 0 <= number <= 100_000:
        raise ValidationError(_("A whole number is expected."))
    return number


class ProofForm(forms.Form):
    uploads = ManyFilesField(label=_("Files"), max_length=200)
