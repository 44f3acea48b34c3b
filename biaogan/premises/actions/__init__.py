"""What can be done to the premises."""

from biaogan.premises.actions.areas import add_area, add_usual_areas, change_area, remove_area
from biaogan.premises.actions.counters import add_counter, change_counter, remove_counter
from biaogan.premises.actions.devices import add_device, change_device, move_device
from biaogan.premises.actions.hours import set_exception, set_hours, withdraw_exception

__all__ = [
    "add_area",
    "add_counter",
    "add_device",
    "add_usual_areas",
    "change_area",
    "change_counter",
    "change_device",
    "move_device",
    "remove_area",
    "remove_counter",
    "set_exception",
    "set_hours",
    "withdraw_exception",
]
