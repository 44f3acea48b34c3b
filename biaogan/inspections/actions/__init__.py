"""What can be done with plans and sheets: one function per use case. Recordings, devices and logs stand in their own files."""

from biaogan.inspections.actions.answering import cancel, confirm, dispute, finalise, settle
from biaogan.inspections.actions.changing import Changed, Conflict, change
from biaogan.inspections.actions.figures import set_cadence, set_threshold
from biaogan.inspections.actions.filling import attach, begin, begin_self_check, guide
from biaogan.inspections.actions.plans import assign_sheet, close_plan, draw_units, make_plan, plan_drawn, plan_sheet
from biaogan.inspections.actions.submitting import submit

__all__ = [
    "Changed",
    "Conflict",
    "assign_sheet",
    "attach",
    "begin",
    "begin_self_check",
    "cancel",
    "change",
    "close_plan",
    "confirm",
    "dispute",
    "draw_units",
    "finalise",
    "guide",
    "make_plan",
    "plan_drawn",
    "plan_sheet",
    "set_cadence",
    "set_threshold",
    "settle",
    "submit",
]
