"""The messages of inspections, in both languages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.notify.templates import Message, register_message


def register_messages() -> None:
    for message in MESSAGES:
        register_message(message)


MESSAGES = (
    Message(
        "sheet.assigned",
        subject_zh="检查任务 {number}",
        subject_en="Inspection {number} is yours",
        body_zh="请于 {day} 检查{unit}。检查前不要告知网点。",
        body_en="Please inspect {unit} on {day}. Do not tell the outlet before.",
        name=_("An inspection for me"),
        meanings={"day": _("the day it is planned for")},
    ),
    Message(
        "sheet.submitted",
        subject_zh="检查结果 {number}，请确认",
        subject_en="Inspection {number}: please confirm",
        body_zh="{unit}的检查结果已提交。请在期限内确认，有不同意见请在期限内提出异议。",
        body_en="The inspection of {unit} is handed in. Confirm it within the limit, or dispute it if you see it otherwise.",
        topic="decision",
        name=_("A result of an inspection to confirm"),
    ),
    Message(
        "sheet.disputed",
        subject_zh="{number} 网点提出异议",
        subject_en="The outlet disputes {number}",
        body_zh="{unit}对检查结果提出异议，请核实处理。",
        body_en="{unit} disputes the result of its inspection. Please look into it and settle it.",
        name=_("A dispute to settle"),
    ),
    Message(
        "sheet.settled",
        subject_zh="{number} 异议已处理",
        subject_en="The dispute over {number} is settled",
        body_zh="{unit}检查结果的异议已处理，结果和理由见检查表。",
        body_en="The dispute over the inspection of {unit} is settled. The sheet shows how and why.",
        topic="decision",
        name=_("A dispute is settled"),
    ),
    Message(
        "sheet.cancelled",
        subject_zh="检查 {number} 已取消",
        subject_en="Inspection {number} is cancelled",
        body_zh="对{unit}的检查已取消。",
        body_en="The inspection of {unit} is cancelled.",
        name=_("My inspection is cancelled"),
    ),
)
