"""A vacancy is noticed and alarmed once, and struck off when the post is filled."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from biaogan.audit.actions import record_event
from biaogan.core.access import Asker
from biaogan.core.time import local_day
from biaogan.org import queries
from biaogan.org.hooks import ALARMS, Alarm
from biaogan.org.models import NoticedVacancy, Person, Unit


@transaction.atomic
def notice_vacancy(*, unit: Unit, kind: str, reason: str, by: Asker, now: dt.datetime) -> bool:
    """Remember that the post stands vacant and alarm who answers for it; False if it was noticed before."""
    # The constraint decides between two workers; the loser finds the row of the other.
    vacancy, is_new = NoticedVacancy.objects.get_or_create(
        unit=unit, post_kind=kind, filled_at=None, defaults={"reason": reason, "noticed_at": now}
    )
    if not is_new:
        return False
    answering = queries.responsible(kind, unit, on=local_day(now))
    # An idle holder answers for the post itself; the alarm goes one level up.
    to = answering[1] if answering and answering[0].unit_id != unit.pk else _above(kind, unit, now)
    for alarm in ALARMS:
        alarm(Alarm(vacancy, to, now))
    record_event("vacancy.noticed", vacancy, by=by, at=now, unit=unit.pk, post=kind, reason=reason)
    return True


def _above(kind: str, unit: Unit, now: dt.datetime) -> list[Person]:
    parent = queries.parent_of(unit)
    answering = queries.responsible(kind, parent, on=local_day(now)) if parent else None
    return answering[1] if answering else []


@transaction.atomic
def note_filled(vacancy: NoticedVacancy, *, by: Asker, now: dt.datetime) -> bool:
    """Strike the vacancy off; False if it was struck off before."""
    if not NoticedVacancy.objects.filter(pk=vacancy.pk, filled_at__isnull=True).update(filled_at=now):
        return False
    record_event("vacancy.filled", vacancy, by=by, at=now, unit=vacancy.unit_id, post=vacancy.post_kind)
    return True
