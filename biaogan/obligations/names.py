"""What this app's deeds and messages are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.audit.names import register_names
from biaogan.notify.templates import Message, register_message

EVENTS = {
    "obligation.started": _("Limit started"),
    "obligation.met": _("Duty done"),
    "obligation.cancelled": _("Duty dropped"),
    "obligation.paused": _("Clock paused"),
    "obligation.resumed": _("Clock resumed"),
    "obligation.extended": _("Limit extended"),
    "obligation.handed_over": _("Duty handed over"),
    "obligation.warned": _("Warned of the limit"),
    "obligation.escalated": _("Escalated"),
    "obligation.recounted": _("Limit counted again after the calendar changed"),
    "obligation.feed_made": _("Calendar address made"),
    "obligation.feed_revoked": _("Calendar address revoked"),
    "limit.set": _("New limit set"),
    "recurring_duty.set": _("Recurring duty set"),
    "recurring_duty.ended": _("Recurring duty ended"),
}

_WARNED = Message(
    "obligation.warned",
    subject_zh="即将到期:{number} {what}",
    subject_en="Due soon: {number} {what}",
    body_zh="{unit}的 {number}「{what}」须在 {due} 前完成。",
    body_en="{what} of {number} at {unit} is due by {due}.",
    name=_("Warning before a limit ends"),
)
_OVERDUE = Message(
    "obligation.overdue",
    subject_zh="已逾期:{number} {what}",
    subject_en="Overdue: {number} {what}",
    body_zh="{unit}的 {number}「{what}」应于 {due} 前完成,至今未完成。",
    body_en="{what} of {number} at {unit} was due by {due} and has not been done.",
    is_urgent=True,
    name=_("Escalation of what is overdue"),
)
_HANDED_OVER = Message(
    "obligation.handed_over",
    subject_zh="移交给您:{number} {what}",
    subject_en="Handed over to you: {number} {what}",
    body_zh="{unit}的 {number}「{what}」已移交给您,期限 {due} 不变。",
    body_en="{what} of {number} at {unit} was handed over to you; it is still due by {due}.",
    name=_("Duty handed over"),
)


def register() -> None:
    register_names(EVENTS)
    for message in (_WARNED, _OVERDUE, _HANDED_OVER):
        register_message(message)
