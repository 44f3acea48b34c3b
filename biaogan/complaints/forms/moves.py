"""One form for each move that asks something; `run` hands what was typed to the action."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from biaogan.complaints import actions, queries
from biaogan.complaints.actions import Finding, Outcome
from biaogan.complaints.choices import Channel, Liability, Nature, Payee, SuspensionReason, Voice
from biaogan.complaints.forms.answer import TellForm
from biaogan.complaints.forms.base import MoveForm, ReasonForm, ToldForm
from biaogan.complaints.forms.fields import StaffField
from biaogan.complaints.models import Complaint
from biaogan.complaints.rules import Move
from biaogan.core.forms import LongText
from biaogan.core.widgets import DayInput, MomentInput
from biaogan.evidence.models import Evidence
from biaogan.org.choosing import UnitField
from biaogan.org.models import Person


class AcceptForm(ToldForm):
    says = _(
        "The customer hears that it is accepted and by when the answer comes. The Office's officer has to step in at once."
    )

    def prepare(self) -> None:
        super().prepare()
        is_told_on_page = self.complaint.channel == Channel.PAGE and self.complaint.is_followed_by_customer
        if is_told_on_page or self.complaint.party_id is None:
            for name in list(self.fields):
                del self.fields[name]

    def run(self) -> object:
        return actions.accept(told=self.told() if self.fields else None, **self.deed)


class PassOnForm(ReasonForm):
    says = _(
        "It leaves the register of complaints. A report of wrongdoing goes to the discipline office and is confidential."
    )
    voice = forms.ChoiceField(
        label=_("What it is"),
        choices=[choice for choice in Voice.choices if choice[0] != Voice.COMPLAINT],
        widget=forms.RadioSelect,
    )
    field_order = ("voice", "reason")

    def run(self) -> object:
        return actions.pass_on(voice=self.cleaned_data["voice"], reason=self.cleaned_data["reason"], **self.deed)


class DeclineForm(ToldForm):
    says = _("Only what does not come from the customer, an agent or an heir may be declined; the sender is told.")
    reason = LongText(label=_("Reason"), max_length=2000, rows=3)
    field_order = ("reason", "method", "told_at", "proof")

    def run(self) -> object:
        return actions.decline(reason=self.cleaned_data["reason"], told=self.told(), **self.deed)


class TakeOverForm(MoveForm):
    says = _("The case is closed with this result.")
    result = LongText(label=_("What was done or answered"), max_length=2000)

    def run(self) -> object:
        return actions.take_over(result=self.cleaned_data["result"], **self.deed)


class StepInForm(MoveForm):
    says = _("You take it in hand and investigate; two working days run from the acceptance.")

    def run(self) -> object:
        return actions.step_in(**self.deed)


class HandOverForm(ReasonForm):
    says = _("The other officer has it in hand from now on. The limits run on.")
    to = forms.ModelChoiceField(label=_("Hand over to"), queryset=Person.objects.none())
    field_order = ("to", "reason")

    def prepare(self) -> None:
        officers = queries.officers_for(self.complaint.case.subject_unit, now=self.now)
        others = [person.pk for person in officers if person.pk != self.complaint.handler_id]
        self.fields["to"].queryset = Person.objects.filter(pk__in=others)  # type: ignore[attr-defined]

    def run(self) -> object:
        return actions.hand_over(to=self.cleaned_data["to"], reason=self.cleaned_data["reason"], **self.deed)


class FindingForm(MoveForm):
    """Liability and nature stand side by side: the one says nothing about the other."""

    liability = forms.ChoiceField(label=_("Liability"), choices=Liability.choices, widget=forms.RadioSelect)
    nature = forms.ChoiceField(label=_("Nature"), choices=Nature.choices, widget=forms.RadioSelect)
    reason = LongText(label=_("Reason"), max_length=2000)
    evidence = forms.ModelMultipleChoiceField(
        label=_("Evidence it rests on"), queryset=Evidence.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        rows = Evidence.objects.filter(case=self.complaint.pk).kept()
        self.fields["evidence"].queryset = rows  # type: ignore[attr-defined]
        self.fields["evidence"].initial = [row.pk for row in rows]
        if not self.fields["evidence"].initial:
            self.fields["evidence"].help_text = _("There is none yet. Add it on the page of the case first.")

    def finding(self) -> Finding:
        data = self.cleaned_data
        return Finding(data["liability"], data["nature"], data["reason"])

    def proofs(self) -> list[int]:
        return [row.pk for row in self.cleaned_data["evidence"]]


class VerdictForm(FindingForm):
    says = _("The investigation ends; the responsible unit is asked to propose an outcome.")
    responsible = UnitField(label=_("Responsible unit"))

    def prepare(self) -> None:
        super().prepare()
        self.fields["responsible"].initial = self.complaint.case.subject_unit

    def run(self) -> object:
        return actions.give_verdict(
            finding=self.finding(), evidence=self.proofs(), responsible=self.cleaned_data["responsible"], **self.deed
        )


class ChangeVerdictForm(FindingForm):
    says = _("Old and new verdict stay side by side, with your name and the reason.")

    def prepare(self) -> None:
        super().prepare()
        self.fields["liability"].initial = self.complaint.liability
        self.fields["nature"].initial = self.complaint.nature

    def run(self) -> object:
        return actions.change_verdict(finding=self.finding(), evidence=self.proofs(), **self.deed)


class ProposeForm(MoveForm):
    says = _("Whoever has authority over the amount decides; nobody decides their own proposal.")
    text = LongText(label=_("Proposed outcome"), max_length=2000)
    amount = forms.DecimalField(
        label=_("Compensation in yuan"), required=False, min_value=0, max_value=10_000_000, decimal_places=2
    )
    payee = forms.ChoiceField(label=_("Payee"), required=False, choices=[("", _("nobody")), *Payee.choices])
    reason = forms.CharField(
        label=_("Reason for the compensation"),
        required=False,
        max_length=500,
        help_text=_("Needed as soon as something is paid."),
    )

    def run(self) -> object:
        data = self.cleaned_data
        fen = int((data["amount"] or 0) * 100)
        return actions.propose(outcome=Outcome(data["text"], fen, data["payee"], data["reason"]), **self.deed)


class DecideForm(MoveForm):
    says = _("The proposal becomes the decision, and the customer is told.")

    def run(self) -> object:
        return actions.decide(**self.deed)


class GiveBackForm(ReasonForm):
    says = _("The proposal goes back to the unit, which proposes anew.")

    def run(self) -> object:
        return actions.give_back(reason=self.cleaned_data["reason"], **self.deed)


class CloseForm(MoveForm):
    says = _("The case is closed; no more limits run.")
    result = LongText(label=_("Closing note"), max_length=2000, required=False, rows=3)

    def run(self) -> object:
        return actions.close(result=self.cleaned_data["result"], **self.deed)


class WithdrawForm(MoveForm):
    says = _("The procedure ends the day the withdrawal was received.")
    received_at = forms.DateTimeField(label=_("Withdrawal received at"), widget=MomentInput())
    proof = forms.CharField(label=_("How the customer withdrew"), max_length=500)

    def prepare(self) -> None:
        self.fields["received_at"].initial = self.now

    def run(self) -> object:
        return actions.withdraw(
            received_at=self.cleaned_data["received_at"], proof=self.cleaned_data["proof"], **self.deed
        )


class MergeForm(MoveForm):
    says = _("This one ends here; the answer to the other one answers both.")
    into = forms.ModelChoiceField(label=_("Merge into"), queryset=Complaint.objects.none(), widget=forms.RadioSelect)

    def prepare(self) -> None:
        rows = queries.repeats_of(self.complaint, self.actor).open().select_related("case")
        self.fields["into"].queryset = rows  # type: ignore[attr-defined]

    def run(self) -> object:
        return actions.merge(into=self.cleaned_data["into"].pk, **self.deed)


class RestartForm(ReasonForm):
    says = _("The period starts anew from the day the new facts arrived, and the investigation with it.")
    arrived_at = forms.DateTimeField(label=_("New facts arrived at"), widget=MomentInput())
    reason = LongText(label=_("What is new"), max_length=500, rows=3)
    field_order = ("arrived_at", "reason")

    def prepare(self) -> None:
        self.fields["arrived_at"].initial = self.now

    def run(self) -> object:
        return actions.restart(
            arrived_at=self.cleaned_data["arrived_at"], reason=self.cleaned_data["reason"], **self.deed
        )


class ExtendForm(ToldForm):
    says = _("Once for a complex matter; a second time only by the level above, and the customer is told.")
    reason = LongText(label=_("Why the matter is complex"), max_length=500, rows=3)
    field_order = ("reason", "method", "told_at", "proof")

    def run(self) -> object:
        return actions.extend(reason=self.cleaned_data["reason"], told=self.told(), **self.deed)


class SuspendForm(ToldForm):
    says = _("The clocks stop until you let them run again; the days in between are not counted.")
    reason = forms.ChoiceField(label=_("Why"), choices=SuspensionReason.choices, widget=forms.RadioSelect)
    ground = forms.CharField(
        label=_("What proves it"), max_length=500, help_text=_("For example: number of the commission.")
    )
    field_order = ("reason", "ground", "method", "told_at", "proof")

    def run(self) -> object:
        data = self.cleaned_data
        return actions.suspend(reason=data["reason"], proof=data["ground"], told=self.told(), **self.deed)


class ResumeForm(MoveForm):
    says = _("The clocks run on; the days in between are not counted.")

    def run(self) -> object:
        return actions.resume(**self.deed)


class AgreeForm(MoveForm):
    says = _("What bank and customer agree on prevails over the limit.")
    day = forms.DateField(label=_("Agreed day of the answer"), widget=DayInput())
    proof = forms.CharField(label=_("Proof of the agreement"), max_length=500)

    def run(self) -> object:
        return actions.agree_due(day=self.cleaned_data["day"], proof=self.cleaned_data["proof"], **self.deed)


class NameStaffForm(MoveForm):
    says = _("From then on they neither see nor handle this case.")
    people = StaffField(
        label=_("Staff complained of"), max_length=500, help_text=_("Names or staff numbers, with commas between.")
    )

    def run(self) -> object:
        return actions.name_staff(people=self.cleaned_data["people"], **self.deed)


class DeclareInterestForm(ReasonForm):
    says = _("You will no longer see this case; somebody else handles it.")

    def run(self) -> object:
        return actions.declare_interest(reason=self.cleaned_data["reason"], **self.deed)


class OrderForm(MoveForm):
    says = _("The unit finds it in its inbox, with its limit.")
    item = LongText(label=_("What has to be done"), max_length=1000)
    working_days = forms.IntegerField(
        label=_("Within working days"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=_("Empty: the limit of the rules."),
    )
    leaders_note = forms.CharField(label=_("Leader's note"), max_length=500, required=False)

    def run(self) -> object:
        return actions.issue_order(**self.cleaned_data, **self.deed)


FORMS: dict[Move, type[MoveForm]] = {
    Move.ACCEPT: AcceptForm,
    Move.PASS_ON: PassOnForm,
    Move.DECLINE: DeclineForm,
    Move.TAKE_OVER: TakeOverForm,
    Move.STEP_IN: StepInForm,
    Move.HAND_OVER: HandOverForm,
    Move.GIVE_VERDICT: VerdictForm,
    Move.CHANGE_VERDICT: ChangeVerdictForm,
    Move.PROPOSE: ProposeForm,
    Move.DECIDE: DecideForm,
    Move.GIVE_BACK: GiveBackForm,
    Move.TELL: TellForm,
    Move.CLOSE: CloseForm,
    Move.WITHDRAW: WithdrawForm,
    Move.MERGE: MergeForm,
    Move.RESTART: RestartForm,
    Move.EXTEND: ExtendForm,
    Move.SUSPEND: SuspendForm,
    Move.RESUME: ResumeForm,
    Move.AGREE_DUE: AgreeForm,
    Move.NAME_STAFF: NameStaffForm,
    Move.DECLARE_INTEREST: DeclareInterestForm,
    Move.ISSUE_ORDER: OrderForm,
}
