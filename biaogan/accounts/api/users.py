"""Users and their roles for programs."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Status

from biaogan.accounts import actions, queries
from biaogan.accounts.access import Permission, SignedInRequest, needs
from biaogan.accounts.api.reach import person_of, unit_of
from biaogan.accounts.api.schemas import (
    GrantIn,
    GrantOut,
    NewUserIn,
    NewUserOut,
    PersonIn,
    SecretOut,
    UserOut,
    UsersOut,
)
from biaogan.accounts.models import RoleGrant, User
from biaogan.core.programs import Cursor, Id, cursor_page

router = Router()


@router.get("/users", response=UsersOut, operation_id="accounts_list_users")
@needs(Permission.MANAGE_USERS)
def list_users(request: SignedInRequest, q: str = "", state: str = "", cursor: Cursor = "") -> dict[str, Any]:
    return cursor_page(queries.users(request.actor, text=q, state=state), by=["username"], cursor=cursor)


@router.post("/users", response={201: NewUserOut}, operation_id="accounts_create_user")
@needs(Permission.MANAGE_USERS)
def create_user(request: SignedInRequest, wanted: NewUserIn) -> Status[dict[str, Any]]:
    user, secret = actions.create_user(
        username=wanted.username,
        person=person_of(wanted.staff_no),
        role=wanted.role or "",
        unit=unit_of(wanted.unit_id),
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
    person = person_of(wanted.staff_no)
    return actions.link_person(user_id=user_id, person=person, by=request.actor, now=timezone.now())


@router.get("/users/{int:user_id}/roles", response=list[GrantOut], operation_id="accounts_list_grants")
@needs(Permission.MANAGE_USERS)
def list_grants(request: SignedInRequest, user_id: Id) -> Any:
    return queries.grants_of(get_object_or_404(User.objects.visible_to(request.actor), pk=user_id))


@router.post("/users/{int:user_id}/roles", response={201: GrantOut}, operation_id="accounts_grant_role")
@needs(Permission.MANAGE_USERS)
def grant_role(request: SignedInRequest, user_id: Id, wanted: GrantIn) -> Status[RoleGrant]:
    get_object_or_404(User.objects.visible_to(request.actor), pk=user_id)
    unit = unit_of(wanted.unit_id)
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
