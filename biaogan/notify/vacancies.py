"""The alarm when a post that must be filled is found vacant, for the organisation, which has no voice of its own."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from biaogan.notify.actions import tell
from biaogan.notify.templates import Message, register_message
from biaogan.org.hooks import ALARMS, Alarm
from biaogan.org.models import PostKind, VacancyReason

NOBODY = Message(
    "vacancy.nobody",
    subject_zh="{unit}{post}空缺",
    subject_en="Nobody is {post} at {unit}",
    body_zh="{unit}无人担任{post}，请尽快配备。配备之前由您负责。",
    body_en="Nobody holds the post of {post} at {unit}. Please fill it soon; until then it is yours.",
    name=_("A post that must be filled is vacant"),
)
IDLE = Message(
    "vacancy.idle",
    subject_zh="{unit}{post}长期未履职，视同空缺",
    subject_en="The post of {post} at {unit} counts as vacant",
    body_zh="{unit}的{post}在规定天数内未完成任何定期职责，视同空缺，请督促或者调整。此后该岗位到期的事项同时告知您。",
    body_en=(
        "The {post} of {unit} has met none of the recurring duties in the days allowed and counts as absent."
        " Please see to it or appoint somebody else. What falls due there is now told to you as well."
    ),
    name=_("A holder counts as absent"),
)


def register() -> None:
    register_message(NOBODY)
    register_message(IDLE)
    ALARMS.register("notify", alarm)


def alarm(raised: Alarm) -> None:
    """Tell those who answer for the post, in the transaction that notices the vacancy."""
    vacancy = raised.vacancy
    message = IDLE if vacancy.reason == VacancyReason.IDLE else NOBODY
    post = PostKind(vacancy.post_kind).label
    tell(message.code, to=raised.to, url=reverse("org:vacancies"), now=raised.now, unit=vacancy.unit.name, post=post)
