"""How items are scored, and how that is said. No database, no clock."""

from biaogan.handbook.rules.kinds import Answer, AnyRule, Bands, Level, read_rule
from biaogan.handbook.rules.records import Recorded, needs_proof, recorded_answer
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
from biaogan.handbook.rules.values import no_such_item
from biaogan.handbook.rules.versions import faults, require_bands, require_draft, require_first_day, require_line
from biaogan.handbook.rules.wording import Example, answer_text, examples, level_text, rule_text

__all__ = [
    "FULL_SCORE",
    "NOT_APPLICABLE",
    "Answer",
    "AnyRule",
    "Bands",
    "Example",
    "ItemScore",
    "Level",
    "Recorded",
    "Scored",
    "SheetScore",
    "answer_text",
    "examples",
    "faults",
    "grade_of",
    "half_up",
    "level_text",
    "needs_proof",
    "no_such_item",
    "read_rule",
    "recorded_answer",
    "require_answer",
    "require_bands",
    "require_draft",
    "require_first_day",
    "require_line",
    "rule_text",
    "score_item",
    "score_sheet",
]
