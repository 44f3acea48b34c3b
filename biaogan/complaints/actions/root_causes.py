"""What a verdict asks of rectification: where the bank was at fault, the cause is found and put right before the case closes for good."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor
from biaogan.complaints import queries
from biaogan.complaints.actions import owing
from biaogan.complaints.choices import AT_FAULT, Liability, Nature, State
from biaogan.complaints.models import Complaint
from biaogan.core.errors import RuleBroken
from biaogan.core.wording import on_record
from biaogan.rectification import actions as rectification
from biaogan.rectification.models import Finding


@on_record()
def follow_verdict(complaint: Complaint, *, by: Actor, now: dt.datetime) -> None:
    """Open the root-cause finding for a liable verdict, and withdraw it where the verdict no longer is."""
    if complaint.liability not in AT_FAULT:
        reason = _("The verdict on %(number)s is no longer liable.") % {"number": complaint.case.number}
        rectification.withdraw_root_causes(case=complaint.case, reason=reason, by=by, now=now)
        return
    rectification.open_root_cause(
        case=complaint.case,
        responsible=complaint.responsible_unit or complaint.case.subject_unit,
        fact=_fact(complaint),
        requirement=_(
            "Find the cause, put it right, and keep it from coming back, here and wherever it may be the same."
        ),
        by=by,
        now=now,
    )
    if complaint.state == State.TOLD and rectification.open_root_causes(complaint.case):
        owing.dropped(complaint, owing.CLOSE, reason=_("Its root cause comes first."), by=by, now=now)


def _fact(complaint: Complaint) -> str:
    # The number alone: whoever may read the complaint finds the rest there.
    return _("Complaint %(number)s: %(liability)s (%(nature)s).") % {
        "number": complaint.case.number,
        "liability": Liability(complaint.liability).label,
        "nature": Nature(complaint.nature).label,
    }


def owe_closing(complaint: Complaint, *, by: Actor, now: dt.datetime) -> None:
    """Let the limit to close the case run, unless its root cause is still open: then it runs from the end of that."""
    if not rectification.open_root_causes(complaint.case):
        officer = queries.officer_for(complaint.case.subject_unit, now=now)
        owing.owe(owing.CLOSE, complaint, officer, by=by, now=now)


def require_root_cause_ended(complaint: Complaint) -> None:
    """Raise RuleBroken while the root cause is neither put right nor waived in writing."""
    found = rectification.open_root_causes(complaint.case)
    if found:
        words = _(
            "The root cause (%(number)s) is still open. The case is closed for good once that is put right and checked, "
            "or the head of the Office waives it in writing."
        )
        raise RuleBroken("complaint.root_cause_open", words % {"number": found[0].case.number})


def root_cause_ended(finding: Finding, *, by: Actor, now: dt.datetime) -> None:
    """Let the limit to close begin when the last root cause of a complaint whose customer knows the outcome has ended."""
    rows = Complaint.objects.select_related("case__subject_unit")
    complaint = rows.get(pk=finding.source_case_id)
    if complaint.state == State.TOLD and not owing.owed(complaint, owing.CLOSE):
        owe_closing(complaint, by=by, now=now)
