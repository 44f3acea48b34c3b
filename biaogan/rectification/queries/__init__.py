"""Questions about findings and notices."""

from biaogan.rectification.queries.desks import (
    approver_of,
    checker_of,
    head_of,
    is_of,
    issuer_of,
    leader_of,
    office_of,
    offices_of,
    people_of,
)
from biaogan.rectification.queries.figures import all_figures, figure, figures_by_day
from biaogan.rectification.queries.limits import default_due, end_of
from biaogan.rectification.queries.links import digest_of, link_of, may_answer
from biaogan.rectification.queries.paper import preview, words_of
from biaogan.rectification.queries.repeats import known_repeats
from biaogan.rectification.queries.root_causes import open_root_causes, root_causes
from biaogan.rectification.queries.words import texts_of_findings, texts_of_notices

__all__ = [
    "all_figures",
    "approver_of",
    "checker_of",
    "default_due",
    "digest_of",
    "end_of",
    "figure",
    "figures_by_day",
    "head_of",
    "is_of",
    "issuer_of",
    "known_repeats",
    "leader_of",
    "link_of",
    "may_answer",
    "office_of",
    "offices_of",
    "open_root_causes",
    "people_of",
    "preview",
    "root_causes",
    "texts_of_findings",
    "texts_of_notices",
    "words_of",
]
