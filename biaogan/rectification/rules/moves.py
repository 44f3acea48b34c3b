"""The workflow: which move may start from which state, and where it leads."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from biaogan.accounts.roles import Permission
from biaogan.core.errors import RuleBroken
from biaogan.rectification.choices import DIRECT, NoticeState, Source, State

if TYPE_CHECKING:
    from collections.abc import Collection


class Move(enum.StrEnum):
    """What can be done with a finding."""

    ASSIGN = "assign"
    REPLY = "reply"
    RECHECK = "recheck"
    EXTEND = "extend"
    WAIVE = "waive"
    WITHDRAW = "withdraw"
    MAKE_LINK = "make_link"


_S = State
_OPEN = frozenset({_S.OPEN, _S.NOTICED, _S.ANSWERED, _S.RETURNED})

#: move -> (states it may start from, state it leads to; None where the state stays or hangs on the result)
MOVES: dict[Move, tuple[frozenset[State], State | None]] = {
    Move.ASSIGN: (frozenset({_S.OPEN}), None),
    Move.REPLY: (frozenset({_S.OPEN, _S.NOTICED, _S.RETURNED}), _S.ANSWERED),
    # Closed if it is right, else returned: see `state_after_recheck`.
    Move.RECHECK: (frozenset({_S.ANSWERED}), None),
    Move.EXTEND: (frozenset({_S.OPEN, _S.NOTICED, _S.RETURNED}), None),
    Move.WAIVE: (_OPEN, _S.WAIVED),
    Move.WITHDRAW: (_OPEN, _S.WITHDRAWN),
    Move.MAKE_LINK: (frozenset({_S.NOTICED, _S.RETURNED}), None),
}

_P = Permission

#: move -> what is needed for it: of the unit that has to put it right where it answers, else at the unit where it is wrong.
NEEDS: dict[Move, Permission] = {
    Move.ASSIGN: _P.ISSUE_NOTICE,
    Move.REPLY: _P.ANSWER_FINDING,
    Move.RECHECK: _P.RECHECK_FINDING,
    Move.EXTEND: _P.ISSUE_NOTICE,
    Move.WAIVE: _P.WAIVE_FINDING,
    Move.WITHDRAW: _P.ISSUE_NOTICE,
    Move.MAKE_LINK: _P.ANSWER_FINDING,
}

#: The moves of whoever has to put it right.
THEIRS = frozenset({Move.REPLY, Move.MAKE_LINK})

#: The move that brings a finding on its way, by state.
MAIN: dict[State, Move] = {
    _S.NOTICED: Move.REPLY,
    _S.RETURNED: Move.REPLY,
    _S.ANSWERED: Move.RECHECK,
}

#: source -> what whoever raises a finding needs at the unit.
RAISING: dict[Source, Permission] = {
    source: _P.CHECK_ONESELF if source is Source.SELF_CHECK else _P.RAISE_FINDING for source in Source
}


class NoticeMove(enum.StrEnum):
    """What can be done with a notice."""

    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    REVISE = "revise"
    ISSUE = "issue"
    RECEIVE = "receive"
    WITHDRAW = "withdraw"
    CLOSE = "close"


_N = NoticeState

#: move -> (states it may start from, state it leads to; None where the state stays)
NOTICE_MOVES: dict[NoticeMove, tuple[frozenset[NoticeState], NoticeState | None]] = {
    NoticeMove.EDIT: (frozenset({_N.DRAFT}), None),
    NoticeMove.SUBMIT: (frozenset({_N.DRAFT}), None),
    NoticeMove.APPROVE: (frozenset({_N.DRAFT}), _N.APPROVED),
    NoticeMove.REVISE: (frozenset({_N.APPROVED}), _N.DRAFT),
    NoticeMove.ISSUE: (frozenset({_N.APPROVED}), _N.ISSUED),
    NoticeMove.RECEIVE: (frozenset({_N.ISSUED}), _N.RECEIVED),
    NoticeMove.WITHDRAW: (frozenset({_N.DRAFT, _N.APPROVED, _N.ISSUED, _N.RECEIVED}), _N.WITHDRAWN),
    # By itself, when the last finding has ended.
    NoticeMove.CLOSE: (frozenset({_N.ISSUED, _N.RECEIVED}), _N.CLOSED),
}

#: move -> what is needed for it at the unit that the notice goes to.
NOTICE_NEEDS: dict[NoticeMove, Permission] = {
    NoticeMove.EDIT: _P.ISSUE_NOTICE,
    NoticeMove.SUBMIT: _P.ISSUE_NOTICE,
    NoticeMove.APPROVE: _P.APPROVE_NOTICE,
    NoticeMove.REVISE: _P.ISSUE_NOTICE,
    NoticeMove.ISSUE: _P.ISSUE_NOTICE,
    NoticeMove.RECEIVE: _P.ANSWER_FINDING,
    NoticeMove.WITHDRAW: _P.ISSUE_NOTICE,
}

#: The move that brings a notice on its way, by state.
NOTICE_MAIN: dict[NoticeState, NoticeMove] = {
    _N.DRAFT: NoticeMove.APPROVE,
    _N.APPROVED: NoticeMove.ISSUE,
    _N.ISSUED: NoticeMove.RECEIVE,
}


def may_move(move: Move, state: str, *, source: str, has_notice: bool) -> bool:
    """Tell whether a finding in that state can make the move; what no notice has served yet is answered only where it is owed at once."""
    if state not in MOVES[move][0]:
        return False
    if state != State.OPEN or move not in (Move.REPLY, Move.EXTEND):
        return True
    return source in DIRECT and not has_notice


def require_move(move: Move, state: str, *, source: str, has_notice: bool) -> None:
    if not may_move(move, state, source=source, has_notice=has_notice):
        raise RuleBroken(
            "finding.moved_on", _("This finding has already moved on. Load the page again to see where it stands.")
        )


def moves_from(state: str, *, source: str, has_notice: bool) -> list[Move]:
    return [move for move in Move if may_move(move, state, source=source, has_notice=has_notice)]


def state_after_recheck(passed: bool) -> State:
    return State.CLOSED if passed else State.RETURNED


def may_move_notice(move: NoticeMove, state: str) -> bool:
    return state in NOTICE_MOVES[move][0]


def notice_moves_from(state: str) -> list[NoticeMove]:
    return [move for move in NOTICE_NEEDS if may_move_notice(move, state)]


def notice_state_after(move: NoticeMove, state: str) -> NoticeState:
    """Return the state `move` leads to; raise RuleBroken if the notice has already moved on."""
    starts_from, leads_to = NOTICE_MOVES[move]
    if state not in starts_from:
        raise RuleBroken(
            "notice.moved_on", _("This notice has already moved on. Load the page again to see where it stands.")
        )
    return NoticeState(state) if leads_to is None else leads_to


def require_other_person(person: int, *, drafter: int) -> None:
    """Raise RuleBroken for whoever drafted the notice themselves."""
    if person == drafter:
        raise RuleBroken("notice.own_draft", _("Nobody approves their own notice; it takes another pair of eyes."))


def may_recheck(person: int | None, *, doers: Collection[int], is_of_unit: bool) -> bool:
    """Tell whether somebody may check again: not who put it right or said so, and nobody of the unit that had to."""
    return person is not None and person not in doers and not is_of_unit


def require_may_recheck(person: int, *, doers: Collection[int], is_of_unit: bool) -> None:
    if not may_recheck(person, doers=doers, is_of_unit=False):
        raise RuleBroken("recheck.own_work", _("You put this right or said so; somebody else has to look at it."))
    if is_of_unit:
        raise RuleBroken(
            "recheck.own_unit", _("A unit never closes its own finding; somebody from outside has to look at it.")
        )
