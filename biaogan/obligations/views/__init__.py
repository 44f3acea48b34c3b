"""The inbox, an obligation and why its date is what it is, recurring duties, limits, and the address for calendar programs."""

from biaogan.obligations.views.calendar import calendar, feed
from biaogan.obligations.views.inbox import inbox, waiting
from biaogan.obligations.views.limits import end_recurring, limit, limits, new_recurring
from biaogan.obligations.views.obligation import cancel, duty, extend, finish, obligation, pause, resume, why

__all__ = [
    "calendar",
    "cancel",
    "duty",
    "end_recurring",
    "extend",
    "feed",
    "finish",
    "inbox",
    "limit",
    "limits",
    "new_recurring",
    "obligation",
    "pause",
    "resume",
    "waiting",
    "why",
]
