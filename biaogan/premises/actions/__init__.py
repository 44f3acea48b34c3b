"""What can be done to the premises."""

from biaogan.premises.actions.areas import add_area, add_usual_areas, change_area, remove_area
from biaogan.premises.actions.counters import add_counter, change_counter, remove_counter
from biaogan.premises.actions.devices import add_device, change_device, remove_device
from biaogan.premises.actions.hours import set_exception, set_hours, withdraw_exception
from biaogan.premises.actions.repairs import (
    assign_repair,
    check_repair,
    drop_repair,
    give_back,
    mended,
    report_fault,
)

__all__ = [
    "add_area",
    "add_counter",
    "add_device",
    "add_usual_areas",
    "assign_repair",
    "change_area",
    "change_counter",
    "change_device",
    "check_repair",
    "drop_repair",
    "give_back",
    "mended",
    "remove_area",
    "remove_counter",
    "remove_device",
    "report_fault",
    "set_exception",
    "set_hours",
    "withdraw_exception",
]
