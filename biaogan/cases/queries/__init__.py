"""Finding cases: by number, by links, and the newest that somebody may see, quickly, however many there are."""

from biaogan.cases.queries.newest import KindFilter, Place, capped_total, newest_ids, newest_page
from biaogan.cases.queries.numbers import by_number
from biaogan.cases.queries.parts import CaseParts, Linked, case_parts, linked_with, may_handle
from biaogan.cases.queries.scopes import narrowed
from biaogan.cases.queries.sought import FOUND_AT_MOST, Sought, numbered, sought
from biaogan.cases.queries.words import Match, Said, matching, newest_without_words, said_in

__all__ = [
    "FOUND_AT_MOST",
    "CaseParts",
    "KindFilter",
    "Linked",
    "Match",
    "Place",
    "Said",
    "Sought",
    "by_number",
    "capped_total",
    "case_parts",
    "linked_with",
    "matching",
    "may_handle",
    "narrowed",
    "newest_ids",
    "newest_page",
    "newest_without_words",
    "numbered",
    "said_in",
    "sought",
]
