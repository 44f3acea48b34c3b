"""What is a working day, and where does a limit end? No database, no clock, no settings."""

from biaogan.workcal.rules.calendar import ZONE, WorkCalendar, compile_calendar
from biaogan.workcal.rules.counting import (
    add_months,
    add_working_days,
    add_working_hours,
    is_working_day,
    working_days_between,
    working_seconds_between,
)
from biaogan.workcal.rules.explaining import Step, explain
from biaogan.workcal.rules.layers import Hours, LayerData, Mark
from biaogan.workcal.rules.limits import END_OF_DAY, Due, Limit, due_at, is_in_time, rolled_over
from biaogan.workcal.rules.many import add_working_hours_many, due_days_many, dues_many, working_hours_many

__all__ = [
    "END_OF_DAY",
    "ZONE",
    "Due",
    "Hours",
    "LayerData",
    "Limit",
    "Mark",
    "Step",
    "WorkCalendar",
    "add_months",
    "add_working_days",
    "add_working_hours",
    "add_working_hours_many",
    "compile_calendar",
    "due_at",
    "due_days_many",
    "dues_many",
    "explain",
    "is_in_time",
    "is_working_day",
    "rolled_over",
    "working_days_between",
    "working_hours_many",
    "working_seconds_between",
]
