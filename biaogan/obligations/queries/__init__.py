"""What screens, actions and jobs ask of obligations."""

from biaogan.obligations.queries.explaining import Stretch, Why, reckoning_of, why
from biaogan.obligations.queries.inbox import Asked, Inbox, View, inbox, inbox_count
from biaogan.obligations.queries.people import debtors, people_to_tell
from biaogan.obligations.queries.recurring import duty_titles, last_met, posts_that_owe, titles_of
from biaogan.obligations.queries.rulebook import RuleBook, rulebook, ship

__all__ = [
    "Asked",
    "Inbox",
    "RuleBook",
    "Stretch",
    "View",
    "Why",
    "debtors",
    "duty_titles",
    "inbox",
    "inbox_count",
    "last_met",
    "people_to_tell",
    "posts_that_owe",
    "reckoning_of",
    "rulebook",
    "ship",
    "titles_of",
    "why",
]
