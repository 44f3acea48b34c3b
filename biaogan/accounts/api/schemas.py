"""What is told and asked about users, roles and tokens."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from ninja import Field, Schema

from biaogan.accounts import queries
from biaogan.accounts.models import RoleGrant
from biaogan.accounts.roles import Role
from biaogan.core.programs import CursorPage, Day, Id


class OwnRoleOut(Schema):
    role: Role
    unit_id: int
    unit_name: str

    @staticmethod
    def resolve_unit_id(own: queries.OwnRole) -> int:
        return own.unit.pk

    @staticmethod
    def resolve_unit_name(own: queries.OwnRole) -> str:
        return own.unit.label


class MeOut(Schema):
    user_id: int
    username: str
    person_id: int | None
    language: str
    theme: str
    roles: list[OwnRoleOut]
    permissions: list[str] = Field(description="What this token may do somewhere.")


class ChoicesIn(Schema):
    language: Literal["", "zh-hans", "en"] = Field("", description="Empty: as the browser asks.")
    theme: Literal["auto", "light", "dark"] = "auto"


class SessionOut(Schema):
    browser: str = Field(alias="browser_name")
    address: str
    began_at: dt.datetime | None
    seen_at: dt.datetime | None


class EndedOut(Schema):
    ended: int


class RoleOut(Schema):
    role: Role
    name: str
    permissions: list[str]


class UserOut(Schema):
    id: int
    username: str
    person_id: int | None
    is_active: bool
    language: str
    last_login: dt.datetime | None


class UsersOut(CursorPage):
    items: list[UserOut]


class GrantOut(Schema):
    id: int
    user_id: int
    role: Role
    unit_id: int
    begins_on: dt.date | None
    ends_on: dt.date | None = Field(description="The last day.")

    @staticmethod
    def resolve_begins_on(grant: RoleGrant) -> dt.date | None:
        first: dt.date | None = grant.valid.lower
        return first

    @staticmethod
    def resolve_ends_on(grant: RoleGrant) -> dt.date | None:
        return grant.valid.upper - dt.timedelta(days=1) if grant.valid.upper else None


class NewUserIn(Schema):
    username: str = Field(min_length=1, max_length=150, pattern=r"^[\w.@+-]+$")
    staff_no: str = Field("", max_length=32)
    role: Role | None = None
    unit_id: Id | None = None
    language: str = Field("", pattern="^(zh-hans|en)?$")


class NewUserOut(UserOut):
    one_time_password: str = Field(description="Told once; it has to be changed at the first sign-in.")


class SecretOut(Schema):
    one_time_password: str


class PersonIn(Schema):
    staff_no: str = Field(max_length=32, description="Empty: no member of staff any more.")


class GrantIn(Schema):
    role: Role
    unit_id: Id
    begins_on: Day = Field(ge=dt.date(1900, 1, 1), le=dt.date(2999, 12, 31))
    ends_on: Day | None = Field(None, ge=dt.date(1900, 1, 1), le=dt.date(2999, 12, 31), description="The last day.")


class TokenIn(Schema):
    name: str = Field(min_length=1, max_length=80)
    scopes: list[str] = Field(min_length=1, max_length=60)
    days: int = Field(ge=1, le=366)


class TokenOut(Schema):
    id: int
    name: str
    scopes: list[str]
    created_at: dt.datetime
    expires_at: dt.datetime
    revoked_at: dt.datetime | None
    last_used_on: dt.date | None


class NewTokenOut(TokenOut):
    secret: str = Field(description="Told once.")
