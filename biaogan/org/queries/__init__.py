"""Who belongs where, and who holds what."""

from biaogan.org.queries.lists import BY_NAME, heads_by_unit, parents, people, posts_by_person, units
from biaogan.org.queries.posts import (
    coming_and_gone,
    heads,
    holders,
    holdings_at,
    holdings_of,
    post_at,
    responsible,
)
from biaogan.org.queries.roster import RosterRow, monday_of, on_duty, roster, week
from biaogan.org.queries.structure import (
    ancestors,
    below,
    below_on,
    department,
    parent_of,
    path_on,
    paths_ever,
    places_of,
    was_below,
    with_units_below,
)
from biaogan.org.queries.vacancies import Vacancy, idle_days, vacancies

__all__ = [
    "BY_NAME",
    "RosterRow",
    "Vacancy",
    "ancestors",
    "below",
    "below_on",
    "coming_and_gone",
    "department",
    "heads",
    "heads_by_unit",
    "holders",
    "holdings_at",
    "holdings_of",
    "idle_days",
    "monday_of",
    "on_duty",
    "parent_of",
    "parents",
    "path_on",
    "paths_ever",
    "people",
    "places_of",
    "post_at",
    "posts_by_person",
    "responsible",
    "roster",
    "units",
    "vacancies",
    "was_below",
    "week",
    "with_units_below",
]
