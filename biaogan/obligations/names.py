"""What this app's deeds and messages are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.audit.names import choice_words, register_fact_reference, register_fact_words, register_names
from biaogan.notify.templates import Message, register_message, register_placeholder
from biaogan.obligations.kinds import kind_of
from biaogan.org.models import PostKind
from biaogan.workcal.rules import Limit
from biaogan.workcal.wording import limit_text

EVENTS = {
    "obligation.started": _("started a limit"),
    "obligation.met": _("did what was owed"),
    "obligation.cancelled": _("dropped a duty"),
    "obligation.paused": _("stopped the clock"),
    "obligation.resumed": _("let the clock run on"),
    "obligation.extended": _("extended the limit"),
    "obligation.handed_over": _("handed the duty over"),
    "obligation.warned": _("warned of the limit"),
    "obligation.escalated": _("escalated what is overdue"),
    "obligation.recounted": _("counted the limit again after the calendar changed"),
    "obligation.feed_made": _("made an address for a calendar program"),
    "obligation.feed_revoked": _("revoked the address for a calendar program"),
    "limit.set": _("set a new limit"),
    "recurring_duty.set": _("set a recurring duty"),
    "recurring_duty.ended": _("ended a recurring duty"),
}

MESSAGES = (
    Message(
        "obligation.due_soon",
        subject_zh="即将到期：{number} {what}",
        subject_en="Due soon: {number}, {what}",
        body_zh="{unit}的 {number}「{what}」须在 {due} 前完成。",
        body_en="{what} of {number} at {unit} is due by {due}.",
        name=_("Warning before a limit ends"),
    ),
    Message(
        "obligation.due_soon_provisional",
        subject_zh="即将到期（日期待定）：{number} {what}",
        subject_en="Due soon, date not final: {number}, {what}",
        body_zh="{unit}的 {number}「{what}」暂定须在 {due} 前完成。当年放假安排尚未全部公布，日期可能变动。",
        body_en="{what} of {number} at {unit} is due by {due} for the time being. That year's calendar is not final; the date may move.",
        name=_("Warning before a limit that is not final"),
    ),
    Message(
        "obligation.overdue",
        subject_zh="已逾期：{number} {what}",
        subject_en="Overdue: {number}, {what}",
        body_zh="{unit}的 {number}「{what}」应于 {due} 前完成，至今未完成，请立即办理。",
        body_en="{what} of {number} at {unit} was due by {due} and has not been done. Please see to it now.",
        is_urgent=True,
        name=_("What I owe is overdue"),
    ),
    Message(
        "obligation.escalated",
        subject_zh="逾期升级：{unit} {number} {what}",
        subject_en="Escalated: {number}, {what} at {unit}",
        body_zh="{unit}的 {number}「{what}」应于 {due} 前完成，至今未完成，现升级到您处督促。",
        body_en="{what} of {number} at {unit} was due by {due} and has not been done. It is now escalated to you.",
        is_urgent=True,
        name=_("Escalation of what others owe"),
    ),
    Message(
        "obligation.moved",
        subject_zh="期限变动：{number} {what}",
        subject_en="Due date moved: {number}, {what}",
        body_zh="放假安排有调整，{unit}的 {number}「{what}」由 {old} 改为 {due} 前完成。",
        body_en="The calendar has changed: {what} of {number} at {unit}, due by {old} before, is now due by {due}.",
        name=_("Due date moved by a calendar"),
    ),
    Message(
        "obligation.handed_over",
        subject_zh="{unit}移交给您 {count} 项待办",
        subject_en="{unit} hands {count} duties over to you",
        body_zh="{unit}的 {count} 项待办已移交给您，期限不变，请在待办中查看。",
        body_en="{count} duties of {unit} were handed over to you; their limits are unchanged. See your inbox.",
        name=_("Duties handed over"),
        meanings={"unit": _("the unit whose duties they are"), "count": _("how many duties")},
    ),
)


def register() -> None:
    register_names(EVENTS, icon="clock")
    _register_facts()
    register_placeholder("what", _("what is to be done"))
    register_placeholder("old", _("the day and time of the limit before it moved"))
    for message in MESSAGES:
        register_message(message)


def _register_facts() -> None:
    for event in ("obligation", "limit"):
        register_fact_words(event, "kind", lambda code: kind.name if (kind := kind_of(code)) else "")
    for event in ("obligation", "limit", "recurring_duty"):
        register_fact_words(event, "limit", _limit)
    register_fact_words("recurring_duty", "post", choice_words(PostKind))
    register_fact_reference("obligation", "told", "org.person")
    register_fact_reference("obligation.handed_over", "to", "org.person")
    register_fact_reference("obligation.handed_over", "post", "org.post")


def _limit(text: str) -> str:
    try:
        return limit_text(Limit.parse(text))
    except ValueError:
        return ""
