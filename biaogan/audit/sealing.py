"""Turning new events into seals: one sealer at a time, whoever runs it, and none of its batches half done."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from biaogan.audit import anchors, rules
from biaogan.audit.anchors import Head
from biaogan.audit.models import Event, Seal
from biaogan.core.errors import Problem

#: Taken for a batch; a second sealer that finds it taken goes home.
LOCK = 4_815_162_343

BATCH = 2000

#: How many seals back the frequent run looks for events that committed after their successors were sealed. What comes
#: later than that waits for the nightly run, which looks from the beginning.
WINDOW = 100_000

_UNSEALED = """
    SELECT event.id FROM audit_event AS event
    WHERE event.id > %s AND NOT EXISTS (SELECT FROM audit_seal AS seal WHERE seal.event_ref = event.id)
    ORDER BY event.id LIMIT %s
"""


def seal_all(*, now: dt.datetime, from_the_beginning: bool = False) -> int:
    """Seal every event that no seal covers; return how many there were."""
    sealed = 0
    while done := seal_batch(now=now, from_the_beginning=from_the_beginning):
        sealed += done
    return sealed


def seal_batch(*, now: dt.datetime, from_the_beginning: bool = False) -> int:
    """Seal up to BATCH events in one transaction; return how many, 0 while another sealer is at work."""
    key = anchors.key()
    with transaction.atomic():
        if not _locked():
            return 0
        head = newest()
        _require_whole(head)
        events = _events(_unsealed(0 if from_the_beginning else _floor(head.position)))
        seals = []
        for event in events:
            mac = rules.seal_of(key, head.mac, head.position + 1, now, event)
            head = Head(head.position + 1, mac)
            seals.append(Seal(position=head.position, event_ref=event[0], at=now, mac=mac))
        Seal.objects.bulk_create(seals)
    if seals:
        # After the commit: the file may lag behind the database, never run ahead of it.
        anchors.remember(head, at=now)
    return len(seals)


def _require_whole(head: Head) -> None:
    """Raise Problem where the newest seals are gone: a chain begun anew would soon hide it."""
    anchor = anchors.last()
    if anchor is not None and head.position < anchor.position:
        message = _("The newest seals were deleted from the database. Nothing is sealed until this is cleared up.")
        raise Problem("audit.chain_cut", message)


def newest() -> Head:
    """Return the head of the chain in the database, the origin where nothing was sealed yet."""
    last = Seal.objects.order_by("-position").first()
    return Head(last.position, bytes(last.mac)) if last else Head(0, rules.ORIGIN)


def count_unsealed() -> int:
    """Return how many events near the end wait for their seal."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({_UNSEALED}) AS waiting", [_floor(newest().position), BATCH])
        return int(cursor.fetchone()[0])


def _locked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _floor(position: int) -> int:
    row = Seal.objects.filter(position=position - WINDOW).values_list("event_ref", flat=True).first()
    return row or 0


def _unsealed(floor: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_UNSEALED, [floor, BATCH])
        return [row[0] for row in cursor.fetchall()]


def _events(ids: list[int]) -> list[tuple[Any, ...]]:
    return list(Event.objects.filter(pk__in=ids).order_by("pk").values_list(*rules.FIELDS)) if ids else []
