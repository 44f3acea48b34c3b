"""What people are told of limits that near, pass or move."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.notify.templates import Message, register_message, register_placeholder


def register_messages() -> None:
    register_placeholder("what", _("what is to be done"))
    register_placeholder("old", _("the day and time of the limit before it moved"))
    for message in MESSAGES:
        register_message(message)


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
