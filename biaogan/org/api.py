"""Units, people, posts and rosters for programs."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from biaogan.core.access import AskedRequest, needs
from biaogan.core.errors import InputRefused
from biaogan.core.programs import Cursor, CursorPage, Id, cursor_page
from biaogan.core.time import local_day
from biaogan.org import actions, queries
from biaogan.org.messages import UNKNOWN_PERSON, UNKNOWN_UNIT
from biaogan.org.models import DutyDay, Holding, Level, Person, PostKind, Unit, VacancyReason
from biaogan.org.permissions import EDIT_ROSTER, EDIT_UNIT, VIEW_UNIT

router = Router()

Day = Annotated[dt.date, Field(ge=dt.date(1900, 1, 1), le=dt.date(2199, 12, 31))]
Words = Annotated[str, Field(max_length=200)]
Searched = Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")]


class Below(Schema):
    under: Id | None = Field(None, description="Only this unit and what stands below it.")


class UnitNarrowing(Below):
    q: Searched = Field("", description="Part of a name, or the beginning of a code.")
    level: Level | None = None
    state: Literal["open", "closed"] = "open"


class PeopleNarrowing(Below):
    q: Searched = Field("", description="Part of a name, or the beginning of a staff number.")
    post: PostKind | None = None


class OnDay(Schema):
    on: Day | None = None


class InWeek(Schema):
    week: Day | None = Field(None, description="Any day of the week.")


class UnitOut(Schema):
    id: int
    code: str
    level: Level
    name: str
    name_en: str
    short_name: str
    bank_code: str
    serves_customers: bool
    function: str
    address: str
    phone: str
    calendar: str
    opened_on: dt.date | None
    closed_on: dt.date | None
    parent_id: int | None
    path: str = Field(description="The keys from the top to this unit, by today's tree.")

    @staticmethod
    def resolve_parent_id(unit: Unit) -> int | None:
        labels = unit.path.split(".")
        return int(labels[-2]) if len(labels) > 1 else None


class UnitsOut(CursorPage):
    items: list[UnitOut]


class UnitIn(Schema):
    code: str = Field(min_length=1, max_length=32, pattern=r"^\S+$")
    level: Level
    name: str = Field(min_length=1, max_length=120)
    parent_id: Id | None = None
    name_en: str = Field("", max_length=120)
    short_name: str = Field("", max_length=40)
    bank_code: str = Field("", max_length=12)
    serves_customers: bool | None = Field(None, description="Without it, outlets do and others do not.")
    function: str = Field("", max_length=20)
    address: str = Field("", max_length=200)
    phone: str = Field("", max_length=40)
    calendar: str = Field("", max_length=40, description="Without it, that of the unit above.")
    opened_on: Day | None = None


class UnitChangeIn(Schema):
    name: str | None = Field(None, min_length=1, max_length=120)
    name_en: str | None = Field(None, max_length=120)
    short_name: str | None = Field(None, max_length=40)
    bank_code: str | None = Field(None, max_length=12)
    serves_customers: bool | None = None
    address: str | None = Field(None, max_length=200)
    phone: str | None = Field(None, max_length=40)
    calendar: str | None = Field(None, min_length=1, max_length=40)
    opened_on: Day | None = None


class MoveIn(Schema):
    parent_id: Id
    on_day: Day
    reason: Words = Field("", description="Needed for a day that has passed.")


class CloseIn(Schema):
    on_day: Day
    reason: Words = ""


class PersonOut(Schema):
    id: int
    staff_no: str
    name: str
    email: str
    joined_on: dt.date | None
    left_on: dt.date | None


class PeopleOut(CursorPage):
    items: list[PersonOut]


class PersonIn(Schema):
    staff_no: str = Field(min_length=1, max_length=32, pattern=r"^\S+$")
    name: str = Field(min_length=1, max_length=60)
    email: str = Field("", max_length=254, pattern=r"^$|^[^@\s]+@[^@\s]+$")
    joined_on: Day | None = None


class LeavingIn(Schema):
    last_day: Day


class HoldingOut(Schema):
    id: int
    unit_id: int
    post: PostKind
    person_id: int
    is_deputy: bool
    from_day: dt.date | None
    last_day: dt.date | None

    @staticmethod
    def resolve_unit_id(holding: Holding) -> int:
        return holding.post.unit_id

    @staticmethod
    def resolve_post(holding: Holding) -> str:
        return holding.post.kind

    @staticmethod
    def resolve_from_day(holding: Holding) -> dt.date | None:
        first: dt.date | None = holding.valid.lower
        return first


class AppointIn(Schema):
    post: PostKind
    person_id: Id
    from_day: Day
    last_day: Day | None = None
    is_deputy: bool = False


class EndIn(Schema):
    last_day: Day
    successor_id: Id | None = None


class VacancyOut(Schema):
    unit_id: int
    unit_name: str
    post: PostKind
    reason: VacancyReason
    idle_since: dt.date | None

    @staticmethod
    def resolve_unit_id(vacancy: queries.Vacancy) -> int:
        return vacancy.unit.pk

    @staticmethod
    def resolve_unit_name(vacancy: queries.Vacancy) -> str:
        return vacancy.unit.label

    @staticmethod
    def resolve_post(vacancy: queries.Vacancy) -> str:
        return vacancy.kind

    @staticmethod
    def resolve_idle_since(vacancy: queries.Vacancy) -> dt.date | None:
        return None if vacancy.idle_since == dt.date.min else vacancy.idle_since


class DutyOut(Schema):
    day: dt.date
    person_id: int


class DutyIn(Schema):
    person_ids: list[Id] = Field(max_length=100)


@router.get("/units", response=UnitsOut, operation_id="org_list_units")
@needs(VIEW_UNIT)
def list_units(request: AskedRequest, wanted: Query[UnitNarrowing], cursor: Cursor = "") -> dict[str, Any]:
    above, level = _above(request, wanted.under), wanted.level or ""
    rows = queries.units(request.actor, q=wanted.q, level=level, under=above, state=wanted.state, on=_today())
    return cursor_page(rows, by=queries.BY_NAME, cursor=cursor)


@router.post("/units", response={201: UnitOut}, operation_id="org_create_unit")
@needs(EDIT_UNIT)
def create_unit(request: AskedRequest, wanted: UnitIn) -> Status[Unit]:
    told = wanted.dict(exclude={"parent_id"})
    for name in ("serves_customers", "calendar"):
        if told[name] in (None, ""):
            del told[name]
    parent = _unit(request, wanted.parent_id)
    return Status(201, actions.create_unit(parent=parent, by=request.actor, now=timezone.now(), **told))


@router.get("/units/{int:unit_id}", response=UnitOut, operation_id="org_get_unit")
@needs(VIEW_UNIT)
def get_unit(request: AskedRequest, unit_id: Id) -> Unit:
    return get_object_or_404(Unit.objects.visible_to(request.actor), pk=unit_id)


@router.patch("/units/{int:unit_id}", response=UnitOut, operation_id="org_change_unit")
@needs(EDIT_UNIT)
def change_unit(request: AskedRequest, unit_id: Id, wanted: UnitChangeIn) -> Unit:
    unit = get_object_or_404(Unit.objects.visible_to(request.actor), pk=unit_id)
    told = {name: value for name, value in wanted.dict(exclude_unset=True).items() if value is not None}
    names = {name: told.pop(name) for name in ("name", "name_en", "short_name") if name in told}
    now = timezone.now()
    if names:
        unit = actions.rename(unit, by=request.actor, now=now, **{"name": unit.name, **names})
    return actions.change_unit(unit, by=request.actor, now=now, **told)


@router.post("/units/{int:unit_id}/move", response=UnitOut, operation_id="org_move_unit")
@needs(EDIT_UNIT)
def move_unit(request: AskedRequest, unit_id: Id, wanted: MoveIn) -> Unit:
    unit = get_object_or_404(Unit.objects.visible_to(request.actor), pk=unit_id)
    parent = _unit(request, wanted.parent_id)
    assert parent is not None
    actions.move_unit(unit, parent, wanted.on_day, reason=wanted.reason, by=request.actor, now=timezone.now())
    return Unit.objects.get(pk=unit_id)


@router.post("/units/{int:unit_id}/close", response=UnitOut, operation_id="org_close_unit")
@needs(EDIT_UNIT)
def close_unit(request: AskedRequest, unit_id: Id, wanted: CloseIn) -> Unit:
    unit = get_object_or_404(Unit.objects.visible_to(request.actor), pk=unit_id)
    return actions.close_unit(unit, wanted.on_day, reason=wanted.reason, by=request.actor, now=timezone.now())


@router.get("/units/{int:unit_id}/posts", response=list[HoldingOut], operation_id="org_list_posts")
@needs(VIEW_UNIT)
def list_posts(request: AskedRequest, unit_id: Id, wanted: Query[OnDay]) -> list[Holding]:
    """Who holds which post of the unit on the day, today unless one is named."""
    unit = get_object_or_404(Unit.objects.visible_to(request.actor), pk=unit_id)
    return queries.holdings_at(unit, on=wanted.on or _today())


@router.post("/units/{int:unit_id}/posts", response={201: HoldingOut}, operation_id="org_appoint")
@needs(EDIT_UNIT)
def appoint(request: AskedRequest, unit_id: Id, wanted: AppointIn) -> Status[Holding]:
    unit = get_object_or_404(Unit.objects.visible_to(request.actor), pk=unit_id)
    holding = actions.appoint(
        person=_person(request, wanted.person_id),
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
    successor = _person(request, wanted.successor_id)
    ended, _new = actions.transfer(holding, last_day=wanted.last_day, successor=successor, by=request.actor, now=now)
    return ended


@router.get("/units/{int:unit_id}/roster", response=list[DutyOut], operation_id="org_get_roster")
@needs(VIEW_UNIT)
def get_roster(request: AskedRequest, unit_id: Id, wanted: Query[InWeek]) -> Any:
    """The duty of the week in which the day falls, this week unless one is named."""
    unit = get_object_or_404(Unit.objects.visible_to(request.actor).serving(), pk=unit_id)
    days = queries.week(queries.monday_of(wanted.week or _today()))
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


@router.get("/people", response=PeopleOut, operation_id="org_list_people")
@needs(VIEW_UNIT)
def list_people(request: AskedRequest, wanted: Query[PeopleNarrowing], cursor: Cursor = "") -> dict[str, Any]:
    above, post = _above(request, wanted.under), wanted.post or ""
    rows = queries.people(request.actor, q=wanted.q, post=post, under=above, on=_today())
    return cursor_page(rows, by=queries.BY_NAME, cursor=cursor)


@router.post("/people", response={201: PersonOut}, operation_id="org_add_person")
@needs(EDIT_UNIT)
def add_person(request: AskedRequest, wanted: PersonIn) -> Status[Person]:
    return Status(201, actions.add_person(by=request.actor, now=timezone.now(), **wanted.dict()))


@router.get("/people/{int:person_id}", response=PersonOut, operation_id="org_get_person")
@needs(VIEW_UNIT)
def get_person(request: AskedRequest, person_id: Id) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.actor), pk=person_id)


@router.get("/people/{int:person_id}/posts", response=list[HoldingOut], operation_id="org_list_posts_of_person")
@needs(VIEW_UNIT)
def list_posts_of_person(request: AskedRequest, person_id: Id) -> Any:
    person = get_object_or_404(Person.objects.visible_to(request.actor), pk=person_id)
    return queries.holdings_of(person, request.actor)


@router.post("/people/{int:person_id}/leave", response=PersonOut, operation_id="org_record_leaving")
@needs(EDIT_UNIT)
def record_leaving(request: AskedRequest, person_id: Id, wanted: LeavingIn) -> Person:
    person = get_object_or_404(Person.objects.visible_to(request.actor), pk=person_id)
    return actions.record_leaving(person, last_day=wanted.last_day, by=request.actor, now=timezone.now())


@router.get("/vacancies", response=list[VacancyOut], operation_id="org_list_vacancies")
@needs(VIEW_UNIT)
def list_vacancies(request: AskedRequest, wanted: Query[Below]) -> list[queries.Vacancy]:
    """Posts that may not stand vacant and do, at the unit `under` and below it, or everywhere one sees."""
    seen = Unit.objects.visible_to(request.actor)
    if above := _above(request, wanted.under):
        seen = seen.under(above.path)
    return queries.vacancies(_today(), among=seen)


def _today() -> dt.date:
    return local_day(timezone.now())


def _above(request: AskedRequest, unit_id: int | None) -> Unit | None:
    return get_object_or_404(Unit.objects.visible_to(request.actor), pk=unit_id) if unit_id else None


def _unit(request: AskedRequest, unit_id: int | None) -> Unit | None:
    if unit_id is None:
        return None
    found = Unit.objects.visible_to(request.actor).filter(pk=unit_id).first()
    if found is None:
        raise InputRefused("unit.unknown", UNKNOWN_UNIT)
    return found


def _person(request: AskedRequest, person_id: int) -> Person:
    found = Person.objects.visible_to(request.actor).filter(pk=person_id).first()
    if found is None:
        raise InputRefused("person.unknown", UNKNOWN_PERSON)
    return found
