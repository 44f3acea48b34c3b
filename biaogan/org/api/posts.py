"""Who holds which post, who is on duty, and what stands vacant, for programs."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Status

from biaogan.core.access import AskedRequest, needs
from biaogan.core.errors import InputRefused
from biaogan.core.programs import Id
from biaogan.org import actions, queries, rules
from biaogan.org.api.reach import person_of, today, unit_above
from biaogan.org.api.schemas import (
    AppointIn,
    Below,
    Day,
    DutyIn,
    DutyOut,
    EndIn,
    HoldingOut,
    InWeek,
    OnDay,
    StaffingIn,
    StaffingOut,
    VacancyOut,
)
from biaogan.org.messages import UNKNOWN_PERSON
from biaogan.org.models import DutyDay, Holding, Person, PostKind, StaffingRule, Unit
from biaogan.org.permissions import EDIT_LIMITS, EDIT_ROSTER, EDIT_UNIT, VIEW_UNIT

router = Router()


@router.get("/units/{int:unit_id}/posts", response=list[HoldingOut], operation_id="org_list_posts")
@needs(VIEW_UNIT)
def list_posts(request: AskedRequest, unit_id: Id, wanted: Query[OnDay]) -> list[Holding]:
    """Who holds which post of the unit on the day, today unless one is named."""
    unit = get_object_or_404(Unit.objects.visible_to(request.actor), pk=unit_id)
    return queries.holdings_at(unit, on=wanted.on or today())


@router.post("/units/{int:unit_id}/posts", response={201: HoldingOut}, operation_id="org_appoint")
@needs(EDIT_UNIT)
def appoint(request: AskedRequest, unit_id: Id, wanted: AppointIn) -> Status[Holding]:
    unit = get_object_or_404(Unit.objects.visible_to(request.actor), pk=unit_id)
    holding = actions.appoint(
        person=person_of(request, wanted.person_id),
        kind=wanted.post,
        unit=unit,
        from_day=wanted.from_day,
        last_day=wanted.last_day,
        is_deputy=wanted.is_deputy,
        by=request.actor,
        now=timezone.now(),
    )
    return Status(201, holding)


@router.post("/holdings/{int:holding_id}/end", response=HoldingOut, operation_id="org_end_holding")
@needs(EDIT_UNIT)
def end_holding(request: AskedRequest, holding_id: Id, wanted: EndIn) -> Holding:
    """End the holding with a last day; a successor takes over the day after."""
    holding = get_object_or_404(Holding.objects.visible_to(request.actor), pk=holding_id)
    now = timezone.now()
    if wanted.successor_id is None:
        return actions.end_holding(holding, last_day=wanted.last_day, by=request.actor, now=now)
    successor = person_of(request, wanted.successor_id)
    ended, _new = actions.transfer(holding, last_day=wanted.last_day, successor=successor, by=request.actor, now=now)
    return ended


@router.delete("/holdings/{int:holding_id}", response={204: None}, operation_id="org_withdraw_holding")
@needs(EDIT_UNIT)
def withdraw_holding(request: AskedRequest, holding_id: Id) -> Status[None]:
    """Take back a holding that has not begun."""
    holding = get_object_or_404(Holding.objects.visible_to(request.actor), pk=holding_id)
    actions.withdraw_appointment(holding, by=request.actor, now=timezone.now())
    return Status(204, None)


@router.get("/units/{int:unit_id}/roster", response=list[DutyOut], operation_id="org_get_roster")
@needs(VIEW_UNIT)
def get_roster(request: AskedRequest, unit_id: Id, wanted: Query[InWeek]) -> Any:
    """The duty of the week in which the day falls, this week unless one is named."""
    unit = get_object_or_404(Unit.objects.visible_to(request.actor).serving(), pk=unit_id)
    days = queries.week(queries.monday_of(wanted.week or today()))
    return DutyDay.objects.filter(outlet=unit, day__in=days).order_by("day", "id")


@router.put("/units/{int:unit_id}/roster/{day}", response=list[DutyOut], operation_id="org_set_duty")
@needs(EDIT_ROSTER)
def set_duty(request: AskedRequest, unit_id: Id, day: Day, wanted: DutyIn) -> list[DutyDay]:
    """Put exactly these people on duty that day."""
    outlet = get_object_or_404(Unit.objects.visible_to(request.actor), pk=unit_id)
    people = list(Person.objects.filter(pk__in=wanted.person_ids))
    if len(people) != len(set(wanted.person_ids)):
        raise InputRefused("person.unknown", UNKNOWN_PERSON)
    return actions.set_duty(outlet=outlet, day=day, people=people, by=request.actor, now=timezone.now())


@router.get("/vacancies", response=list[VacancyOut], operation_id="org_list_vacancies")
@needs(VIEW_UNIT)
def list_vacancies(request: AskedRequest, wanted: Query[Below]) -> list[queries.Vacancy]:
    """Posts that may not stand vacant and do, at the unit `under` and below it, or everywhere one sees."""
    seen = Unit.objects.visible_to(request.actor)
    if above := unit_above(request, wanted.under):
        seen = seen.under(above.path)
    return queries.vacancies(today(), among=seen)


@router.get("/vacancies/rule", response=StaffingOut, operation_id="org_staffing_rule")
@needs(VIEW_UNIT)
def staffing_rule(request: AskedRequest) -> dict[str, Any]:
    """From when on the service manager who does nothing counts as absent."""
    rule = StaffingRule.objects.filter(post_kind=PostKind.SERVICE_MANAGER, valid_from__lte=today()).first()
    if rule is None:
        return {"idle_days": rules.SHIPPED_IDLE_DAYS, "valid_from": None, "basis": ""}
    return {"idle_days": rule.idle_days, "valid_from": rule.valid_from, "basis": rule.basis}


@router.post("/vacancies/rule", response={201: StaffingOut}, operation_id="org_set_staffing_rule")
@needs(EDIT_LIMITS)
def set_staffing_rule(request: AskedRequest, wanted: StaffingIn) -> Status[StaffingRule]:
    told = {"post_kind": PostKind.SERVICE_MANAGER, **wanted.dict()}
    return Status(201, actions.set_staffing_rule(by=request.actor, now=timezone.now(), **told))
