"""The workflow: which move may start from which state, and where it leads."""

from __future__ import annotations

import enum

from django.utils.translation import gettext_lazy as _

from biaogan.accounts.roles import Permission
from biaogan.core.errors import RuleBroken
from biaogan.inspections.choices import AHEAD, State


class Move(enum.StrEnum):
    ASSIGN = "assign"
    BEGIN = "begin"
    CHANGE = "change"
    GUIDE = "guide"
    ATTACH = "attach"
    SUBMIT = "submit"
    CONFIRM = "confirm"
    DISPUTE = "dispute"
    SETTLE = "settle"
    FINALISE = "finalise"
    CANCEL = "cancel"


_S = State
_UNDER_WAY = frozenset({_S.IN_PROGRESS})

#: move -> (states it may start from, state it leads to; None where the state stays)
MOVES: dict[Move, tuple[frozenset[State], State | None]] = {
    Move.ASSIGN: (frozenset(AHEAD), _S.ASSIGNED),
    Move.BEGIN: (frozenset({_S.ASSIGNED}), _S.IN_PROGRESS),
    Move.CHANGE: (_UNDER_WAY, None),
    Move.GUIDE: (_UNDER_WAY | {_S.SUBMITTED, _S.CONFIRMED, _S.DISPUTED, _S.FINAL}, None),
    Move.ATTACH: (_UNDER_WAY | {_S.SUBMITTED, _S.DISPUTED}, None),
    Move.SUBMIT: (_UNDER_WAY, _S.SUBMITTED),
    Move.CONFIRM: (frozenset({_S.SUBMITTED}), _S.CONFIRMED),
    Move.DISPUTE: (frozenset({_S.SUBMITTED}), _S.DISPUTED),
    Move.SETTLE: (frozenset({_S.DISPUTED}), _S.FINAL),
    Move.FINALISE: (frozenset({_S.SUBMITTED, _S.CONFIRMED}), _S.FINAL),
    Move.CANCEL: (frozenset(AHEAD) | _UNDER_WAY, _S.CANCELLED),
}

_P = Permission

#: move -> what is needed for it at the inspected unit. What inspectors do is besides theirs alone who are named in the sheet.
NEEDS: dict[Move, Permission] = {
    Move.ASSIGN: _P.PLAN_INSPECTION,
    Move.BEGIN: _P.INSPECT,
    Move.CHANGE: _P.INSPECT,
    Move.GUIDE: _P.INSPECT,
    Move.ATTACH: _P.INSPECT,
    Move.SUBMIT: _P.INSPECT,
    Move.CONFIRM: _P.CONFIRM_SHEET,
    Move.DISPUTE: _P.CONFIRM_SHEET,
    Move.SETTLE: _P.SETTLE_SHEET,
    Move.FINALISE: _P.SETTLE_SHEET,
    Move.CANCEL: _P.PLAN_INSPECTION,
}

#: The moves of those who are named in the sheet.
BY_INSPECTORS = frozenset({Move.BEGIN, Move.CHANGE, Move.GUIDE, Move.ATTACH, Move.SUBMIT})

#: The move that brings a sheet on its way, by state.
MAIN: dict[State, Move] = {
    _S.PLANNED: Move.ASSIGN,
    _S.ASSIGNED: Move.BEGIN,
    _S.IN_PROGRESS: Move.SUBMIT,
    _S.SUBMITTED: Move.CONFIRM,
    _S.CONFIRMED: Move.FINALISE,
    _S.DISPUTED: Move.SETTLE,
}


def may_move(move: Move, state: str) -> bool:
    return state in MOVES[move][0]


def moves_from(state: str) -> list[Move]:
    return [move for move in Move if may_move(move, state)]


def state_after(move: Move, state: str) -> State:
    """Return the state `move` leads to; raise RuleBroken if the sheet has already moved on."""
    starts_from, leads_to = MOVES[move]
    if state not in starts_from:
        raise RuleBroken("sheet.moved_on", _("This sheet has already moved on. Load it again to see where it stands."))
    return State(state) if leads_to is None else leads_to


def require_in_progress(state: str) -> None:
    """Raise RuleBroken unless the sheet is being filled in."""
    if state in AHEAD:
        raise RuleBroken("sheet.not_begun", _("This sheet has not been begun. Begin it first."))
    state_after(Move.CHANGE, state)
