"""What is allowed with a complaint, and what results. No database, no clock."""

from biaogan.complaints.rules.authority import Bound, bound_for, require_authority
from biaogan.complaints.rules.interest import Stake, interest_of, require_no_interest
from biaogan.complaints.rules.moves import (
    MAIN,
    MOVES,
    NEEDS,
    STAGES,
    Move,
    Stage,
    is_open_to,
    may_answer_in_writing,
    may_move,
    moves_from,
    stages,
    state_after,
)
from biaogan.complaints.rules.periods import REPRESENTATIVES_AT_MOST, is_above, is_major, next_stage

__all__ = [
    "MAIN",
    "MOVES",
    "NEEDS",
    "REPRESENTATIVES_AT_MOST",
    "STAGES",
    "Bound",
    "Move",
    "Stage",
    "Stake",
    "bound_for",
    "interest_of",
    "is_above",
    "is_major",
    "is_open_to",
    "may_answer_in_writing",
    "may_move",
    "moves_from",
    "next_stage",
    "require_authority",
    "require_no_interest",
    "stages",
    "state_after",
]
