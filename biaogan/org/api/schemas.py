"""What is told and asked about units, people, posts and rosters."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from ninja import Field, Schema

from biaogan.core import programs
from biaogan.core.programs import CursorPage, Id
from biaogan.org import queries
from biaogan.org.models import Holding, Level, PostKind, Unit, VacancyReason

Day = Annotated[programs.Day, Field(ge=dt.date(1900, 1, 1), le=dt.date(2199, 12, 31))]
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
    function: str | None = Field(None, max_length=20, description="Only of departments.")
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


class PersonChangeIn(Schema):
    name: str | None = Field(None, min_length=1, max_length=60, pattern=r"^[^\x00]*$")
    email: str | None = Field(None, max_length=254, pattern=r"^$|^[^@\s]+@[^@\s]+$")


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


class StaffingOut(Schema):
    idle_days: int = Field(description="So many days without a duty met, and the holder counts as absent.")
    valid_from: dt.date | None = Field(description="None: as shipped, bank to confirm.")
    basis: str


class StaffingIn(Schema):
    idle_days: int = Field(ge=1, le=366)
    valid_from: Day
    basis: Words = Field(min_length=1, pattern=r"^[^\x00]*$", description="Document and clause.")


class DutyOut(Schema):
    day: dt.date
    person_id: int


class DutyIn(Schema):
    person_ids: list[Id] = Field(max_length=100)
