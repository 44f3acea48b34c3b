"""What can be done with obligations."""

from biaogan.obligations.actions.by_hand import (
    allows,
    cancel_by_hand,
    extend_by_hand,
    finish,
    may_cancel,
    may_extend,
    may_pause,
    owes,
    pause_by_hand,
    resume_by_hand,
)
from biaogan.obligations.actions.ending import cancel, cancel_open, meet, meet_open
from biaogan.obligations.actions.feeds import make_calendar_link, revoke_calendar_link
from biaogan.obligations.actions.limits import NewLimit, ensure_rules, set_limit
from biaogan.obligations.actions.moving import extend, hand_over, pause, resume
from biaogan.obligations.actions.passing import pass_on
from biaogan.obligations.actions.recurring import end_recurring_duty, open_recurring, set_recurring_duty, ship_duties
from biaogan.obligations.actions.starting import Agreed, StartRow, start, start_all, start_many, start_read_in

__all__ = [
    "Agreed",
    "NewLimit",
    "StartRow",
    "allows",
    "cancel",
    "cancel_by_hand",
    "cancel_open",
    "end_recurring_duty",
    "ensure_rules",
    "extend",
    "extend_by_hand",
    "finish",
    "hand_over",
    "make_calendar_link",
    "may_cancel",
    "may_extend",
    "may_pause",
    "meet",
    "meet_open",
    "open_recurring",
    "owes",
    "pass_on",
    "pause",
    "pause_by_hand",
    "resume",
    "resume_by_hand",
    "revoke_calendar_link",
    "set_limit",
    "set_recurring_duty",
    "ship_duties",
    "start",
    "start_all",
    "start_many",
    "start_read_in",
]
