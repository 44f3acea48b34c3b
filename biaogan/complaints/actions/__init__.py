"""What can be done with a complaint: one function per use case."""

from biaogan.complaints.actions.clocks import agree_due, extend, restart, resume, suspend
from biaogan.complaints.actions.ending import add_message, close, merge, tell_customer, withdraw, withdraw_by_customer
from biaogan.complaints.actions.figures import set_authority, set_threshold
from biaogan.complaints.actions.intake import receive, register
from biaogan.complaints.actions.investigation import Finding, change_verdict, give_verdict, hand_over, step_in
from biaogan.complaints.actions.letters import Letter, draft_letter
from biaogan.complaints.actions.outcome import Outcome, decide, give_back, propose
from biaogan.complaints.actions.proof import Answer, Told
from biaogan.complaints.actions.staff import declare_interest, name_staff
from biaogan.complaints.actions.supervision import close_order, issue_order, report_progress
from biaogan.complaints.actions.triage import accept, decline, pass_on, take_over
from biaogan.complaints.intake import Intake

__all__ = [
    "Answer",
    "Finding",
    "Intake",
    "Letter",
    "Outcome",
    "Told",
    "accept",
    "add_message",
    "agree_due",
    "change_verdict",
    "close",
    "close_order",
    "decide",
    "declare_interest",
    "decline",
    "draft_letter",
    "extend",
    "give_back",
    "give_verdict",
    "hand_over",
    "issue_order",
    "merge",
    "name_staff",
    "pass_on",
    "propose",
    "receive",
    "register",
    "report_progress",
    "restart",
    "resume",
    "set_authority",
    "set_threshold",
    "step_in",
    "suspend",
    "take_over",
    "tell_customer",
    "withdraw",
    "withdraw_by_customer",
]
