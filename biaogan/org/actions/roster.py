"""Who is on duty in the hall, day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.audit.actions import record_event
from biaogan.core.access import Asker, require
from biaogan.core.errors import RuleBroken
from biaogan.org.models import DutyDay, Person, Unit
from biaogan.org.permissions import EDIT_ROSTER


def set_duty(*, outlet: Unit, day: dt.date, people: Iterable[Person], by: Asker, now: dt.datetime) -> list[DutyDay]:
    """Put exactly these people on duty at the outlet that day; see `set_week`."""
    return set_week(outlet=outlet, days={day: list(people)}, by=by, now=now)


@transaction.atomic
def set_week(*, outlet: Unit, days: Mapping[dt.date, Iterable[Person]], by: Asker, now: dt.datetime) -> list[DutyDay]:
    """Put exactly these people on duty on these days and leave all other days alone.

    Raises PermissionDenied, and RuleBroken for a unit that serves nobody or a person who has left the bank by then.
    """
    outlet = Unit.objects.select_for_update(no_key=True).get(pk=outlet.pk)
    require(by, EDIT_ROSTER, outlet)
    if not outlet.serves_customers:
        raise RuleBroken("roster.no_outlet", _("A duty roster belongs to a unit that serves customers."))
    wanted = {(day, person.pk): person for day, people in days.items() for person in people}
    for (day, _pk), person in wanted.items():
        _require_at_work(person, day)
    return _replace(outlet, days, wanted, by=by, now=now)


def _replace(
    outlet: Unit,
    days: Mapping[dt.date, Iterable[Person]],
    wanted: dict[tuple[dt.date, int], Person],
    *,
    by: Asker,
    now: dt.datetime,
) -> list[DutyDay]:
    kept = {(row.day, row.person_id): row for row in DutyDay.objects.filter(outlet=outlet, day__in=list(days))}
    gone = [row for key, row in kept.items() if key not in wanted]
    DutyDay.objects.filter(pk__in=[row.pk for row in gone]).delete()
    new = [
        DutyDay(outlet=outlet, day=day, person=person) for (day, pk), person in wanted.items() if (day, pk) not in kept
    ]
    DutyDay.objects.bulk_create(new)
    if gone or new:
        changed = sorted({row.day.isoformat() for row in [*gone, *new]})
        record_event("roster.set", outlet, by=by, at=now, unit=outlet.pk, days=changed)
    return [row for key, row in kept.items() if key in wanted] + new


def _require_at_work(person: Person, day: dt.date) -> None:
    if person.left_on is not None and person.left_on <= day:
        raise RuleBroken("person.has_left", _("This member of staff has left the bank by then."))
