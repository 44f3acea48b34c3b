"""What a user is, may, and chooses; and what each role may."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from ninja import Router

from biaogan.accounts import actions, queries
from biaogan.accounts.access import Actor, Permission, SignedInRequest, signed_in
from biaogan.accounts.api.reach import user_of
from biaogan.accounts.api.schemas import ChoicesIn, EndedOut, MeOut, RoleOut, SessionOut
from biaogan.accounts.roles import MATRIX, Role

router = Router()


@router.get("/me", response=MeOut, operation_id="accounts_me")
@signed_in
def me(request: SignedInRequest) -> dict[str, Any]:
    return _told(request.actor)


def _told(actor: Actor) -> dict[str, Any]:
    user = user_of(actor)
    return {
        "user_id": user.pk,
        "username": user.username,
        "person_id": user.person_id,
        "language": user.language,
        "theme": user.theme or "auto",
        "roles": queries.own_roles(actor),
        "permissions": [each.value for each in Permission if actor.may_anywhere(each)],
    }


@router.put("/me/choices", response=MeOut, operation_id="accounts_save_choices")
@signed_in
def save_choices(request: SignedInRequest, wanted: ChoicesIn) -> dict[str, Any]:
    """In which language and look the pages come. Passwords and second factors are changed on the pages alone."""
    actions.save_choices(user=user_of(request.actor), by=request.actor, now=timezone.now(), **wanted.dict())
    return _told(request.actor)


@router.get("/me/sessions", response=list[SessionOut], operation_id="accounts_list_sessions")
@signed_in
def list_sessions(request: SignedInRequest) -> Any:
    return queries.sessions_of(user_of(request.actor), now=timezone.now())


@router.post("/me/sessions/end", response=EndedOut, operation_id="accounts_end_sessions")
@signed_in
def end_sessions(request: SignedInRequest) -> dict[str, int]:
    """Sign the user out of every browser."""
    return {"ended": actions.end_sessions(user=user_of(request.actor), but="", by=request.actor, now=timezone.now())}


@router.get("/roles", response=list[RoleOut], operation_id="accounts_roles")
@signed_in
def roles(request: SignedInRequest) -> list[dict[str, Any]]:
    return [{"role": role, "name": str(role.label), "permissions": sorted(MATRIX[role])} for role in Role]
