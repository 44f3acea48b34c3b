"""Telling people, in the transaction of the deed itself; jobs carry it to other channels afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission, require_anywhere
from biaogan.audit.actions import record_event
from biaogan.cases.models import Case, CaseBar
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import local_day
from biaogan.core.wording import listed
from biaogan.notify.channels import CHANNELS
from biaogan.notify.models import Delivery, MessageText, Notification, Preference, QuietHours
from biaogan.notify.rules import Mode
from biaogan.notify.templates import MESSAGES, TOPICS, names_in
from biaogan.notify.wording import packed
from biaogan.org.models import Person


def tell(
    code: str,
    *,
    to: Iterable[Person],
    case: Case | None = None,
    url: str = "",
    now: dt.datetime,
    **references: Any,
) -> list[Notification]:
    """Tell people something, in their list at once and by the channels that they chose. Call it inside the deed's transaction.

    Each person is told once; who has left, or is barred from the case, is not. `references` fill the placeholders of the message;
    raises LookupError for an unknown message and for missing or unknown references.
    """
    wrong = MESSAGES[code].placeholders ^ set(references)
    if wrong:
        raise LookupError(f"the message {code!r} is told with wrong references: {sorted(wrong)}")
    people = {person.pk: person for person in to if person.left_on is None or person.left_on > local_day(now)}
    if case is not None and people:
        for barred in CaseBar.objects.filter(case=case, person__in=people).values_list("person", flat=True):
            del people[barred]
    values = {name: packed(value) for name, value in references.items()}
    rows = [Notification(person_id=pk, code=code, case=case, url=url, values=values, at=now) for pk in people]
    return Notification.objects.bulk_create(rows) if rows else []


def mark_read(*, notification_ids: Iterable[int] | None, by: Actor, now: dt.datetime) -> int:
    """Mark messages of `by` as read, all of them for None; return how many were unread."""
    rows = Notification.objects.visible_to(by).unread()
    if notification_ids is not None:
        rows = rows.filter(pk__in=list(notification_ids))
    return rows.update(read_at=now)


@transaction.atomic
def set_preferences(
    *,
    modes: Mapping[tuple[str, str], str],
    quiet: tuple[dt.time, dt.time] | None,
    by: Actor,
    now: dt.datetime,
) -> None:
    """Keep how `by` wants each topic by each channel, and their quiet hours. Raises InputRefused for what does not exist."""
    if by.person_id is None:
        raise RuleBroken("notify.no_person", _("Only members of staff are told things."))
    known = all(
        topic in TOPICS and channel in CHANNELS and mode in Mode.values for (topic, channel), mode in modes.items()
    )
    if not known:
        raise InputRefused("notify.unknown_choice", _("This choice does not exist."))
    for (topic, channel), mode in modes.items():
        Preference.objects.update_or_create(
            person_id=by.person_id, topic=topic, channel=channel, defaults={"mode": mode}
        )
    QuietHours.objects.filter(person_id=by.person_id).delete()
    if quiet is not None:
        QuietHours.objects.create(person_id=by.person_id, quiet_from=quiet[0], quiet_to=quiet[1])
    assert by.person is not None
    record_event("notify.preferences_set", by.person, by=by, at=now)


@transaction.atomic
def edit_message(
    *, code: str, subject_zh: str, subject_en: str, body_zh: str, body_en: str, by: Actor, now: dt.datetime
) -> MessageText:
    """Let the message be told in these words from now on; what was told keeps its own.

    Raises PermissionDenied, or InputRefused for an empty text and for placeholders that the message does not fill.
    """
    require_anywhere(by, Permission.EDIT_TEMPLATES)
    texts = {"subject_zh": subject_zh, "subject_en": subject_en, "body_zh": body_zh, "body_en": body_en}
    cleaned = {name: text.replace("\x00", "").strip() for name, text in texts.items()}
    if not all(cleaned.values()):
        raise InputRefused("notify.empty_text", _("Subject and text are needed in both languages."))
    strange = sorted({name for text in cleaned.values() for name in names_in(text)} - MESSAGES[code].placeholders)
    if strange:
        said = _("This message does not fill in: %(names)s") % {"names": listed(f"{{{name}}}" for name in strange)}
        raise InputRefused("notify.unknown_placeholder", said)
    return _new_text(code, by=by, now=now, **cleaned)


@transaction.atomic
def reset_message(*, code: str, by: Actor, now: dt.datetime) -> MessageText:
    """Tell the message in the shipped words again."""
    require_anywhere(by, Permission.EDIT_TEMPLATES)
    return _new_text(code, by=by, now=now, is_reset=True)


@transaction.atomic
def send_again(*, delivery_id: int, by: Actor, now: dt.datetime) -> Delivery:
    """Put a delivery back that was given up, or of which nobody knows whether it went out.

    Raises Delivery.DoesNotExist, PermissionDenied, RuleBroken for one that needs no decision.
    """
    delivery = _lock_stuck(delivery_id, by=by)
    delivery.claimed_at = delivery.given_up_at = None
    delivery.attempts, delivery.not_before, delivery.error = 0, now, ""
    delivery.save(update_fields=["claimed_at", "given_up_at", "attempts", "not_before", "error"])
    record_event("notify.sent_again", delivery, by=by, at=now, channel=delivery.channel)
    return delivery


@transaction.atomic
def count_as_sent(*, delivery_id: int, by: Actor, now: dt.datetime) -> Delivery:
    """Settle a delivery without sending it: it is known to have arrived, or no longer needed."""
    delivery = _lock_stuck(delivery_id, by=by)
    delivery.claimed_at, delivery.sent_at, delivery.given_up_at = delivery.claimed_at or now, now, None
    delivery.save(update_fields=["claimed_at", "sent_at", "given_up_at"])
    record_event("notify.counted_as_sent", delivery, by=by, at=now, channel=delivery.channel)
    return delivery


def _lock_stuck(delivery_id: int, *, by: Actor) -> Delivery:
    require_anywhere(by, Permission.MANAGE_USERS)
    delivery = Delivery.objects.select_for_update(no_key=True).get(pk=delivery_id)
    if delivery.sent_at is not None or (delivery.claimed_at is None and delivery.given_up_at is None):
        raise RuleBroken("notify.not_stuck", _("This message is on its way or has arrived; nothing is to be decided."))
    return delivery


def _new_text(code: str, *, by: Actor, now: dt.datetime, **values: Any) -> MessageText:
    made = MessageText.objects.create(code=code, at=now, by=by.person, **values)
    record_event("notify.message_changed", made, by=by, at=now, code=code, reset=made.is_reset)
    return made
