"""The messages that rectification sends to staff, in both languages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.notify.templates import Message, register_message


def register_messages() -> None:
    for message in MESSAGES:
        register_message(message)


MESSAGES = (
    Message(
        "notice.approval_wanted",
        subject_zh="整改通知书 {number} 请审批",
        subject_en="Rectification notice {number} awaits your approval",
        body_zh="发往{unit}的整改通知书已起草，请审批。",
        body_en="A rectification notice to {unit} is drafted. Please approve it.",
        name=_("A notice to approve"),
    ),
    Message(
        "notice.approved",
        subject_zh="整改通知书 {number} 已批准，可以下发",
        subject_en="Rectification notice {number} is approved: issue it",
        body_zh="发往{unit}的整改通知书已批准。下发时编号，期限开始计算。",
        body_en="The rectification notice to {unit} is approved. At issue it gets its number, and its limits begin to run.",
        topic="decision",
        name=_("My notice was approved"),
    ),
    Message(
        "notice.issued",
        subject_zh="收到整改通知书 {number}",
        subject_en="Rectification notice {number}",
        body_zh="整改通知书列明 {count} 项问题，请签收，并在各项期限内整改、反馈。",
        body_en="The notice names {count} findings. Please sign for it, put each right within its limit, and report back with proof.",
        is_urgent=True,
        name=_("A rectification notice"),
        meanings={"count": _("how many findings")},
    ),
    Message(
        "notice.withdrawn",
        subject_zh="整改通知书 {number} 已撤销",
        subject_en="Rectification notice {number} was withdrawn",
        body_zh="整改通知书已撤销，编号作废，理由见通知书页面。",
        body_en="The notice was withdrawn and its number is void. The reason stands on its page.",
        topic="decision",
        name=_("A notice was withdrawn"),
    ),
    Message(
        "finding.answered",
        subject_zh="问题 {number} 已反馈，待复查",
        subject_en="Finding {number} is answered and waits to be checked",
        body_zh="{unit}已反馈整改情况，请安排复查。",
        body_en="{unit} has reported back. Please have it looked at again.",
        name=_("An answer to my notice"),
    ),
    Message(
        "finding.returned",
        subject_zh="问题 {number} 复查未通过",
        subject_en="Finding {number} was returned",
        body_zh="复查未通过，已退回并另定期限，情况见问题页面。",
        body_en="It did not pass and was returned with a new limit. What was seen stands on its page.",
        is_urgent=True,
        name=_("A finding came back"),
    ),
    Message(
        "finding.closed",
        subject_zh="问题 {number} 复查通过，已销号",
        subject_en="Finding {number} is closed",
        body_zh="复查通过，问题已销号。",
        body_en="It was looked at again and is closed.",
        topic="decision",
        name=_("A finding was closed"),
    ),
    Message(
        "finding.extended",
        subject_zh="问题 {number} 整改期限已延长",
        subject_en="Finding {number} has more time",
        body_zh="整改期限已延长，原期限和理由见问题页面。",
        body_en="The limit was extended. The date before and the reason stand on its page.",
        topic="decision",
        name=_("A limit was extended"),
    ),
    Message(
        "finding.waived",
        subject_zh="问题 {number} 免于整改",
        subject_en="Finding {number} was waived",
        body_zh="经书面批准免于整改，理由见问题页面。",
        body_en="It was waived in writing. The reason stands on its page.",
        topic="decision",
        name=_("A finding was waived"),
    ),
    Message(
        "finding.withdrawn",
        subject_zh="问题 {number} 已撤销",
        subject_en="Finding {number} was withdrawn",
        body_zh="问题已撤销，不再计入，理由见问题页面。",
        body_en="It was withdrawn and counts no more. The reason stands on its page.",
        topic="decision",
        name=_("A finding was withdrawn"),
    ),
    Message(
        "finding.root_cause",
        subject_zh="{number} 请查明原因、溯源整改",
        subject_en="{number}: find the cause and put it right",
        body_zh="有责投诉已开立溯源整改，请在期限内查明原因、整改到位并反馈。",
        body_en="A liable complaint asks for its cause. Find it, put it right within the limit, and report back with proof.",
        name=_("A root cause to find"),
    ),
)
