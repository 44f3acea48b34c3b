"""Drafting a notice, editing the draft, and the moves that bring it on its way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.core.forms import LongText
from biaogan.core.time import local_day
from biaogan.core.widgets import DayInput
from biaogan.evidence import actions as evidence
from biaogan.evidence.forms import ACCEPT
from biaogan.org.models import Unit
from biaogan.rectification import actions, queries
from biaogan.rectification.choices import Basis, Source
from biaogan.rectification.forms.base import NoticeMoveForm, moment_of
from biaogan.rectification.forms.fields import LimitField
from biaogan.rectification.models import Finding, Notice
from biaogan.rectification.rules import NoticeMove

#: What a notice rests on, by where its findings come from.
BASIS_OF = {
    Source.ONSITE: Basis.ONSITE,
    Source.DEVICE: Basis.ONSITE,
    Source.OFFSITE: Basis.OFFSITE,
    Source.COMPLAINT: Basis.COMPLAINT,
    Source.RATING: Basis.RATING,
}


class HeadForm(forms.Form):
    """What the head of a notice says."""

    basis = forms.ChoiceField(label=_("Rests on"), choices=Basis.choices)
    inspected_on = forms.DateField(label=_("Inspected on"), widget=DayInput(), required=False)
    inspectors = forms.CharField(
        label=_("Inspectors"), max_length=200, required=False, help_text=_("Empty for a mystery visit.")
    )
    report_back_on = LimitField(label=_("Report back by"))
    copies = forms.CharField(
        label=_("Copies to"), max_length=400, required=False, help_text=_("Several with commas between.")
    )

    def head(self) -> dict[str, Any]:
        """Return what the actions take."""
        data = self.cleaned_data
        copies = data["copies"].replace("，", ",").replace("、", ",").replace("；", ",").split(",")
        return {
            "basis": data["basis"],
            "report_back_at": moment_of(data["report_back_on"]),
            "inspected_on": data["inspected_on"],
            "inspectors": data["inspectors"],
            "copies": [name.strip() for name in copies if name.strip()],
        }


class FindingsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Findings to be ticked; the page draws each with what is wrong."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Findings"))
        super().__init__(queryset=Finding.objects.none(), widget=forms.CheckboxSelectMultiple, **options)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.case.number} {obj.fact}"


class DraftForm(HeadForm):
    """A new notice to one unit."""

    findings = FindingsField(error_messages={"required": _("Choose at least one finding.")})

    def __init__(
        self, *args: Any, unit: Unit, findings: Sequence[Finding], actor: Actor, now: dt.datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.actor, self.now = unit, actor, now
        self.fields["report_back_on"].widget.calendar = unit.calendar
        field = self.fields["findings"]
        assert isinstance(field, FindingsField)
        field.queryset = Finding.objects.filter(pk__in=[finding.pk for finding in findings]).select_related("case")
        self.initial = {**_known(findings, unit, now=now), **self.initial}

    def run(self) -> Notice:
        findings = [finding.pk for finding in self.cleaned_data["findings"]]
        return actions.draft_notice(unit=self.unit, findings=findings, by=self.actor, now=self.now, **self.head())


def _known(findings: Sequence[Finding], unit: Unit, *, now: dt.datetime) -> dict[str, Any]:
    """Return what the findings say about the head already."""
    sources = {Source(finding.source) for finding in findings}
    bases = {BASIS_OF.get(source, Basis.OTHER) for source in sources}
    finders = dict.fromkeys(finding.found_by.name for finding in findings if finding.found_by)
    is_by_inspectors = bool(sources & {Source.ONSITE, Source.OFFSITE, Source.DEVICE})
    return {
        "basis": bases.pop() if len(bases) == 1 else Basis.OTHER,
        "inspected_on": max((local_day(finding.found_at) for finding in findings), default=None),
        "inspectors": "、".join(finders) if is_by_inspectors and Source.MYSTERY not in sources else "",
        "report_back_on": local_day(queries.default_due(unit, now=now)),
    }


class EditForm(HeadForm):
    """The head of a draft, one limit for all if wanted, and more findings of the unit. Each finding has a form of its own beside it."""

    due_all = LimitField(
        label=_("One limit for all findings"), required=False, help_text=_("Left empty, each keeps its own.")
    )
    more = FindingsField(label=_("Other open findings of the unit"), required=False)

    def __init__(self, *args: Any, notice: Notice, others: Sequence[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notice = notice
        for name in ("report_back_on", "due_all"):
            self.fields[name].widget.calendar = notice.case.subject_unit.calendar
        field = self.fields["more"]
        assert isinstance(field, FindingsField)
        field.queryset = Finding.objects.filter(pk__in=[finding.pk for finding in others]).select_related("case")
        self.initial.update(
            {
                "basis": notice.basis,
                "inspected_on": notice.inspected_on,
                "inspectors": notice.inspectors,
                "report_back_on": local_day(notice.report_back_at),
                "copies": "、".join(notice.copies),
            }
        )


class AtOnceForm(NoticeMoveForm):
    """A move that asks nothing."""

    def run(self) -> object:
        return self.action(**self.deed)

    def action(self, **deed: Any) -> object:
        raise NotImplementedError


class SubmitForm(AtOnceForm):
    says = _("It lies in the inbox of whoever approves.")

    def action(self, **deed: Any) -> object:
        return actions.submit_notice(**deed)


class ApproveForm(AtOnceForm):
    says = _("You answer for it with your name. It can then be issued.")

    def action(self, **deed: Any) -> object:
        return actions.approve_notice(**deed)


class IssueForm(AtOnceForm):
    says = _(
        "It gets its number, goes to the unit, and every limit begins to run. After that it can be withdrawn but not changed."
    )

    def action(self, **deed: Any) -> object:
        return actions.issue_notice(**deed)


class ReceiveForm(NoticeMoveForm):
    says = _("You sign that the unit has it. The limits of its findings run since it was issued.")
    signature = forms.FileField(
        label=_("Photo of the signed receipt"),
        required=False,
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )

    def run(self) -> object:
        return actions.receive_notice(signature=self._kept(), **self.deed)

    def _kept(self) -> int | None:
        file = self.cleaned_data.get("signature")
        if file is None:
            return None
        return evidence.add(case=self.notice.case, upload=file, by=self.actor, now=self.now).pk


class NoticeReasonForm(NoticeMoveForm):
    reason = LongText(label=_("Reason"), max_length=200)


class ReviseForm(NoticeReasonForm):
    says = _("It can be changed again and has to be approved anew.")

    def run(self) -> object:
        return actions.revise_notice(reason=self.cleaned_data["reason"], **self.deed)


class WithdrawNoticeForm(NoticeReasonForm):
    says = _("Its findings are open again. If it has a number, that stays withdrawn and is never given again.")

    def run(self) -> object:
        return actions.withdraw_notice(reason=self.cleaned_data["reason"], **self.deed)


#: «edit» has a page of its own; «close» happens by itself.
NOTICE_FORMS: dict[NoticeMove, type[NoticeMoveForm]] = {
    NoticeMove.SUBMIT: SubmitForm,
    NoticeMove.APPROVE: ApproveForm,
    NoticeMove.REVISE: ReviseForm,
    NoticeMove.ISSUE: IssueForm,
    NoticeMove.RECEIVE: ReceiveForm,
    NoticeMove.WITHDRAW: WithdrawNoticeForm,
}
