"""What pages, the offline page and actions ask of inspections. Never writes."""

from biaogan.inspections.queries.fields import contested, items_asked, kept_aside, revisions, standing
from biaogan.inspections.queries.figures import cadence, threshold, thresholds
from biaogan.inspections.queries.frames import Candidate, drawn_again, due_units, frame, last_seen, units_of
from biaogan.inspections.queries.pages import may_see_inspectors
from biaogan.inspections.queries.people import (
    heads_of,
    holders_of,
    inspecting_post,
    inspectors_for,
    of_unit,
    office_of,
    settling_post,
    team_of,
)
from biaogan.inspections.queries.records import record_answers

__all__ = [
    "Candidate",
    "cadence",
    "contested",
    "drawn_again",
    "due_units",
    "frame",
    "heads_of",
    "holders_of",
    "inspecting_post",
    "inspectors_for",
    "items_asked",
    "kept_aside",
    "last_seen",
    "may_see_inspectors",
    "of_unit",
    "office_of",
    "record_answers",
    "revisions",
    "settling_post",
    "standing",
    "team_of",
    "threshold",
    "thresholds",
    "units_of",
]
