"""Who of the customers was here before."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from biaogan.parties.models import INDEX_COLUMNS, Party, PartyQuerySet


def repeats(party: Party, *, since: dt.datetime) -> PartyQuerySet:
    """Return the other rows of the same customer recorded since then: same telephone, identity number or account, newest first."""
    same = Q(pk__in=[])
    for column in INDEX_COLUMNS.values():
        index = getattr(party, column)
        if index is not None:
            same |= Q(**{column: bytes(index)})
    return Party.objects.filter(same, recorded_at__gte=since).exclude(pk=party.pk).order_by("-recorded_at", "-pk")
