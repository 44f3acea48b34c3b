"""Users, roles and tokens for programs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Router, Schema, Status

from biaogan.accounts import actions, queries
from biaogan.accounts.access import Actor, Permission, SignedInRequest, needs, signed_in
from biaogan.accounts.models import ApiToken, RoleGrant, User
from biaogan.accounts.roles import MATRIX, Role
from biaogan.core.errors import InputRefused
from biaogan.core.programs import Cursor, CursorPage, Id, cursor_page
from biaogan.org.models import Person, Unit

router = Router()


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
    roles: list[OwnRoleOut]
    permissions: list[str] = Field(description="What this token may do somewhere.")


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
    begins_on: dt.date = Field(ge=dt.date(1900, 1, 1), le=dt.date(2999, 12, 31))
    ends_on: dt.date | None = Field(None, ge=dt.date(1900, 1, 1), le=dt.date(2999, 12, 31), description="The last day.")


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


@router.get("/me", response=MeOut, operation_id="accounts_me")
@signed_in
def me(request: SignedInRequest) -> dict[str, Any]:
    user = _user(request.actor)
    return {
        "user_id": user.pk,
        "username": user.username,
        "person_id": user.person_id,
        "language": user.language,
        "roles": queries.own_roles(request.actor),
        "permissions": [each.value for each in Permission if request.actor.may_anywhere(each)],
    }


@router.get("/roles", response=list[RoleOut], operation_id="accounts_roles")
@signed_in
def roles(request: SignedInRequest) -> list[dict[str, Any]]:
    return [{"role": role, "name": str(role.label), "permissions": sorted(MATRIX[role])} for role in Role]


@router.get("/users", response=UsersOut, operation_id="accounts_list_users")
@needs(Permission.MANAGE_USERS)
def list_users(request: SignedInRequest, q: str = "", state: str = "", cursor: Cursor = "") -> dict[str, Any]:
    return cursor_page(queries.users(request.actor, text=q, state=state), by=["username"], cursor=cursor)


@router.post("/users", response={201: NewUserOut}, operation_id="accounts_create_user")
@needs(Permission.MANAGE_USERS)
def create_user(request: SignedInRequest, wanted: NewUserIn) -> Status[dict[str, Any]]:
    user, secret = actions.create_user(
        username=wanted.username,
        person=_person(wanted.staff_no),
        role=wanted.role or "",
        unit=_unit(wanted.unit_id),
        language=wanted.language,
        by=request.actor,
        now=timezone.now(),
    )
    return Status(201, {**UserOut.from_orm(user).dict(), "one_time_password": secret})


@router.get("/users/{int:user_id}", response=UserOut, operation_id="accounts_get_user")
@needs(Permission.MANAGE_USERS)
def get_user(request: SignedInRequest, user_id: Id) -> User:
    return get_object_or_404(User.objects.visible_to(request.actor), pk=user_id)


@router.post("/users/{int:user_id}/deactivate", response=UserOut, operation_id="accounts_deactivate_user")
@needs(Permission.MANAGE_USERS)
def deactivate_user(request: SignedInRequest, user_id: Id) -> User:
    return actions.deactivate_user(user_id=user_id, by=request.actor, now=timezone.now())


@router.post("/users/{int:user_id}/reactivate", response=UserOut, operation_id="accounts_reactivate_user")
@needs(Permission.MANAGE_USERS)
def reactivate_user(request: SignedInRequest, user_id: Id) -> User:
    return actions.reactivate_user(user_id=user_id, by=request.actor, now=timezone.now())


@router.post("/users/{int:user_id}/password", response=SecretOut, operation_id="accounts_reset_password")
@needs(Permission.MANAGE_USERS)
def reset_password(request: SignedInRequest, user_id: Id) -> dict[str, str]:
    return {"one_time_password": actions.reset_password(user_id=user_id, by=request.actor, now=timezone.now())}


@router.delete("/users/{int:user_id}/second-factor", response={204: None}, operation_id="accounts_remove_second_factor")
@needs(Permission.MANAGE_USERS)
def remove_second_factor(request: SignedInRequest, user_id: Id) -> Status[None]:
    actions.remove_second_factor(user_id=user_id, by=request.actor, now=timezone.now())
    return Status(204, None)


@router.put("/users/{int:user_id}/person", response=UserOut, operation_id="accounts_link_person")
@needs(Permission.MANAGE_USERS)
def link_person(request: SignedInRequest, user_id: Id, wanted: PersonIn) -> User:
    person = _person(wanted.staff_no)
    return actions.link_person(user_id=user_id, person=person, by=request.actor, now=timezone.now())


@router.get("/users/{int:user_id}/roles", response=list[GrantOut], operation_id="accounts_list_grants")
@needs(Permission.MANAGE_USERS)
def list_grants(request: SignedInRequest, user_id: Id) -> Any:
    return queries.grants_of(get_object_or_404(User.objects.visible_to(request.actor), pk=user_id))


@router.post("/users/{int:user_id}/roles", response={201: GrantOut}, operation_id="accounts_grant_role")
@needs(Permission.MANAGE_USERS)
def grant_role(request: SignedInRequest, user_id: Id, wanted: GrantIn) -> Status[RoleGrant]:
    get_object_or_404(User.objects.visible_to(request.actor), pk=user_id)
    unit = _unit(wanted.unit_id)
    assert unit is not None
    grant = actions.grant_role(
        user_id=user_id,
        role=wanted.role,
        unit=unit,
        from_=wanted.begins_on,
        until=wanted.ends_on,
        by=request.actor,
        now=timezone.now(),
    )
    return Status(201, grant)


@router.delete("/roles/{int:grant_id}", response={204: None}, operation_id="accounts_revoke_role")
@needs(Permission.MANAGE_USERS)
def revoke_role(request: SignedInRequest, grant_id: Id) -> Status[None]:
    actions.revoke_role(grant_id=grant_id, by=request.actor, now=timezone.now())
    return Status(204, None)


@router.get("/tokens", response=list[TokenOut], operation_id="accounts_list_tokens")
@signed_in
def list_tokens(request: SignedInRequest) -> Any:
    return queries.tokens_of(_user(request.actor))


@router.post("/tokens", response={201: NewTokenOut}, operation_id="accounts_create_token")
@signed_in
def create_token(request: SignedInRequest, wanted: TokenIn) -> Status[dict[str, Any]]:
    now = timezone.now()
    _require_within(request.actor, wanted.scopes)
    token, secret = actions.create_token(
        user=_user(request.actor),
        name=wanted.name,
        scopes=wanted.scopes,
        expires_at=now + dt.timedelta(days=wanted.days),
        by=request.actor,
        now=now,
    )
    return Status(201, {**TokenOut.from_orm(token).dict(), "secret": secret})


@router.delete("/tokens/{int:token_id}", response={204: None}, operation_id="accounts_revoke_token")
@signed_in
def revoke_token(request: SignedInRequest, token_id: Id) -> Status[None]:
    token = get_object_or_404(ApiToken.objects.filter(user=_user(request.actor)), pk=token_id)
    actions.revoke_token(token=token, by=request.actor, now=timezone.now())
    return Status(204, None)


def _user(actor: Actor) -> User:
    assert actor.user is not None
    return actor.user


def _require_within(actor: Actor, scopes: list[str]) -> None:
    """Raise InputRefused where a token would make one that may more than itself."""
    own = actor.scopes or frozenset()
    if "*" not in own and not own.issuperset(scopes):
        raise InputRefused("token.wider", _("A token makes no token that may more than itself."))


def _person(staff_no: str) -> Person | None:
    if not staff_no:
        return None
    found = Person.objects.filter(staff_no=staff_no).first()
    if found is None:
        raise InputRefused("person.unknown", _("There is no member of staff with this number."))
    return found


def _unit(unit_id: int | None) -> Unit | None:
    if unit_id is None:
        return None
    found = Unit.objects.filter(pk=unit_id).first()
    if found is None:
        raise InputRefused("unit.unknown", _("There is no such unit."))
    return found
