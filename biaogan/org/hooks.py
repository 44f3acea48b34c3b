"""What the apps above hang into the organisation: passing on duties, telling of vacancies, knowing who works."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from biaogan.core.registry import Registry

if TYPE_CHECKING:
    from biaogan.core.access import Asker
    from biaogan.org.models import NoticedVacancy, Person, Post


@dataclass(frozen=True)
class HandOver:
    """The leaver's days in the post have ended. With no successor, open duties go to `responsible`, one level up or more."""

    post: Post
    leaver: Person
    successor: Person | None
    responsible: tuple[Post, list[Person]] | None
    by: Asker
    now: dt.datetime


@dataclass(frozen=True)
class Alarm:
    """A post that must be filled was found vacant; `to` are the holders of the first filled post above."""

    vacancy: NoticedVacancy
    to: list[Person]
    now: dt.datetime


#: Pass on the open duties of the leaver; each returns how many it passed on.
HANDOVERS: Registry[Callable[[HandOver], int]] = Registry("hand-over")

#: Tell people of a vacancy, in the transaction that notices it.
ALARMS: Registry[Callable[[Alarm], object]] = Registry("alarm")

#: (person, post) -> the day the last recurring duty of the post was met, None for never. Pairs left out owe no such duty.
Pair = tuple[int, int]
LAST_DUTIES: Registry[Callable[[Sequence[Pair]], Mapping[Pair, dt.date | None]]] = Registry("memory of duties")


def last_duties(pairs: Sequence[Pair]) -> dict[Pair, dt.date | None]:
    """Return for the pairs that owe recurring duties when one was last met, over all apps."""
    found: dict[Pair, dt.date | None] = {}
    for ask in LAST_DUTIES:
        for pair, day in ask(pairs).items():
            known = found.get(pair)
            found[pair] = max((each for each in (known, day) if each is not None), default=None)
    return found
