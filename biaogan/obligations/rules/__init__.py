"""Where an obligation ends, which step comes next, what may be done to it. No database, no clock; workcal alone counts days."""

from biaogan.obligations.rules.ends import Extended, Part, PausedSpan, Reckoning, days_beyond, reckon
from biaogan.obligations.rules.periods import first_day_of
from biaogan.obligations.rules.states import MOVES, Move, State, left_text, require, state_of
from biaogan.obligations.rules.steps import (
    DUE,
    TELLABLE,
    WARNED,
    NextStep,
    before,
    next_step,
    require_ladder,
    step_after,
    steps_to_take,
    warn_at,
)

__all__ = [
    "DUE",
    "MOVES",
    "TELLABLE",
    "WARNED",
    "Extended",
    "Move",
    "NextStep",
    "Part",
    "PausedSpan",
    "Reckoning",
    "State",
    "before",
    "days_beyond",
    "first_day_of",
    "left_text",
    "next_step",
    "reckon",
    "require",
    "require_ladder",
    "state_of",
    "step_after",
    "steps_to_take",
    "warn_at",
]
