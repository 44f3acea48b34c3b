"""The demonstration network «示范市分行»: invented outlets, people named by their post, complaints, inspections and
notices in every state.

It is made through the same actions as everything else, each at its own moment in the past: limits, figures and the audit
trail are real.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import translation

from biaogan.demo import complaints, days, duties, logs, network, premises, repairs, users, visits
from biaogan.inspections.models import Sheet
from biaogan.org.models import Unit


def is_empty() -> bool:
    return not Unit.objects.exists()


@transaction.atomic
@translation.override("zh-hans")
def load(*, now: dt.datetime) -> dict[str, int]:
    """Fill the database; return how much was made of what. The caller has seen that it is empty.

    What sentences it writes are Chinese, whoever loads it: a bank's records are.
    """
    made = network.build(now=now)
    accounts = users.build(made, now=now)
    return {
        "units": Unit.objects.count(),
        "users": len(accounts),
        "devices": premises.build(made, now=now),
        "complaints": complaints.build(made, now=now),
        "duties": duties.build(made, now=now),
        "logs": logs.build(made, now=now),
        "sheets": _inspections(made, now=now),
    }


def _inspections(made: network.Network, *, now: dt.datetime) -> int:
    """Tell of visits and repairs in the order of time, and return how many sheets there are."""
    days.tell([*repairs.stories(made, now=now), *visits.stories(made, now=now)], now=now)
    return Sheet.objects.count()
