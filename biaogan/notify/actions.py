"""Telling people, in the transaction of the deed itself; jobs carry it to other channels afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from biaogan.cases.models import Case, CaseBar
from biaogan.core.time import local_day
from biaogan.notify.models import Notification
from biaogan.notify.templates import MESSAGES
from biaogan.notify.wording import packed
from biaogan.org.models import Person


def tell(
    code: str,
    *,
    to: Iterable[Person],
    case: Case | None = None,
    url: str = "",
    now: dt.datetime,
    **references: Any,
) -> list[Notification]:
    """Tell people something, in their list at once and by the channels that they chose. Call it inside the deed's transaction.

    Each person is told once; who has left, or is barred from the case, is not. `references` fill the placeholders of the message;
    raises LookupError for an unknown message and for missing or unknown references.
    """
    missing = MESSAGES[code].placeholders ^ set(references)
    if missing:
        raise LookupError(f"the message {code!r} is told with wrong references: {sorted(missing)}")
    people = {person.pk: person for person in to if person.left_on is None or person.left_on > local_day(now)}
    if case is not None and people:
        for barred in CaseBar.objects.filter(case=case, person__in=people).values_list("person", flat=True):
            del people[barred]
    values = {name: packed(value) for name, value in references.items()}
    rows = [Notification(person_id=pk, code=code, case=case, url=url, values=values, at=now) for pk in people]
    return Notification.objects.bulk_create(rows) if rows else []
