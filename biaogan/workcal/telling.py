"""What programs are told of a limit: the API and the command line say it in the same words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from biaogan.workcal.rules import ZONE, Due, Step


def local_iso(moment: dt.datetime) -> str:
    """Return ISO 8601 local time, without the zone that everybody here is in."""
    return moment.astimezone(ZONE).replace(tzinfo=None).isoformat()


def due_facts(due: Due, *, explain: bool = False) -> dict[str, Any]:
    """Return the end of a limit with all that belongs to it; `due` is local, `due_at` bears its zone."""
    return {
        "start": local_iso(due.start),
        "limit": str(due.limit),
        "calendar": due.calendar.code,
        "due": local_iso(due.due_at),
        "due_at": due.due_at.isoformat(),
        "provisional": due.provisional,
        "rolled_due": local_iso(due.rolled_due_at) if due.rolled_due_at else None,
        "rolled_provisional": due.rolled_provisional,
        "unsettled": [
            {"layer": layer, "year": year, "state": state.value} for layer, year, state in due.unsettled_years()
        ],
        "steps": [step_facts(step) for step in due.explain()] if explain else None,
    }


def step_facts(step: Step) -> dict[str, Any]:
    return {
        "day": step.day.isoformat(),
        "role": step.role.value,
        "nature": step.nature.value,
        "count": step.count,
        "layer": step.layer,
        "name": step.name,
        "name_en": step.name_en,
        "overruled": list(step.overruled),
        "unsettled": list(step.unsettled),
        "since": step.hours[0].isoformat() if step.hours else None,
        "until": step.hours[1].isoformat() if step.hours else None,
        "is_month_end": step.is_month_end,
        "is_due": step.is_due,
    }
