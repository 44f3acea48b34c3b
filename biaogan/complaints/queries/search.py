"""Complaints by what somebody typed: a number of ours, a telephone, identity or account number of a customer, or words that were said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from biaogan.accounts.access import Actor, Permission
from biaogan.cases import queries as cases
from biaogan.cases.queries import FOUND_AT_MOST, Sought
from biaogan.complaints.choices import ThresholdCode
from biaogan.complaints.models import Complaint, ComplaintQuerySet, CustomerMessage
from biaogan.complaints.queries.authority import threshold
from biaogan.parties.models import INDEX_COLUMNS, Party
from biaogan.parties.rules import normal
from biaogan.parties.sealing import blind_index


def sought(actor: Actor, text: str) -> Sought | None:
    """Return what `text` means for the actor, None where nothing was typed. A number goes before words."""
    return cases.sought(actor, "complaint", Permission.VIEW_COMPLAINT, text, ids=found_by(actor, text))


def found_by(actor: Actor, text: str) -> tuple[int, ...]:
    """Return the ids of the complaints that the actor may see and `text` may mean, the newest first."""
    found = cases.numbered(actor, "complaint", text)
    if not found and sum(char.isdigit() for char in text) >= 6:
        brought = of_customer(dict.fromkeys(INDEX_COLUMNS, text)).visible_to(actor).order_by("-received_at", "-pk")
        return tuple(brought.values_list("pk", flat=True)[:FOUND_AT_MOST])
    return found


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


def texts_of(ids: Sequence[int]) -> dict[int, str]:
    """Return what the customers said, by the complaints' ids: what happened, what they ask for, what they added later."""
    rows = Complaint.objects.filter(pk__in=ids).values_list("pk", "summary", "demand")
    texts = {pk: f"{summary}\n{demand}" for pk, summary, demand in rows}
    for pk, text in CustomerMessage.objects.filter(complaint__in=ids).order_by("pk").values_list("complaint", "text"):
        texts[pk] += f"\n{text}"
    return texts
