"""What screens and actions ask about complaints."""

from biaogan.complaints.queries.authority import bounds_on, decider_for, kinds_reaching, threshold
from biaogan.complaints.queries.case_page import (
    CasePage,
    LetterLine,
    RootCause,
    case_page,
    limit_to_tell,
    may_reveal,
    visible_complaint,
)
from biaogan.complaints.queries.categories import is_category
from biaogan.complaints.queries.desks import (
    Desks,
    desks,
    discipline_for,
    handles,
    head_of,
    institution_of,
    leaders_of,
    officer_for,
    officers_for,
    officers_of,
)
from biaogan.complaints.queries.letters import issued_letter, issuers, known, values_of
from biaogan.complaints.queries.lines import Row
from biaogan.complaints.queries.register import Choice, register, register_total, register_whole
from biaogan.complaints.queries.repeats import repeats_of, same_customer
from biaogan.complaints.queries.search import recent_of_customer, sought, texts_of

__all__ = [
    "CasePage",
    "Choice",
    "Desks",
    "LetterLine",
    "RootCause",
    "Row",
    "bounds_on",
    "case_page",
    "decider_for",
    "desks",
    "discipline_for",
    "handles",
    "head_of",
    "institution_of",
    "is_category",
    "issued_letter",
    "issuers",
    "kinds_reaching",
    "known",
    "leaders_of",
    "limit_to_tell",
    "may_reveal",
    "officer_for",
    "officers_for",
    "officers_of",
    "recent_of_customer",
    "register",
    "register_total",
    "register_whole",
    "repeats_of",
    "same_customer",
    "sought",
    "texts_of",
    "threshold",
    "values_of",
    "visible_complaint",
]
