"""Other complaints of the same customer."""

from __future__ import annotations

import datetime as dt

from biaogan.accounts.access import Actor
from biaogan.complaints.choices import ThresholdCode
from biaogan.complaints.models import Complaint, ComplaintQuerySet
from biaogan.complaints.queries.authority import threshold
from biaogan.parties.models import Party
from biaogan.parties.queries import repeats


def repeats_of(complaint: Complaint, actor: Actor) -> ComplaintQuerySet:
    """Return the complaints of the same customer that came within the days that count as a repeat, newest first."""
    return (
        same_customer(complaint).visible_to(actor).select_related("case__subject_unit").order_by("-received_at", "-pk")
    )


def same_customer(complaint: Complaint) -> ComplaintQuerySet:
    if complaint.party is None:
        return Complaint.objects.none()
    days = threshold(ThresholdCode.REPEAT_DAYS, on=complaint.received_at)
    since = complaint.received_at - dt.timedelta(days=days)
    return of_parties(complaint.party, since=since).exclude(pk=complaint.pk)


def of_parties(party: Party, *, since: dt.datetime) -> ComplaintQuerySet:
    """Return what the customer brought since then, whatever name they gave: by telephone, identity number or account."""
    return Complaint.objects.filter(party__in=repeats(party, since=since).order_by(), received_at__gte=since)
