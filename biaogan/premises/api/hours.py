"""Opening hours for programs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from ninja import Query, Router, Status

from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.core.programs import Id
from biaogan.premises import actions, queries, rules
from biaogan.premises.api.reach import outlet_of, today
from biaogan.premises.api.schemas import Day, Days, ExceptionIn, ExceptionOut, OpenDayOut, WeekIn

router = Router()


@router.get("/units/{int:unit_id}/hours", response=list[OpenDayOut], operation_id="premises_get_hours")
@needs(Permission.VIEW_PREMISES)
def get_hours(request: SignedInRequest, unit_id: Id, wanted: Query[Days]) -> list[dict[str, Any]]:
    """When the outlet is open on each of the days."""
    outlet = outlet_of(request, unit_id)
    first = wanted.first or today()
    days = [first + dt.timedelta(days=each) for each in range(wanted.days)]
    table = queries.time_table(outlet, first=days[0], last=days[-1])
    return [{"day": day, "open": table.open_spans(day)} for day in days]


@router.put("/units/{int:unit_id}/hours", response={204: None}, operation_id="premises_set_hours")
@needs(Permission.EDIT_PREMISES)
def set_hours(request: SignedInRequest, unit_id: Id, wanted: WeekIn) -> Status[None]:
    """Let these hours hold by weekday from a day on."""
    weekly = {weekday: rules.read_spans(text) for weekday, text in enumerate(wanted.weekdays)}
    outlet = outlet_of(request, unit_id)
    actions.set_hours(outlet=outlet, weekly=weekly, valid_from=wanted.valid_from, by=request.actor, now=timezone.now())
    return Status(204, None)


@router.post("/units/{int:unit_id}/exceptions", response={204: None}, operation_id="premises_set_exception")
@needs(Permission.EDIT_PREMISES)
def set_exception(request: SignedInRequest, unit_id: Id, wanted: ExceptionIn) -> Status[None]:
    """Let other hours hold on some days; none is closed."""
    actions.set_exception(
        outlet=outlet_of(request, unit_id),
        first=wanted.first,
        last=wanted.last or wanted.first,
        spans=rules.read_spans(wanted.hours),
        reason=wanted.reason,
        by=request.actor,
        now=timezone.now(),
    )
    return Status(204, None)


@router.get("/units/{int:unit_id}/exceptions", response=list[ExceptionOut], operation_id="premises_list_exceptions")
@needs(Permission.VIEW_PREMISES)
def list_exceptions(request: SignedInRequest, unit_id: Id) -> list[dict[str, Any]]:
    """The coming days on which other hours hold than the weekday's."""
    found = queries.exceptions_from(outlet_of(request, unit_id), on=today())
    return [{"day": day, "open": spans, "reason": reason} for day, spans, reason in found]


@router.delete(
    "/units/{int:unit_id}/exceptions/{day}", response={204: None}, operation_id="premises_withdraw_exception"
)
@needs(Permission.EDIT_PREMISES)
def withdraw_exception(request: SignedInRequest, unit_id: Id, day: Day) -> Status[None]:
    """Let the weekday's hours hold again on that day."""
    actions.withdraw_exception(outlet=outlet_of(request, unit_id), day=day, by=request.actor, now=timezone.now())
    return Status(204, None)
