"""«Why this date»: the rule, the counting day by day, and everything that moved the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from biaogan.obligations import rules
from biaogan.obligations.models import Change, Obligation, Pause
from biaogan.obligations.rules import Extended, Part, PausedSpan, Reckoning
from biaogan.workcal.queries import calendar_for
from biaogan.workcal.rules import Limit, Step


@dataclass(frozen=True)
class Stretch:
    """A part of the counting with the row that it comes from: a pause, an extension, or neither for the limit itself."""

    part: Part
    days: list[Step]
    pause: Pause | None = None
    extension: Change | None = None


@dataclass(frozen=True)
class Why:
    """The answer of one obligation. `changes` are all moves of the end in their order, with the old and the new one."""

    reckoning: Reckoning
    stretches: list[Stretch]
    changes: list[Change]
    pauses: list[Pause]

    @property
    def rolled_due_at(self) -> dt.datetime | None:
        """The end by the latest reading, where the last day is a day of rest and nothing moved it since."""
        last = self.reckoning.parts[-1].due
        return last.rolled_due_at if last is not None else None


def reckoning_of(
    duty: Obligation, pauses: Iterable[Pause], changes: Iterable[Change], *, also: Iterable[Extended] = ()
) -> Reckoning:
    """Count the end anew from the rows, and from what has `also` been decided, on the calendar as it stands today."""
    moves = [*(move for move, _row in _moves(pauses, changes)), *also]
    return rules.reckon(duty.started_at, duty.limit, moves, calendar=calendar_for(duty.calendar))


def why(duty: Obligation) -> Why:
    """Return how the end came about."""
    changes = list(duty.changes.select_related("person").order_by("pk"))
    pauses = list(duty.pauses.order_by("pk"))
    reckoning = reckoning_of(duty, pauses, changes)
    rows = [row for _move, row in _moves(pauses, changes)]
    stretches = [_stretch(reckoning.parts[0], None)]
    stretches += [_stretch(part, row) for part, row in zip(reckoning.parts[1:], rows, strict=True)]
    return Why(reckoning, stretches, changes, pauses)


def _moves(pauses: Iterable[Pause], changes: Iterable[Change]) -> list[tuple[PausedSpan | Extended, Pause | Change]]:
    """Return what moved the end, in the order it took effect, each with its row."""
    found: list[tuple[PausedSpan | Extended, Pause | Change]] = [
        (PausedSpan(row.from_at, row.to_at), row) for row in pauses if row.to_at is not None
    ]
    found += [(Extended(row.at, Limit.parse(row.limit)), row) for row in changes if row.cause == Change.Cause.EXTENDED]
    return sorted(found, key=lambda pair: pair[0].at)


def _stretch(part: Part, row: Pause | Change | None) -> Stretch:
    return Stretch(
        part,
        part.due.explain() if part.due is not None else [],
        pause=row if isinstance(row, Pause) else None,
        extension=row if isinstance(row, Change) else None,
    )
