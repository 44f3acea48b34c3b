"""The state of an obligation, and what may be done in it."""

from __future__ import annotations

import datetime as dt
import enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from biaogan.core.errors import RuleBroken
from biaogan.workcal import rules as workcal
from biaogan.workcal.rules import WorkCalendar

if TYPE_CHECKING:
    from biaogan.core.errors import Text


class State(enum.StrEnum):
    """Derived, never stored: time alone changes it."""

    RUNNING = "running"
    PAUSED = "paused"
    OVERDUE = "overdue"
    # A window past its end: over, and missed by nobody.
    ENDED = "ended"
    MET = "met"
    MET_LATE = "met_late"
    CANCELLED = "cancelled"

    @property
    def label(self) -> Text:
        return LABELS[self]


LABELS: dict[State, Text] = {
    State.RUNNING: _("Running"),
    State.PAUSED: _("Clock paused"),
    State.OVERDUE: _("Overdue"),
    State.ENDED: pgettext_lazy("window", "Ended"),
    State.MET: _("Done in time"),
    State.MET_LATE: _("Done late"),
    State.CANCELLED: _("Dropped"),
}


class Move(enum.StrEnum):
    MEET = "meet"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    CANCEL = "cancel"
    HAND_OVER = "hand_over"


_OPEN = frozenset({State.RUNNING, State.PAUSED, State.OVERDUE})

#: move -> states it may be made in.
MOVES: dict[Move, frozenset[State]] = {
    Move.MEET: _OPEN,
    Move.PAUSE: frozenset({State.RUNNING}),
    Move.RESUME: frozenset({State.PAUSED}),
    # Before the end only: what is late stays late.
    Move.EXTEND: frozenset({State.RUNNING, State.PAUSED}),
    Move.CANCEL: _OPEN | {State.ENDED},
    Move.HAND_OVER: _OPEN,
}

#: Why a move is refused in a state.
_REFUSED: dict[State, tuple[str, Text]] = {
    State.RUNNING: ("obligation.running", _("This clock is running.")),
    State.PAUSED: ("obligation.paused_already", _("This clock stands still already.")),
    State.OVERDUE: ("obligation.ran_out", _("This limit has run out; it can be neither paused nor extended any more.")),
    State.ENDED: ("obligation.window_ended", _("This window has ended.")),
    State.MET: ("obligation.ended", _("This has been done or dropped already.")),
    State.MET_LATE: ("obligation.ended", _("This has been done or dropped already.")),
    State.CANCELLED: ("obligation.ended", _("This has been done or dropped already.")),
}


def state_of(
    *,
    due_at: dt.datetime,
    now: dt.datetime,
    met_at: dt.datetime | None = None,
    cancelled_at: dt.datetime | None = None,
    is_paused: bool = False,
    is_window: bool = False,
) -> State:
    if met_at is not None:
        return State.MET if workcal.is_in_time(met_at, due_at) else State.MET_LATE
    if cancelled_at is not None:
        return State.CANCELLED
    if is_paused:
        return State.PAUSED
    if workcal.is_in_time(now, due_at):
        return State.RUNNING
    return State.ENDED if is_window else State.OVERDUE


def require(move: Move, state: State) -> None:
    """Raise RuleBroken unless the move may be made in the state."""
    if state not in MOVES[move]:
        raise RuleBroken(*_REFUSED[state])


def left_text(due_at: dt.datetime, now: dt.datetime, *, calendar: WorkCalendar) -> str:
    """Return what is left of a limit in working days: «2 working days left»; «due today»; «1 working day overdue»."""
    today, last = now.astimezone(workcal.ZONE).date(), due_at.astimezone(workcal.ZONE).date()
    days = workcal.working_days_between(today, last, calendar=calendar)
    if workcal.is_in_time(now, due_at):
        if today == last or days == 0:
            return str(_("due today")) if today == last else str(_("due before the next working day"))
        return ngettext("%(n)d working day left", "%(n)d working days left", days) % {"n": days}
    if days == 0:
        return str(_("overdue"))
    return ngettext("%(n)d working day overdue", "%(n)d working days overdue", -days) % {"n": -days}
