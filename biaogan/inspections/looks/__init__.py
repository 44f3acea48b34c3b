"""How inspections are shown: words, colours, and what somebody may do."""

from biaogan.inspections.looks.lines import Line, badges_of, lines_of, state_badge, trail_of
from biaogan.inspections.looks.moves import LABELS, Choices, choices, plan_moves
from biaogan.inspections.looks.questions import Clash, Question, clash_of, groups_of, question_of
from biaogan.inspections.looks.sheets import areas_of, asides_of, changes_of, disputed_of, scores_of, steps_of

__all__ = [
    "LABELS",
    "Choices",
    "Clash",
    "Line",
    "Question",
    "areas_of",
    "asides_of",
    "badges_of",
    "changes_of",
    "choices",
    "clash_of",
    "disputed_of",
    "groups_of",
    "lines_of",
    "plan_moves",
    "question_of",
    "scores_of",
    "state_badge",
    "steps_of",
    "trail_of",
]
