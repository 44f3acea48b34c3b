"""The way of a repair: which move may start from which state, where it leads, and who may make it."""

from __future__ import annotations

import datetime as dt
import enum

from django.utils.translation import gettext_lazy as _

from biaogan.accounts.roles import Permission
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.premises.kinds import RepairState


class Move(enum.StrEnum):
    ASSIGN = "assign"
    MENDED = "mended"
    CHECK = "check"
    GIVE_BACK = "give_back"
    DROP = "drop"
    SCRAP = "scrap"


_S = RepairState
_TO_MEND = frozenset({_S.REPORTED, _S.ASSIGNED, _S.GIVEN_BACK})

#: move -> (states it may start from, state it leads to)
MOVES: dict[Move, tuple[frozenset[RepairState], RepairState]] = {
    Move.ASSIGN: (_TO_MEND, _S.ASSIGNED),
    Move.MENDED: (_TO_MEND, _S.MENDED),
    Move.CHECK: (frozenset({_S.MENDED}), _S.CHECKED),
    Move.GIVE_BACK: (frozenset({_S.MENDED}), _S.GIVEN_BACK),
    Move.DROP: (_TO_MEND, _S.DROPPED),
    # The device leaves the outlet for good: made by that deed alone.
    Move.SCRAP: (_TO_MEND | {_S.MENDED}, _S.SCRAPPED),
}

_P = Permission

#: move -> what is needed at the outlet, and what is needed at the unit that mends; either is enough, None is never.
NEEDS: dict[Move, tuple[Permission | None, Permission | None]] = {
    Move.ASSIGN: (_P.EDIT_PREMISES, _P.MEND),
    Move.MENDED: (_P.EDIT_PREMISES, _P.MEND),
    # Whoever mends does not judge it.
    Move.CHECK: (_P.REPORT_FAULT, None),
    Move.GIVE_BACK: (_P.REPORT_FAULT, None),
    Move.DROP: (_P.EDIT_PREMISES, None),
    Move.SCRAP: (_P.EDIT_PREMISES, None),
}

#: The move that brings a repair on its way, by state.
MAIN: dict[RepairState, Move] = {
    _S.REPORTED: Move.MENDED,
    _S.ASSIGNED: Move.MENDED,
    _S.GIVEN_BACK: Move.MENDED,
    _S.MENDED: Move.CHECK,
}


def may_move(move: Move, state: str) -> bool:
    return state in MOVES[move][0]


def moves_from(state: str) -> list[Move]:
    return [move for move in Move if may_move(move, state)]


def state_after(move: Move, state: str) -> RepairState:
    """Return the state `move` leads to; raise RuleBroken if the repair has already moved on."""
    starts_from, leads_to = MOVES[move]
    if state not in starts_from:
        raise RuleBroken("repair.moved_on", _("This repair has moved on: look at it again."))
    return leads_to


def is_open_to(move: Move, person: int | None, *, mended_by: int | None) -> bool:
    """Tell whether a repair leaves the move to this person: nobody checks what they mended themselves."""
    if move in (Move.CHECK, Move.GIVE_BACK):
        return person is not None and person != mended_by
    return True


def require_after(moment: dt.datetime, *, since: dt.datetime, now: dt.datetime) -> None:
    """Raise InputRefused unless the moment lies between `since` and now."""
    if not since <= moment <= now:
        raise InputRefused(
            "repair.moment_out_of_range", _("This moment lies before the fault began, or in the future.")
        )
