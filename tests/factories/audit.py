"""Events as some app would record them."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from biaogan.audit.models import Event
from tests.conftest import NOW

#: Whoever acts, for tests that need no user.
SOMEBODY = SimpleNamespace(ref="user:7")


def event(**values: Any) -> Event:
    values = {
        "name": "complaint.accepted",
        "subject_type": "complaints.complaint",
        "subject_id": "12",
        "actor_ref": SOMEBODY.ref,
        "at": NOW,
        **values,
    }
    return Event.objects.create(**values)


def events(count: int, **values: Any) -> list[Event]:
    return [event(at=NOW + dt.timedelta(seconds=number), facts={"number": number}, **values) for number in range(count)]
