"""What can be done to the organisation."""

from biaogan.org.actions.people import add_person, change_person, record_leaving
from biaogan.org.actions.posts import (
    add_deputy,
    appoint,
    end_holding,
    pass_on_duties,
    set_staffing_rule,
    transfer,
    withdraw_appointment,
)
from biaogan.org.actions.roster import set_duty, set_week
from biaogan.org.actions.units import change_unit, close_unit, create_outlets, create_unit, move_unit, rename
from biaogan.org.actions.vacancies import note_filled, notice_vacancy

__all__ = [
    "add_deputy",
    "add_person",
    "appoint",
    "change_person",
    "change_unit",
    "close_unit",
    "create_outlets",
    "create_unit",
    "end_holding",
    "move_unit",
    "note_filled",
    "notice_vacancy",
    "pass_on_duties",
    "record_leaving",
    "rename",
    "set_duty",
    "set_staffing_rule",
    "set_week",
    "transfer",
    "withdraw_appointment",
]
