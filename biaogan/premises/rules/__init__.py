"""When an outlet is open, and the way of a repair."""

from biaogan.premises.rules.hours import (
    MINUTES_OF_DAY,
    Span,
    TimeTable,
    Weekly,
    in_order,
    read_spans,
)
from biaogan.premises.rules.repairs import (
    MAIN,
    MOVES,
    NEEDS,
    Move,
    is_open_to,
    may_move,
    moves_from,
    require_after,
    state_after,
)

__all__ = [
    "MAIN",
    "MINUTES_OF_DAY",
    "MOVES",
    "NEEDS",
    "Move",
    "Span",
    "TimeTable",
    "Weekly",
    "in_order",
    "is_open_to",
    "may_move",
    "moves_from",
    "read_spans",
    "require_after",
    "state_after",
]
