"""How items are scored, and how that is said. No database, no clock."""

from biaogan.handbook.rules.kinds import Answer, AnyRule, Bands, read_rule
from biaogan.handbook.rules.scoring import (
    FULL_SCORE,
    NOT_APPLICABLE,
    ItemScore,
    Scored,
    SheetScore,
    grade_of,
    half_up,
    require_answer,
    score_item,
    score_sheet,
)

__all__ = [
    "FULL_SCORE",
    "NOT_APPLICABLE",
    "Answer",
    "AnyRule",
    "Bands",
    "ItemScore",
    "Scored",
    "SheetScore",
    "grade_of",
    "half_up",
    "read_rule",
    "require_answer",
    "score_item",
    "score_sheet",
]
