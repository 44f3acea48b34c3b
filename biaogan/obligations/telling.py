"""What is said at a warning, at a rung of the ladder, and when an end moves or duties change hands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from biaogan.core.time import local_day
from biaogan.notify import actions as notify
from biaogan.obligations import queries
from biaogan.obligations.models import Obligation
from biaogan.obligations.rules import WARNED, NextStep
from biaogan.org.models import Person, Post


def tell_step(duty: Obligation, step: NextStep, *, now: dt.datetime) -> list[Person]:
    """Tell those whom the step names; return them. Whoever owes it is reminded, everybody else hears whose duty it is."""
    names = queries.people_to_tell(duty, step.tell, on=local_day(now))
    if step.level == WARNED:
        message = "obligation.due_soon_provisional" if duty.is_provisional else "obligation.due_soon"
        _tell(message, duty, names, now=now)
        return list(names)
    owing = [person for person, name in names.items() if name == "debtor"]
    _tell("obligation.overdue", duty, owing, now=now)
    _tell("obligation.escalated", duty, [person for person in names if person not in owing], now=now)
    return list(names)


def tell_moved(duty: Obligation, *, old: dt.datetime, now: dt.datetime) -> None:
    """Tell whoever owes it that the calendar has moved the end."""
    if not duty.is_window:
        to = queries.people_to_tell(duty, ("debtor",), on=local_day(now))
        _tell("obligation.moved", duty, to, now=now, old=old)


def tell_handed_over(count: int, post: Post, *, to: Iterable[Person], now: dt.datetime) -> None:
    """Tell the receivers once, however many duties came to them."""
    unit = post.unit.name
    notify.tell("obligation.handed_over", to=to, url=reverse("obligations:inbox"), now=now, count=count, unit=unit)


def _tell(message: str, duty: Obligation, to: Iterable[Person], *, now: dt.datetime, **more: object) -> None:
    notify.tell(
        message,
        to=to,
        case=duty.case,
        url=duty.case_url,
        now=now,
        number=duty.case.number,
        what=queries.titles_of([duty])[duty.pk],
        due=duty.due_at,
        unit=duty.debtor_unit.name if duty.debtor_unit else duty.case.subject_unit.name,
        **more,
    )
