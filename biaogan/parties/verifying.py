"""What `biaogan verify` proves of personal data: that every sealed value can be opened, with the keys at hand, in its own row."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from biaogan.audit.checks import Flaw, Progress, Result, no_progress
from biaogan.parties.models import Party
from biaogan.parties.rules import PersonalField
from biaogan.parties.sealing import CannotUnseal


def verify_seals(*, now: dt.datetime, progress: Progress = no_progress) -> Result:
    """Open every value; what the keys do not open, or what belongs to another row, is a flaw."""
    rows = Party.objects.filter(erased_at__isnull=True).order_by("pk")
    result, total = Result(), rows.count()
    for party in rows.iterator(chunk_size=1000):
        result.looked_at += 1
        result.flaws += [flaw for field in PersonalField.values if (flaw := _flaw(party, field))]
        progress(result.looked_at, total)
    return result


def _flaw(party: Party, field: str) -> Flaw | None:
    try:
        party.plain(field)
    except CannotUnseal:
        message = _("The value cannot be opened: its key is missing, or it was changed.")
        return Flaw("party.cannot_be_opened", message, f"parties.party:{party.pk}:{field} · {party.key_id}")
    return None
