"""Which limit holds on a day, and what lies in an inbox."""

from biaogan.obligations.queries.inbox import View, inbox, inbox_count, overdue_count
from biaogan.obligations.queries.limits import rules_on, ship_rule

__all__ = ["View", "inbox", "inbox_count", "overdue_count", "rules_on", "ship_rule"]
