"""The messages about repairs, in both languages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.notify.templates import Message, register_message

_DEVICE = {"device": _("the device, by kind and serial number")}

MESSAGES = (
    Message(
        "repair.reported",
        subject_zh="{unit}{device}报修 {number}",
        subject_en="{number}: {device} at {unit} is out of order",
        body_zh="请在期限内安排修复，修复后在报修单上写明处理情况。",
        body_en="Please have it mended within the limit, and write down on the repair what was done.",
        name=_("A device to mend"),
        meanings=_DEVICE,
    ),
    Message(
        "repair.mended",
        subject_zh="{number} 已修复，请验收",
        subject_en="{number} is mended: please check",
        body_zh="{device}已修复。请由修复人以外的人试用验收，不能用的退回重修。",
        body_en="{device} is said to work again. Somebody other than the mender tries it; give it back if it does not work.",
        name=_("A repair to check"),
        meanings=_DEVICE,
    ),
    Message(
        "repair.given_back",
        subject_zh="{number} 验收未通过，请重修",
        subject_en="{number} was given back: mend it again",
        body_zh="{device}验收时仍不能使用，原因见报修单，期限重新计算。",
        body_en="{device} still does not work; the reason stands on the repair. The limit runs anew.",
        name=_("A repair that was given back"),
        meanings=_DEVICE,
    ),
)


def register_messages() -> None:
    for message in MESSAGES:
        register_message(message)
