"""Moments that a device brings, and the turns of a cadence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from biaogan.inspections.choices import Turn
from biaogan.workcal.rules import add_months


@dataclass(frozen=True)
class Moment:
    """When something happened, and what the device said where that could not be."""

    at: dt.datetime
    claimed: dt.datetime | None = None


def put_right(claimed: dt.datetime | None, *, earliest: dt.datetime, now: dt.datetime) -> Moment:
    """Return when it happened: as claimed, or the nearest moment that can be, not before `earliest` and not after `now`.

    A phone's clock may be wrong; the work on it is kept, and so is what the clock said.
    """
    if claimed is None:
        return Moment(max(now, earliest))
    can_be = max(earliest, min(claimed, now))
    return Moment(can_be, None if can_be == claimed else claimed)


def turn_ends(begins: dt.date, every: int, turn: str) -> dt.date:
    """Return the day on which a turn that begins that day is over."""
    return begins + dt.timedelta(weeks=every) if turn == Turn.WEEKS else add_months(begins, every)
