"""What somebody was told, in the words of their language; and how the ways out stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import translation

from biaogan.accounts.access import Actor
from biaogan.core import wording
from biaogan.notify.channels import CHANNELS
from biaogan.notify.models import (
    Delivery,
    MessageText,
    Notification,
    NotificationQuerySet,
    Outage,
    Preference,
    QuietHours,
)
from biaogan.notify.rules import Mode
from biaogan.notify.templates import MESSAGES, TOPICS, Message, fill
from biaogan.notify.wording import unpacked
from biaogan.org.models import Person

#: What counts until somebody chooses.
DEFAULT_MODE = Mode.AT_ONCE

#: A sender's claim that is younger may still be under way.
UNDER_WAY = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Words:
    subject: str
    body: str


def mine(actor: Actor, *, unread_only: bool = False) -> NotificationQuerySet:
    """Return what the actor was told."""
    rows = Notification.objects.visible_to(actor).select_related("case")
    return rows.unread() if unread_only else rows


def unread_count(actor: Actor, cap: int = 999) -> int:
    if actor.person_id is None:
        return 0
    return Notification.objects.filter(person_id=actor.person_id).unread()[: cap + 1].count()


def words_of(notifications: Iterable[Notification]) -> list[Words]:
    """Return subject and body of each in the language in use, by the texts that counted when it was told, with one query."""
    rows = list(notifications)
    edited = _texts({row.code for row in rows})
    return [_words(row, edited.get(row.code, [])) for row in rows]


def texts_now(message: Message) -> MessageText | None:
    """Return the bank's own words for a message, None where the shipped ones count."""
    return all_texts_now([message.code]).get(message.code)


def all_texts_now(codes: list[str] | None = None) -> dict[str, MessageText]:
    """Return the bank's own words by the code of their message, with one query."""
    rows = MessageText.objects.order_by("code", "-at", "-pk").distinct("code")
    return {row.code: row for row in (rows if codes is None else rows.filter(code__in=codes)) if not row.is_reset}


def preview(subject: str, body: str, message: Message, *, language: str) -> Words:
    """Return the words with what each placeholder stands for in its place."""
    with translation.override(language):
        shown = {name: f"⟨{meaning}⟩" for name, meaning in message.glossary}
        return Words(fill(subject, shown), fill(body, shown))


def modes_of(person_id: int) -> dict[tuple[str, str], str]:
    """Return how the person wants each topic by each channel."""
    chosen = Preference.objects.filter(person_id=person_id).values_list("topic", "channel", "mode")
    default = {(topic, channel.code): str(DEFAULT_MODE) for topic in TOPICS for channel in CHANNELS}
    return default | {(topic, channel): mode for topic, channel, mode in chosen}


def quiet_hours_of(person_id: int) -> QuietHours | None:
    return QuietHours.objects.filter(person_id=person_id).first()


@dataclass(frozen=True)
class ChannelState:
    """How a channel stands: what waits, what was claimed and never told of again, what was given up."""

    code: str
    name: Any
    waiting: int
    uncertain: int
    given_up: int
    outage: Outage | None


def channel_states() -> list[ChannelState]:
    open_ones = Q(sent_at__isnull=True, given_up_at__isnull=True)
    counted = {
        row["channel"]: row
        for row in Delivery.objects.filter(sent_at__isnull=True)
        .values("channel")
        .annotate(
            waiting=Count("pk", filter=open_ones & Q(claimed_at__isnull=True)),
            uncertain=Count("pk", filter=open_ones & Q(claimed_at__isnull=False)),
            given_up=Count("pk", filter=Q(given_up_at__isnull=False)),
        )
    }
    outages = {outage.channel: outage for outage in Outage.objects.all()}
    none = {"waiting": 0, "uncertain": 0, "given_up": 0}
    return [
        ChannelState(
            code=channel.code,
            name=channel.name,
            outage=outages.get(channel.code),
            **{name: counted.get(channel.code, none)[name] for name in none},
        )
        for channel in CHANNELS
    ]


def stuck(*, claimed_before: dt.datetime) -> Any:
    """Return the deliveries that an administrator must decide on: claimed and never told of again, or given up."""
    uncertain = Q(claimed_at__lt=claimed_before, given_up_at__isnull=True)
    rows = Delivery.objects.filter(uncertain | Q(given_up_at__isnull=False), sent_at__isnull=True)
    return rows.select_related("person", "notification")


def _texts(codes: set[str]) -> dict[str, list[MessageText]]:
    found: dict[str, list[MessageText]] = {}
    for row in MessageText.objects.filter(code__in=codes).order_by("-at", "-pk"):
        found.setdefault(row.code, []).append(row)
    return found


def _words(row: Notification, edited: list[MessageText]) -> Words:
    if row.code not in MESSAGES:
        # A message of an older product.
        return Words(row.code, "")
    text: Message | MessageText = MESSAGES[row.code]
    own = next((each for each in edited if each.at <= row.at), None)
    if own is not None and not own.is_reset:
        text = own
    values = {name: unpacked(value) for name, value in row.values.items()}
    chinese = wording.is_chinese()
    subject, body = (text.subject_zh, text.body_zh) if chinese else (text.subject_en, text.body_en)
    return Words(fill(subject, values), fill(body, values))


def languages_of(people: Iterable[int]) -> dict[int, str]:
    """Return the language that each person reads."""
    rows = Person.objects.filter(pk__in=set(people)).values_list("pk", "user__language")
    return {pk: language or "zh-hans" for pk, language in rows}
