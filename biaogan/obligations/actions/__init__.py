"""What can be done with obligations."""

from biaogan.obligations.actions.ending import cancel, cancel_open, meet, meet_open
from biaogan.obligations.actions.moving import extend, hand_over, pause, resume
from biaogan.obligations.actions.starting import StartRow, start, start_all, start_many

__all__ = [
    "StartRow",
    "cancel",
    "cancel_open",
    "extend",
    "hand_over",
    "meet",
    "meet_open",
    "pause",
    "resume",
    "start",
    "start_all",
    "start_many",
]
