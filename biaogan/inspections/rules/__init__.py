"""What is allowed with a sheet, and what results. No database, no clock."""

from biaogan.inspections.rules.conflicts import Standing, Verdict, judge
from biaogan.inspections.rules.draws import METHOD, Lot, draw, tickets
from biaogan.inspections.rules.items import CHANNELS_OF, asks_item, is_deducting, is_proof_wanted
from biaogan.inspections.rules.moves import (
    MAIN,
    MOVES,
    NEEDS,
    Move,
    may_move,
    moves_from,
    require_in_progress,
    state_after,
)
from biaogan.inspections.rules.people import Stint, is_of_unit, require_team
from biaogan.inspections.rules.times import Moment, put_right, turn_ends

__all__ = [
    "CHANNELS_OF",
    "MAIN",
    "METHOD",
    "MOVES",
    "NEEDS",
    "Lot",
    "Moment",
    "Move",
    "Standing",
    "Stint",
    "Verdict",
    "asks_item",
    "draw",
    "is_deducting",
    "is_of_unit",
    "is_proof_wanted",
    "judge",
    "may_move",
    "moves_from",
    "put_right",
    "require_in_progress",
    "require_team",
    "state_after",
    "tickets",
    "turn_ends",
]
