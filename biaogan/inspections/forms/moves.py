"""The moves of a sheet that ask something."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.core import forms as core
from biaogan.core.errors import InputRefused
from biaogan.core.forms import LongText
from biaogan.core.time import local_day
from biaogan.handbook.choices import Kind
from biaogan.handbook.models import Item
from biaogan.handbook.rules import answer_text, require_answer
from biaogan.inspections import actions, queries
from biaogan.inspections.forms.answers import value_of
from biaogan.inspections.models import Answer, DisputedItem, Sheet, SheetInspector
from biaogan.inspections.options import BY_BUTTON, options_of, said
from biaogan.inspections.rules import Move
from biaogan.org.models import Person


class MoveForm(core.MoveForm):
    """A move of one sheet."""

    about = "sheet"
    sheet: Sheet
    actor: Actor


class AssignForm(MoveForm):
    says = _("Only who does not belong to the unit is offered. On site two are needed; the first leads.")
    lead = forms.ModelChoiceField(label=_("Leads"), queryset=Person.objects.none(), empty_label=_("choose"))
    second = forms.ModelChoiceField(
        label=_("With"), queryset=Person.objects.none(), required=False, empty_label=_("nobody else")
    )

    def prepare(self) -> None:
        offered = queries.inspectors_for(self.sheet.case.subject_unit, on=local_day(self.now))
        named = list(SheetInspector.objects.filter(sheet=self.sheet).values_list("person", flat=True))
        for name, person in zip(("lead", "second"), [*named, None, None], strict=False):
            field: Any = self.fields[name]
            field.queryset = offered
            self.initial[name] = person

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("lead") and data.get("lead") == data.get("second"):
            self.add_error("second", ValidationError(_("Two different people are needed.")))
        return data

    def run(self) -> object:
        people = [self.cleaned_data["lead"], self.cleaned_data["second"]]
        return actions.assign_sheet(people=[person.pk for person in people if person], **self.deed)


class SubmitForm(MoveForm):
    says = _(
        "The score is computed, what lost points becomes findings, and the outlet is told. It cannot be changed afterwards."
    )
    assessment = LongText(
        label=_("Assessment"),
        max_length=4000,
        rows=6,
        help_text=_("What stands out, good and bad, and what comes first."),
    )

    def prepare(self) -> None:
        self.initial["assessment"] = self.sheet.assessment

    def run(self) -> object:
        return actions.submit(assessment=self.cleaned_data["assessment"], happened_at=self.now, **self.deed)


class GuideForm(MoveForm):
    says = _("Advice is kept with the sheet and costs no points.")
    text = LongText(label=_("Advice"), max_length=2000, rows=3)
    to_whom = forms.CharField(label=_("Given to"), required=False, max_length=120)
    item = forms.ModelChoiceField(
        label=_("About"), queryset=Item.objects.none(), required=False, empty_label=_("the sheet as a whole")
    )

    def prepare(self) -> None:
        field: Any = self.fields["item"]
        field.queryset = Item.objects.filter(version=self.sheet.version_id).order_by("area__position", "position")

    def run(self) -> object:
        data = self.cleaned_data
        item = data["item"].pk if data["item"] else None
        return actions.guide(
            item_id=item, text=data["text"], to_whom=data["to_whom"], happened_at=self.now, **self.deed
        )


class DisputeForm(MoveForm):
    says = _("The Office looks at the items you name once more. What is not named counts as confirmed.")
    reason = LongText(label=_("Why"), max_length=2000, rows=3)

    def prepare(self) -> None:
        answers = {answer.item_id: answer for answer in Answer.objects.filter(sheet=self.sheet)}
        self.lost = [item for item in queries.items_asked(self.sheet) if _is_lost(answers.get(item.pk))]
        for item in self.lost:
            self.fields[f"item_{item.pk}"] = forms.BooleanField(
                label=f"{item.label} · {answer_text(item, answers[item.pk].value)}", required=False
            )
            self.fields[f"why_{item.pk}"] = forms.CharField(
                label=_("What is seen otherwise"), required=False, max_length=500
            )
        self.order_fields([*(name for item in self.lost for name in (f"item_{item.pk}", f"why_{item.pk}")), "reason"])

    def run(self) -> object:
        data = self.cleaned_data
        items = {
            item.pk: data[f"why_{item.pk}"] for item in self.lost if data[f"item_{item.pk}"] or data[f"why_{item.pk}"]
        }
        return actions.dispute(items=items, reason=data["reason"], **self.deed)


def _is_lost(answer: Answer | None) -> bool:
    if answer is None or answer.value is None:
        return False
    return bool(answer.deducted) or answer.value.get("hit") is True


class SettleForm(MoveForm):
    says = _("For each disputed item the old answer, the new one, who and why are kept. The sheet is final afterwards.")
    reason = LongText(label=_("How it is settled, and why"), max_length=1000, rows=4)

    def prepare(self) -> None:
        rows = DisputedItem.objects.filter(dispute__sheet=self.sheet).select_related("item").order_by("pk")
        answers = {answer.item_id: answer for answer in Answer.objects.filter(sheet=self.sheet)}
        self.items = [row.item for row in rows]
        for row in rows:
            answer = answers.get(row.item_id)
            keeps = _("stays: %(answer)s") % {"answer": said(row.item, answer.value if answer else None)}
            self.fields[f"new_{row.item_id}"] = _field_for(row.item, keeps, label=row.item.label, help_text=row.reason)
        self.order_fields([*(f"new_{item.pk}" for item in self.items), "reason"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for item in self.items:
            text = data.get(f"new_{item.pk}")
            try:
                data[f"new_{item.pk}"] = require_answer(item, _read(item, text)) if text else None
            except (ValidationError, InputRefused) as error:
                self.add_error(f"new_{item.pk}", error.message)
        return data

    def changes(self) -> dict[int, Any]:
        """Return the new answers by item; what stays as it is, is left out."""
        return {item.pk: new for item in self.items if (new := self.cleaned_data[f"new_{item.pk}"]) is not None}

    def run(self) -> object:
        return actions.settle(changes=self.changes(), reason=self.cleaned_data["reason"], **self.deed)


def _field_for(item: Item, keeps: str, **options: Any) -> forms.Field:
    if item.kind in BY_BUTTON:
        choices = [("", keeps), *((option.sent, option.label) for option in options_of(item))]
        return forms.ChoiceField(required=False, widget=forms.RadioSelect, choices=choices, **options)
    hint = {"placeholder": keeps, "autocomplete": "off"}
    return forms.CharField(required=False, max_length=40, widget=forms.TextInput(attrs=hint), **options)


def _read(item: Item, text: str) -> dict[str, Any]:
    """Return the answer that was chosen, or typed as a number or as «3/4»."""
    if item.kind in BY_BUTTON:
        name, _sep, value = text.partition("=")
        return value_of(item, {name: value})
    first, _sep, second = text.partition("/")
    names = ("working", "tested") if item.kind == Kind.DEVICE else ("hit", "of")
    return value_of(item, {"count": first, "value": first, names[0]: first, names[1]: second})


class CancelForm(MoveForm):
    says = _("The sheet stays in the register as cancelled; nothing of it counts.")
    reason = LongText(label=_("Reason"), max_length=500, rows=3)

    def run(self) -> object:
        return actions.cancel(reason=self.cleaned_data["reason"], **self.deed)


#: The form of each move that asks something.
FORMS: dict[Move, type[MoveForm]] = {
    Move.ASSIGN: AssignForm,
    Move.SUBMIT: SubmitForm,
    Move.GUIDE: GuideForm,
    Move.DISPUTE: DisputeForm,
    Move.SETTLE: SettleForm,
    Move.CANCEL: CancelForm,
}
