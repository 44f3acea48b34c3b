"""Telling the customer the outcome, and the letter that does."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.complaints import actions, queries
from biaogan.complaints.actions import Answer, Letter
from biaogan.complaints.choices import Method
from biaogan.complaints.forms.base import MoveForm, ToldForm
from biaogan.complaints.forms.fields import LetterField
from biaogan.core.forms import LongText
from biaogan.org.models import Unit
from biaogan.papers.models import Paper


class TellForm(ToldForm):
    says = _("In time is what was handed over, posted, sent or dialled at or before the limit.")
    facts = LongText(label=_("1. What was verified"), max_length=4000, rows=3)
    outcome = LongText(label=_("2. The decision"), max_length=4000, rows=3)
    grounds = LongText(label=_("3. Its grounds"), max_length=4000, rows=3)
    remedies = LongText(label=_("4. What the customer may do"), max_length=4000, rows=5)
    letter = LetterField(label=_("Letter that tells it"), queryset=Paper.objects.none(), required=False)
    field_order = (
        "facts",
        "outcome",
        "grounds",
        "remedies",
        "letter",
        "method",
        "told_at",
        "proof",
        "was_reached",
        "proof_evidence",
    )

    def prepare(self) -> None:
        super().prepare()
        letter = queries.issued_letter(self.complaint.pk)
        if letter is None:
            del self.fields["letter"]
            said = queries.known(self.complaint)
            self.initial.update({"facts": said.facts, "outcome": said.outcome, "remedies": REMEDIES})
            return
        self.fields["letter"].queryset = Paper.objects.filter(pk=letter.pk)  # type: ignore[attr-defined]
        parts = {name: letter.part_text(name) for name in ("facts", "outcome", "grounds", "remedies")}
        self.initial.update({**parts, "letter": letter.pk, "method": Method.POSTED, "proof": letter.number})

    def run(self) -> object:
        data = self.cleaned_data
        answer = Answer(data["facts"], data["outcome"], data["grounds"], data["remedies"])
        letter = data.get("letter")
        return actions.tell_customer(told=self.told(), answer=answer, letter=letter.pk if letter else None, **self.deed)


#: What the customer may do, as art. 19 and 20 have it; the letter may say more.
REMEDIES = _(
    "If you do not agree you may, within 30 days of receiving this decision, ask our upper unit in writing to review it; ask a"
    " mediation organisation to mediate; apply for arbitration if there is an arbitration agreement; or go to court."
)


class LetterForm(MoveForm):
    says = _("The draft is shown as it will look. It can be edited until it is issued; then it has its number.")
    issuer = forms.ModelChoiceField(label=_("Issued by"), queryset=Unit.objects.none(), empty_label=None)
    # The letter is Chinese.
    salutation = forms.ChoiceField(
        label=_("Form of address"),
        required=False,
        choices=[("", pgettext_lazy("salutation", "the name alone")), ("先生", "先生"), ("女士", "女士")],
        widget=forms.RadioSelect,
    )
    facts = LongText(label=_("1. What was verified"), max_length=4000)
    outcome = LongText(label=_("2. The decision"), max_length=4000)
    grounds = LongText(
        label=_("3. Its grounds"), max_length=4000, rows=3, help_text=_("Law, contract or rule that it rests on.")
    )

    def prepare(self) -> None:
        found = queries.issuers(self.complaint, self.actor, now=self.now)
        issuer: forms.ModelChoiceField[Unit] = self.fields["issuer"]  # type: ignore[assignment]
        issuer.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in found])
        issuer.choices = [(unit.pk, str(unit)) for unit in found]
        said = queries.known(self.complaint)
        self.initial.update({"facts": said.facts, "outcome": said.outcome})

    def run(self) -> Paper:
        return actions.draft_letter(letter=Letter(**self.cleaned_data), **self.deed)
