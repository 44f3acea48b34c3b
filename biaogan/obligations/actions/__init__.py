"""What can be done with obligations."""

from biaogan.obligations.actions.ending import cancel, cancel_open, meet, meet_open
from biaogan.obligations.actions.here import finish, make_feed, owes, revoke_feed
from biaogan.obligations.actions.limits import NewLimit, end_recurring_duty, set_limit, set_recurring_duty
from biaogan.obligations.actions.moving import extend, hand_over, pause, resume
from biaogan.obligations.actions.passing import pass_on
from biaogan.obligations.actions.starting import StartRow, start, start_all, start_many

__all__ = [
    "NewLimit",
    "StartRow",
    "cancel",
    "cancel_open",
    "end_recurring_duty",
    "extend",
    "finish",
    "hand_over",
    "make_feed",
    "meet",
    "meet_open",
    "owes",
    "pass_on",
    "pause",
    "resume",
    "revoke_feed",
    "set_limit",
    "set_recurring_duty",
    "start",
    "start_all",
    "start_many",
]
