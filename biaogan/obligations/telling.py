"""Who is told of a warning or a rung of the ladder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from biaogan.core.time import local_day
from biaogan.core.wording import moment_text
from biaogan.notify import actions as notify
from biaogan.obligations.models import Obligation
from biaogan.obligations.rules import WARNED, NextStep
from biaogan.org import queries as org
from biaogan.org.models import Person, PostKind


def tell_step(duty: Obligation, step: NextStep, *, now: dt.datetime) -> list[Person]:
    """Tell those whom the step names; return them."""
    to = list(people(duty, step.tell, on=local_day(now)))
    message = "obligation.warned" if step.level == WARNED else "obligation.overdue"
    _tell(message, duty, to, now=now)
    return to


def tell_handed_over(duty: Obligation, to: Iterable[Person], *, now: dt.datetime) -> None:
    _tell("obligation.handed_over", duty, to, now=now)


def _tell(message: str, duty: Obligation, to: Iterable[Person], *, now: dt.datetime) -> None:
    notify.tell(
        message,
        to=to,
        case=duty.case,
        url=duty.url,
        now=now,
        number=duty.case.number,
        what=duty.kind_name,
        due=moment_text(duty.due_at),
        unit=duty.case.subject_unit.name,
    )


def people(duty: Obligation, names: Iterable[str], *, on: dt.date) -> Iterable[Person]:
    """Return everybody whom the rung's names stand for, each once."""
    found = {person.pk: person for name in names for person in WHO[name](duty, on)}
    return found.values()


def _debtor(duty: Obligation, on: dt.date) -> list[Person]:
    if duty.person is not None:
        return [duty.person]
    if duty.debtor_post is None:
        return []
    held = org.holders(duty.debtor_post.kind, duty.debtor_post.unit, on=on)
    return held or _stand_in(duty.debtor_post.kind, duty, on)


def _stand_in(kind: str, duty: Obligation, on: dt.date) -> list[Person]:
    # A vacant post's duties are told to whoever answers for it.
    assert duty.debtor_unit is not None
    found = org.responsible(kind, duty.debtor_unit, on=on)
    return found[1] if found else []


def _head(duty: Obligation, on: dt.date) -> list[Person]:
    return org.heads(duty.debtor_unit, on=on) if duty.debtor_unit else []


def _upper_head(duty: Obligation, on: dt.date) -> list[Person]:
    above = org.parent_of(duty.debtor_unit) if duty.debtor_unit else None
    return org.heads(above, on=on) if above else []


def _office_head(duty: Obligation, on: dt.date) -> list[Person]:
    office = org.department("office", of=duty.case.subject_unit)
    return org.holders(PostKind.OFFICE_HEAD, office, on=on) if office else []


def _vice_president(duty: Obligation, on: dt.date) -> list[Person]:
    for above in reversed(org.ancestors(duty.case.subject_unit)):
        if found := org.holders(PostKind.VICE_PRESIDENT, above, on=on):
            return found
    return []


#: What a rung may name.
WHO: dict[str, Callable[[Obligation, dt.date], list[Person]]] = {
    "debtor": _debtor,
    "head": _head,
    "upper_head": _upper_head,
    "office_head": _office_head,
    "vice_president": _vice_president,
}
