"""Limits and who owes them, with every pause, change and step of escalation."""

from biaogan.obligations.models.feeds import CalendarLink
from biaogan.obligations.models.history import CalendarFollowed, Change, Pause, StepTaken
from biaogan.obligations.models.limits import Clock, LimitRule, Source
from biaogan.obligations.models.obligation import Obligation, ObligationQuerySet

__all__ = [
    "CalendarFollowed",
    "CalendarLink",
    "Change",
    "Clock",
    "LimitRule",
    "Obligation",
    "ObligationQuerySet",
    "Pause",
    "Source",
    "StepTaken",
]
