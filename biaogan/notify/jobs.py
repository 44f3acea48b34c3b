"""Carrying what was told to other channels: never lost, never twice, and a dead server stops nothing but itself."""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from biaogan.core import wording
from biaogan.notify import queries
from biaogan.notify.channels import CHANNELS, Channel, Down, Refused, Send
from biaogan.notify.models import Delivery, Notification, Outage, Preference, QuietHours
from biaogan.notify.rules import Mode, after_quiet_hours, next_daily, next_try
from biaogan.notify.templates import message_of
from biaogan.org.models import Person

logger = logging.getLogger(__name__)

BATCH = 500
#: Of one run and channel; the rest goes with the next.
MOST = 2000
LONGEST_OUTAGE_WAIT = dt.timedelta(minutes=15)


def deliver(*, now: dt.datetime) -> int:
    """Route what was told since the last run, and send what is due; return how many went out."""
    while route(now=now) == BATCH:
        pass
    return sum(send_due(channel, now=now) for channel in CHANNELS)


@transaction.atomic
def route(*, now: dt.datetime) -> int:
    """Give up to a batch of new notifications the deliveries that their people want; return how many notifications were new."""
    waiting = (
        Notification.objects.filter(routed_at__isnull=True)
        .order_by("pk")
        .select_for_update(skip_locked=True, no_key=True)
    )
    rows = list(waiting[:BATCH])
    people = Person.objects.in_bulk({row.person_id for row in rows})
    modes = {(p.person_id, p.topic, p.channel): p.mode for p in Preference.objects.filter(person__in=people)}
    quiet = {q.person_id: q for q in QuietHours.objects.filter(person__in=people)}
    made = [
        delivery
        for row in rows
        for channel in CHANNELS
        if (delivery := _wanted(row, channel, people[row.person_id], modes, quiet.get(row.person_id), now=now))
    ]
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(routed_at=now)
    return len(rows)


def _wanted(
    row: Notification,
    channel: Channel,
    person: Person,
    modes: dict[tuple[int, str, str], str],
    quiet: QuietHours | None,
    *,
    now: dt.datetime,
) -> Delivery | None:
    message = message_of(row.code)
    mode = modes.get((person.pk, message.topic if message else "", channel.code), queries.DEFAULT_MODE)
    is_urgent = message is not None and message.is_urgent
    if not channel.address_of(person) or (mode == Mode.OFF and not is_urgent):
        return None
    is_daily = mode == Mode.DAILY and not is_urgent
    at = next_daily(now) if is_daily else now
    if quiet is not None and not is_urgent:
        at = after_quiet_hours(at, quiet.quiet_from, quiet.quiet_to)
    return Delivery(notification=row, person=person, channel=channel.code, is_daily=is_daily, not_before=at)


def send_due(channel: Channel, *, now: dt.datetime) -> int:
    """Send what is due by the channel. While it is down everything waits, and the outage is on record for the administrator."""
    outage = Outage.objects.filter(channel=channel.code).first()
    if outage is not None and outage.next_try_at > now:
        return 0
    due = list(
        Delivery.objects.filter(
            channel=channel.code, not_before__lte=now, sent_at=None, given_up_at=None, claimed_at=None
        )
        .select_related("notification", "person")
        .order_by("not_before", "pk")[:MOST]
    )
    if not due and outage is None:
        return 0
    try:
        with channel.opened() as send:
            sent = sum(_send_letter(letter, channel, send, now=now) for letter in _letters(due))
    except Down as error:
        _note_outage(channel, outage, str(error), now=now)
        return 0
    Outage.objects.filter(channel=channel.code).delete()
    return sent


def _letters(due: Sequence[Delivery]) -> list[list[Delivery]]:
    """Return what goes out in one letter each: every message by itself, the daily ones of a person together."""
    letters: dict[tuple[str, int], list[Delivery]] = defaultdict(list)
    for delivery in due:
        letters[
            "daily" if delivery.is_daily else "single", delivery.person_id if delivery.is_daily else delivery.pk
        ].append(delivery)
    return list(letters.values())


def _send_letter(letter: list[Delivery], channel: Channel, send: Send, *, now: dt.datetime) -> int:
    """Claim, hand over, note. The claim commits first: a crash after it leaves the letter uncertain, never sent twice."""
    ids = [delivery.pk for delivery in letter]
    if not _claim(ids, now=now):
        return 0
    try:
        if news := [delivery.notification for delivery in letter if delivery.notification.read_at is None]:
            send(channel.address_of(letter[0].person), *_written(news, letter[0]))
    except Down as error:
        # The line broke while it was handed over: it may have arrived. It stays claimed, for the administrator to decide.
        Delivery.objects.filter(pk__in=ids).update(error=str(error)[:300])
        raise
    except Exception as error:
        _note_failure(letter, error, now=now)
        return 0
    Delivery.objects.filter(pk__in=ids).update(sent_at=now)
    return 1


@transaction.atomic
def _claim(ids: list[int], *, now: dt.datetime) -> bool:
    """Take all of a letter or, where another worker has some of it, nothing."""
    free = Delivery.objects.filter(pk__in=ids, claimed_at=None, sent_at=None, given_up_at=None)
    if len(free.select_for_update(skip_locked=True, no_key=True)) != len(ids):
        return False
    Delivery.objects.filter(pk__in=ids).update(claimed_at=now)
    return True


def _written(news: list[Notification], delivery: Delivery) -> tuple[str, str]:
    """Return subject and body in the language of the reader."""
    with translation.override(queries.languages_of([delivery.person_id])[delivery.person_id]):
        words = queries.words_of(news)
        if len(news) == 1 and not delivery.is_daily:
            subject, body = words[0].subject, _entry(news[0], words[0], with_subject=False)
        else:
            subject = _("Biaogan: %(count)d new messages") % {"count": len(news)}
            body = "\n\n".join(_entry(row, each, with_subject=True) for row, each in zip(news, words, strict=True))
        foot = _("You can choose which messages come by e-mail under «My messages › Preferences».")
    # A line break in a subject would be a header of its own.
    return " ".join(subject.split()), f"{body}\n\n-- \n{foot}\n"


def _entry(row: Notification, words: queries.Words, *, with_subject: bool) -> str:
    lines = [words.subject, wording.moment_text(row.at)] if with_subject else []
    origin = settings.CSRF_TRUSTED_ORIGINS[0].rstrip("/") if settings.CSRF_TRUSTED_ORIGINS else ""
    link = [f"{origin}{row.address}"] if origin and row.address else []
    return "\n".join([*lines, words.body, *link])


def _note_failure(letter: list[Delivery], error: Exception, *, now: dt.datetime) -> None:
    for delivery in letter:
        attempts = delivery.attempts + 1
        again = None if isinstance(error, Refused) else next_try(now, attempts)
        Delivery.objects.filter(pk=delivery.pk).update(
            claimed_at=None,
            attempts=attempts,
            error=f"{type(error).__name__}: {error}"[:300],
            given_up_at=None if again else now,
            not_before=again or now,
        )
    logger.warning("a message was not taken by the channel %s: %s", letter[0].channel, type(error).__name__)


def _note_outage(channel: Channel, outage: Outage | None, said: str, *, now: dt.datetime) -> None:
    attempts = outage.attempts + 1 if outage else 1
    wait = min(dt.timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST_OUTAGE_WAIT)
    values = {
        "since": outage.since if outage else now,
        "attempts": attempts,
        "next_try_at": now + wait,
        "error": said[:300],
    }
    Outage.objects.update_or_create(channel=channel.code, defaults=values)
    logger.warning("the channel %s cannot be reached: %s", channel.code, said)
