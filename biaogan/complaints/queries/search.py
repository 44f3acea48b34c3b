"""Complaints by what somebody typed: a number of ours, or a telephone, identity or account number of a customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from biaogan.accounts.access import Actor
from biaogan.cases.queries import by_number
from biaogan.complaints.choices import ThresholdCode
from biaogan.complaints.models import Complaint, ComplaintQuerySet
from biaogan.complaints.queries.authority import threshold
from biaogan.parties.models import INDEX_COLUMNS, Party
from biaogan.parties.rules import normal
from biaogan.parties.sealing import blind_index

#: Nobody looks through more.
FOUND_AT_MOST = 200


def found_by(actor: Actor, text: str) -> tuple[int, ...]:
    """Return the ids of the complaints that the actor may see and `text` may mean, the newest first."""
    numbers = by_number(actor, text).filter(kind="complaint").values_list("pk", flat=True)[:FOUND_AT_MOST]
    found = list(numbers)
    if not found and sum(char.isdigit() for char in text) >= 6:
        brought = of_customer(dict.fromkeys(INDEX_COLUMNS, text)).visible_to(actor).order_by("-received_at", "-pk")
        found = list(brought.values_list("pk", flat=True)[:FOUND_AT_MOST])
    return tuple(found)


def recent_of_customer(actor: Actor, values: Mapping[str, str], *, now: dt.datetime) -> ComplaintQuerySet:
    """Return what a customer with one of these numbers brought within the days that count as a repeat, newest first."""
    since = now - dt.timedelta(days=threshold(ThresholdCode.REPEAT_DAYS, on=now))
    rows = of_customer(values).visible_to(actor).filter(received_at__gte=since)
    return rows.select_related("case__subject_unit").order_by("-received_at", "-pk")


def of_customer(values: Mapping[str, str]) -> ComplaintQuerySet:
    """Return the complaints of the customers with one of these values; `values` are by PersonalField."""
    parties = Party.objects.none()
    for field, column in INDEX_COLUMNS.items():
        index = blind_index(field, normal(field, values.get(field) or ""))
        if index is not None:
            parties = parties | Party.objects.filter(**{column: index})
    return Complaint.objects.filter(party__in=parties)
