"""Limits and who owes them, with every pause, change and step of escalation."""

from biaogan.obligations.models.feeds import CalendarLink
from biaogan.obligations.models.history import CalendarFollowed, Change, Pause, StepTaken
from biaogan.obligations.models.limits import Clock, LimitRule, Source
from biaogan.obligations.models.obligation import (
    Obligation,
    ObligationQuerySet,
    kinds_by_permission,
    kinds_in_scope,
)
from biaogan.obligations.models.recurring import Cadence, DutyCase, RecurringDuty

__all__ = [
    "Cadence",
    "CalendarFollowed",
    "CalendarLink",
    "Change",
    "Clock",
    "DutyCase",
    "LimitRule",
    "Obligation",
    "ObligationQuerySet",
    "Pause",
    "RecurringDuty",
    "Source",
    "StepTaken",
    "kinds_by_permission",
    "kinds_in_scope",
]
