"""The workflow: which move may start from which state, and where it leads."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from biaogan.accounts.roles import Permission
from biaogan.complaints.choices import State
from biaogan.core.errors import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Collection

    from biaogan.core.errors import Text


class Move(enum.StrEnum):
    ACCEPT = "accept"
    PASS_ON = "pass_on"  # noqa: S105 (no password)
    DECLINE = "decline"
    TAKE_OVER = "take_over"
    STEP_IN = "step_in"
    HAND_OVER = "hand_over"
    GIVE_VERDICT = "give_verdict"
    CHANGE_VERDICT = "change_verdict"
    PROPOSE = "propose"
    DECIDE = "decide"
    GIVE_BACK = "give_back"
    TELL = "tell"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    MERGE = "merge"
    RESTART = "restart"
    EXTEND = "extend"
    SUSPEND = "suspend"
    RESUME = "resume"
    AGREE_DUE = "agree_due"
    NAME_STAFF = "name_staff"
    DECLARE_INTEREST = "declare_interest"
    ISSUE_ORDER = "issue_order"


_S = State
_INTAKE = frozenset({_S.REGISTERED, _S.PASSED_ON})
_AT_THE_OFFICE = frozenset({_S.ACCEPTED, _S.INVESTIGATING})
_IN_HAND = frozenset({_S.INVESTIGATING, _S.DETERMINED, _S.PROPOSED, _S.DECIDED})
_BEFORE_TELLING = _IN_HAND | {_S.REGISTERED, _S.ACCEPTED}
_OPEN = _BEFORE_TELLING | {_S.PASSED_ON, _S.TOLD}

#: move -> (states it may start from, state it leads to; None where the state stays)
MOVES: dict[Move, tuple[frozenset[State], State | None]] = {
    # What was passed on as a suggestion may turn out to be a complaint after all.
    Move.ACCEPT: (_INTAKE, _S.ACCEPTED),
    Move.PASS_ON: (frozenset({_S.REGISTERED, _S.ACCEPTED}), _S.PASSED_ON),
    Move.DECLINE: (frozenset({_S.REGISTERED}), _S.DECLINED),
    Move.TAKE_OVER: (frozenset({_S.PASSED_ON}), _S.CLOSED),
    Move.STEP_IN: (frozenset({_S.ACCEPTED}), _S.INVESTIGATING),
    Move.HAND_OVER: (_IN_HAND, None),
    Move.GIVE_VERDICT: (frozenset({_S.INVESTIGATING}), _S.DETERMINED),
    Move.CHANGE_VERDICT: (frozenset({_S.DETERMINED, _S.PROPOSED, _S.DECIDED, _S.TOLD, _S.CLOSED}), None),
    Move.PROPOSE: (frozenset({_S.DETERMINED}), _S.PROPOSED),
    Move.DECIDE: (frozenset({_S.PROPOSED}), _S.DECIDED),
    Move.GIVE_BACK: (frozenset({_S.PROPOSED}), _S.DETERMINED),
    Move.TELL: (frozenset({_S.DECIDED}), _S.TOLD),
    Move.CLOSE: (frozenset({_S.TOLD}), _S.CLOSED),
    # The procedure ends the day the withdrawal is received (art. 15); after the answer there is nothing to end.
    Move.WITHDRAW: (_BEFORE_TELLING | {_S.PASSED_ON}, _S.WITHDRAWN),
    Move.MERGE: (_AT_THE_OFFICE | {_S.REGISTERED}, _S.MERGED),
    # New facts inside the period start it anew (art. 18).
    Move.RESTART: (_IN_HAND, _S.INVESTIGATING),
    Move.EXTEND: (_BEFORE_TELLING - {_S.REGISTERED}, None),
    Move.SUSPEND: (_BEFORE_TELLING - {_S.REGISTERED}, None),
    Move.RESUME: (_OPEN, None),
    Move.AGREE_DUE: (_BEFORE_TELLING - {_S.REGISTERED}, None),
    Move.NAME_STAFF: (_OPEN, None),
    Move.DECLARE_INTEREST: (_OPEN, None),
    Move.ISSUE_ORDER: (frozenset({_S.DETERMINED, _S.PROPOSED, _S.DECIDED, _S.TOLD}), None),
}

_P = Permission

#: move -> what is needed for it, at the unit complained of or at the one that handles the case.
NEEDS: dict[Move, Permission] = {
    Move.ACCEPT: _P.REGISTER_COMPLAINT,
    Move.PASS_ON: _P.REGISTER_COMPLAINT,
    Move.DECLINE: _P.HANDLE_COMPLAINT,
    Move.TAKE_OVER: _P.PROPOSE_OUTCOME,
    Move.STEP_IN: _P.HANDLE_COMPLAINT,
    Move.HAND_OVER: _P.HANDLE_COMPLAINT,
    Move.GIVE_VERDICT: _P.HANDLE_COMPLAINT,
    Move.CHANGE_VERDICT: _P.CHANGE_VERDICT,
    Move.PROPOSE: _P.PROPOSE_OUTCOME,
    Move.DECIDE: _P.DECIDE_COMPLAINT,
    Move.GIVE_BACK: _P.DECIDE_COMPLAINT,
    Move.TELL: _P.TELL_CUSTOMER,
    Move.CLOSE: _P.SUPERVISE,
    Move.WITHDRAW: _P.REGISTER_COMPLAINT,
    Move.MERGE: _P.HANDLE_COMPLAINT,
    Move.RESTART: _P.HANDLE_COMPLAINT,
    Move.EXTEND: _P.EXTEND_LIMIT,
    Move.SUSPEND: _P.HANDLE_COMPLAINT,
    Move.RESUME: _P.HANDLE_COMPLAINT,
    Move.AGREE_DUE: _P.TELL_CUSTOMER,
    Move.NAME_STAFF: _P.HANDLE_COMPLAINT,
    # Whoever may see a case may say that it touches them.
    Move.DECLARE_INTEREST: _P.VIEW_COMPLAINT,
    Move.ISSUE_ORDER: _P.SUPERVISE,
}

#: The move that brings a complaint on its way, by state.
MAIN: dict[State, Move] = {
    _S.REGISTERED: Move.ACCEPT,
    _S.ACCEPTED: Move.STEP_IN,
    _S.INVESTIGATING: Move.GIVE_VERDICT,
    _S.DETERMINED: Move.PROPOSE,
    _S.PROPOSED: Move.DECIDE,
    _S.DECIDED: Move.TELL,
    _S.TOLD: Move.CLOSE,
    _S.PASSED_ON: Move.TAKE_OVER,
}


def may_move(move: Move, state: str) -> bool:
    return state in MOVES[move][0]


def is_open_to(move: Move, person: int | None, *, handler: int | None, proposer: int | None) -> bool:
    """Tell whether a case leaves the move to this person: whoever has it in hand gives the verdict, and nobody decides their own proposal.

    `proposer` is who made the proposal that waits, None without one.
    """
    if move is Move.GIVE_VERDICT:
        return person is not None and handler == person
    if move in (Move.DECIDE, Move.GIVE_BACK):
        return proposer is None or proposer != person
    return True


def moves_from(state: str) -> list[Move]:
    return [move for move in Move if may_move(move, state)]


def state_after(move: Move, state: str) -> State:
    """Return the state `move` leads to; raise RuleBroken if the complaint has already moved on."""
    starts_from, leads_to = MOVES[move]
    if state not in starts_from:
        raise RuleBroken(
            "complaint.moved_on", _("This complaint has already moved on. Load the page again to see where it stands.")
        )
    return State(state) if leads_to is None else leads_to


def may_answer_in_writing(state: str, *, was_told: bool) -> bool:
    """Tell whether the letter to the customer may be written: from the decision on, also after telling by word of mouth."""
    return state in (State.DECIDED, State.TOLD) or (state == State.CLOSED and was_told)


@dataclass(frozen=True)
class Stage:
    """A stage of the way as a customer would count it; `reached_by` are the states in which it lies behind."""

    code: str
    label: Text
    states: tuple[State, ...]


#: The stages in the order of the way: each is «now» in its states.
STAGES = (
    Stage("accept", _("Acceptance"), (_S.REGISTERED,)),
    Stage("investigate", _("Investigation"), (_S.ACCEPTED, _S.INVESTIGATING)),
    Stage("propose", _("Proposal"), (_S.DETERMINED,)),
    Stage("decide", _("Decision"), (_S.PROPOSED,)),
    Stage("tell", _("Telling the customer"), (_S.DECIDED,)),
    Stage("close", _("Closing"), (_S.TOLD,)),
)


def stages(state: str, reached: Collection[str]) -> list[tuple[Stage, str]]:
    """Return each stage with «done», «now», «ahead» or «skipped», given the states that the complaint has been in.

    A complaint that ended early skipped what it never came to.
    """
    now = next((at for at, stage in enumerate(STAGES) if state in stage.states), None)
    if now is not None:
        return [(stage, _against(at, now)) for at, stage in enumerate(STAGES)]
    if state == State.CLOSED and State.TOLD in reached:
        return [(stage, "done") for stage in STAGES]
    furthest = max((at for at, stage in enumerate(STAGES) if set(stage.states) & set(reached)), default=-1)
    return [(stage, "done" if at < furthest else "skipped") for at, stage in enumerate(STAGES)]


def _against(at: int, now: int) -> str:
    if at == now:
        return "now"
    return "done" if at < now else "ahead"
