"""One form for each move of a finding; `run` hands what was typed to the action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.core.errors import Problem
from biaogan.core.forms import LongText
from biaogan.core.time import local_day
from biaogan.core.widgets import MomentInput
from biaogan.evidence import actions as evidence
from biaogan.evidence.models import Evidence
from biaogan.org.choosing import PersonField, UnitField
from biaogan.rectification import actions, queries
from biaogan.rectification.choices import FigureCode
from biaogan.rectification.forms.base import MoveForm, ReasonForm, moment_of
from biaogan.rectification.forms.fields import LimitField, PhotosField
from biaogan.rectification.rules import Move


class PhotoMoveForm(MoveForm):
    """A move that brings photos. They are kept with the finding before anything else is looked at, so that none has to be chosen twice."""

    photos = PhotosField(
        label=_("Photos or files"),
        required=False,
        help_text=_("On a phone this opens the camera. Several at once are fine."),
    )

    def prepare(self) -> None:
        self.kept: list[Evidence] = []
        self.refused: list[tuple[str, str]] = []

    def keep_photos(self) -> None:
        """Add the files as proof, each by itself: one that is refused does not take the others with it."""
        for file in self.files.getlist("photos") if self.files else []:
            try:
                self.kept.append(evidence.add(case=self.finding.case, upload=file, by=self.actor, now=self.now))
            except Problem as problem:
                self.refused.append((file.name or "", problem.message))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name, why in self.refused:
            self.add_error("photos", f"{name}: {why}")
        return data


class ReplyForm(PhotoMoveForm):
    says = _("Somebody else then looks at it again. Until they have, it stays open.")
    cause = LongText(label=_("Why did it come to this?"), max_length=2000)
    action = LongText(label=_("What was done?"), max_length=2000)
    doer = PersonField(label=_("Who did it?"))
    done_at = forms.DateTimeField(label=_("When was it done?"), widget=MomentInput())
    no_proof_because = forms.CharField(
        label=_("Why there can be no photo"),
        required=False,
        max_length=500,
        help_text=_("Only where there is nothing to show."),
    )
    field_order = ("photos", "cause", "action", "doer", "done_at", "no_proof_because")

    def prepare(self) -> None:
        super().prepare()
        self.fields["doer"].actor = self.actor  # type: ignore[attr-defined]
        self.initial.update({"doer": self.actor.person, "done_at": self.now})

    def run(self) -> object:
        data = self.cleaned_data
        return actions.reply(
            cause=data["cause"],
            action=data["action"],
            doer=data["doer"],
            done_at=within(data["done_at"], self.finding.found_at, self.now),
            no_proof_because=data["no_proof_because"],
            **self.deed,
        )


class RecheckForm(PhotoMoveForm):
    says = _("What is right is closed. What is not goes back with a new limit.")
    passed = forms.TypedChoiceField(
        label=_("Is it put right?"),
        choices=[("yes", _("Yes, close it")), ("no", _("No, give it back"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = LongText(label=_("What did you see?"), max_length=1000)
    due_on = LimitField(
        label=_("New limit, if it goes back"), required=False, help_text=_("Left empty, the limit of the rule.")
    )
    looked_at = forms.DateTimeField(
        label=_("When did you look?"), widget=MomentInput(), required=False, help_text=_("Left empty: now.")
    )
    field_order = ("passed", "note", "photos", "due_on", "looked_at")

    def run(self) -> object:
        data, answered = self.cleaned_data, self.finding.replies.order_by("-pk")[0].at
        due, looked = data["due_on"], data["looked_at"]
        return actions.recheck(
            passed=data["passed"],
            note=data["note"],
            due_at=moment_of(due) if due else None,
            happened_at=within(looked, answered, self.now) if looked else None,
            **self.deed,
        )


class AssignForm(MoveForm):
    says = _("All three are needed before the notice can be approved.")
    unit = UnitField(label=_("Responsible unit"))
    person = PersonField(label=_("Responsible person"))
    due_on = LimitField(label=_("To be put right by"))
    requirement = LongText(label=pgettext_lazy("finding", "What has to be done"), max_length=2000, rows=2)

    def prepare(self) -> None:
        for name in ("unit", "person"):
            self.fields[name].actor = self.actor  # type: ignore[attr-defined]
        finding = self.finding
        self.initial.update(
            {
                "unit": finding.responsible_unit or finding.case.subject_unit,
                "person": finding.responsible_person,
                "due_on": local_day(finding.due_at) if finding.due_at else None,
                "requirement": finding.requirement or (finding.item.name if finding.item else ""),
            }
        )

    def run(self) -> object:
        data = self.cleaned_data
        return actions.assign(
            unit=data["unit"],
            person=data["person"],
            due_at=moment_of(data["due_on"]),
            requirement=data["requirement"],
            **self.deed,
        )


class ExtendForm(ReasonForm):
    says = _("Only before the limit has run out. The date before stays on record.")
    due_on = LimitField(label=_("New limit"))
    field_order = ("due_on", "reason")

    def prepare(self) -> None:
        if self.finding.due_at:
            self.initial["due_on"] = local_day(self.finding.due_at)

    def run(self) -> object:
        data = self.cleaned_data
        return actions.extend(due_at=moment_of(data["due_on"]), reason=data["reason"], **self.deed)


class WaiveForm(ReasonForm):
    says = _("It need not be put right. It stays on record with your name and this reason.")

    def run(self) -> object:
        return actions.waive(reason=self.cleaned_data["reason"], **self.deed)


class WithdrawForm(ReasonForm):
    says = _("It should not have been raised and counts no more. The reason stays on record.")

    def run(self) -> object:
        return actions.withdraw_finding(reason=self.cleaned_data["reason"], **self.deed)


class MakeLinkForm(MoveForm):
    says = _("Whoever has the address sees this one finding and can answer it, without an account. It is shown once.")
    name = forms.CharField(label=_("Firm"), max_length=80)
    days = forms.IntegerField(label=_("Works for days"), min_value=1, max_value=90)

    def prepare(self) -> None:
        self.initial["days"] = queries.figure(FigureCode.LINK_DAYS, on=self.now)

    def run(self) -> str:
        data = self.cleaned_data
        _link, token = actions.make_link(name=data["name"], days=data["days"], **self.deed)
        return token


def within(moment: Any, first: Any, last: Any) -> Any:
    """Return the moment as it lies between the two where it was typed in their very minute: forms ask for minutes."""
    if moment < first and moment.replace(second=0, microsecond=0) == first.replace(second=0, microsecond=0):
        return first
    return min(moment, last) if (moment - last).total_seconds() < 60 else moment


FORMS: dict[Move, type[MoveForm]] = {
    Move.ASSIGN: AssignForm,
    Move.REPLY: ReplyForm,
    Move.RECHECK: RecheckForm,
    Move.EXTEND: ExtendForm,
    Move.WAIVE: WaiveForm,
    Move.WITHDRAW: WithdrawForm,
    Move.MAKE_LINK: MakeLinkForm,
}
