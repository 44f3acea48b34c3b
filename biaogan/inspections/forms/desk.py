"""What a reviewer answers at the desk: the controls of an item by its way of scoring, and moments of a recording."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.core.time import ZONE
from biaogan.handbook.choices import Kind
from biaogan.handbook.models import Item
from biaogan.handbook.rules import level_text, read_rule
from biaogan.handbook.rules.kinds import Bands, Levels

YES, NO = "yes", "no"


class AnswerForm(forms.Form):
    """One item's answer. `answer` is what handbook's rules read; None where nothing was chosen yet."""

    na = forms.BooleanField(label=pgettext_lazy("answer", "Not applicable"), required=False)

    def __init__(self, *args: Any, item: Item, value: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        for name, made in _fields(item).items():
            # What is sent may lack it, where the item does not apply; an empty form does not call it optional for that.
            made.required = made.required and not self.is_bound
            self.fields[name] = made
        self.order_fields([*(name for name in self.fields if name != "na"), "na"])
        for name, given in (value or {}).items():
            if name in self.fields:
                self.fields[name].initial = (YES if given else NO) if name in _FLAGS.get(item.kind, ()) else given

    @property
    def answer(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        if data.get("na"):
            return {"na": True}
        given = {name: data[name] for name in self.fields if name != "na" and data.get(name) not in (None, "")}
        for name in _FLAGS.get(self.item.kind, ()):
            if name in given:
                given[name] = given[name] == YES
        # Two whole numbers say more than a rounded quotient, and stand for it.
        if "of" in given:
            given.pop("value", None)
        return given or None


#: Parts of an answer that are yes or no.
_FLAGS: dict[str, tuple[str, ...]] = {Kind.BINARY: ("met",), Kind.VETO: ("hit",)}


def _fields(item: Item) -> dict[str, forms.Field]:
    if item.kind == Kind.BINARY:
        return {
            "met": _choice(
                _("Answer"), [(YES, pgettext_lazy("answer", "Met")), (NO, pgettext_lazy("answer", "Not met"))]
            )
        }
    if item.kind == Kind.VETO:
        words = [(NO, pgettext_lazy("answer", "Not crossed")), (YES, pgettext_lazy("answer", "Crossed"))]
        return {"hit": _choice(_("Answer"), words)}
    if item.kind == Kind.DEDUCTION:
        return {"count": _number(_("Occurrences"))}
    if item.kind == Kind.DEVICE:
        return {"working": _number(_("Working")), "tested": _number(_("Tested"))}
    rule = read_rule(item.kind, item.rule, item.points)
    if isinstance(rule, Levels):
        return {"level": _choice(_("Level"), [(level.code, level_text(level)) for level in rule.levels])}
    pair: dict[str, forms.Field] = {"hit": _number(_("So many")), "of": _number(_("Of so many"))}
    if isinstance(rule, Bands):
        ways: dict[str, forms.Field] = {"value": forms.CharField(label=_("Measured"), max_length=14), **pair}
        for way in ways.values():
            way.required = False
        return ways
    return pair


def _choice(label: Any, words: list[tuple[str, Any]]) -> forms.Field:
    return forms.ChoiceField(label=label, choices=words, widget=forms.RadioSelect)


def _number(label: Any) -> forms.Field:
    return forms.IntegerField(label=label, min_value=0, max_value=1_000_000)


class FrameForm(forms.Form):
    """A picture of a clip, by the player's own clock."""

    footage = forms.IntegerField(min_value=1, max_value=2**31)
    at_ms = forms.IntegerField(min_value=0, max_value=2**31)
    item = forms.IntegerField(min_value=1, max_value=2**31, required=False)
    is_fault = forms.BooleanField(required=False)
    note = forms.CharField(max_length=500, required=False)


class MomentForm(forms.Form):
    """A moment of a stretch, as the recorder's clock shows it."""

    span = forms.IntegerField(min_value=1, max_value=2**31, widget=forms.HiddenInput)
    time = forms.TimeField(label=_("Time on the recorder"), widget=forms.TimeInput(attrs={"type": "time", "step": 1}))
    note = forms.CharField(label=pgettext_lazy("recording", "Note"), max_length=500, required=False)

    def moment(self, begins: dt.datetime, ends: dt.datetime) -> dt.datetime:
        """Return the moment that the clock shows within the stretch, which may run past midnight."""
        found = dt.datetime.combine(begins.astimezone(ZONE).date(), self.cleaned_data["time"], tzinfo=ZONE)
        return found if found >= begins.replace(microsecond=0) else found + dt.timedelta(days=1)


class ScreenshotForm(MomentForm):
    item = forms.IntegerField(min_value=1, max_value=2**31, required=False, widget=forms.HiddenInput)
    is_fault = forms.BooleanField(label=_("Says that the item is not met"), required=False, initial=True)
    picture = forms.FileField(
        label=_("Screenshot"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text=_("Choose it, or paste it with Ctrl+V."),
    )
    field_order = ("span", "item", "time", "picture", "note", "is_fault")


class LookForm(forms.Form):
    purpose = forms.CharField(label=_("Purpose"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
