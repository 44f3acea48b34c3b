"""After a key was added, every value moves to it; the old key may then be taken out of the file."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from biaogan.accounts.access import job_actor
from biaogan.audit.actions import record_event
from biaogan.parties.models import Party, belongs_to
from biaogan.parties.rules import PersonalField
from biaogan.parties.sealing import Sealer, key_ring

BATCH = 500


def seal_anew(*, now: dt.datetime) -> int:
    """Seal the values of rows under older keys with the current one; return how many rows moved."""
    current = key_ring().current
    moved = 0
    while batch := _move_batch(current):
        moved += len(batch)
        with transaction.atomic():
            record_event(
                "party.sealed_anew", batch[-1], by=job_actor("parties.seal_anew"), at=now, rows=len(batch), key=current
            )
    return moved


@transaction.atomic
def _move_batch(current: str) -> list[Party]:
    rows = Party.objects.exclude(key_id=current).order_by("pk").select_for_update(skip_locked=True, no_key=True)[:BATCH]
    found, sealer = list(rows), Sealer()
    for party in found:
        party.key_id = sealer.key_id
        for field in PersonalField.values:
            setattr(
                party, f"sealed_{field}", sealer.seal(party.plain(field), belongs_to=belongs_to(party.row_key, field))
            )
    Party.objects.bulk_update(
        found, ["key_id", *(f"sealed_{field}" for field in PersonalField.values)], batch_size=BATCH
    )
    return found
