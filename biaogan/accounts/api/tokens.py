"""Tokens for programs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router, Status

from biaogan.accounts import actions, queries
from biaogan.accounts.access import Actor, Permission, SignedInRequest, needs, signed_in
from biaogan.accounts.api.reach import user_of
from biaogan.accounts.api.schemas import NewTokenOut, TokenIn, TokenOut
from biaogan.accounts.models import ApiToken, User
from biaogan.core.errors import InputRefused
from biaogan.core.programs import Id

router = Router()


@router.get("/tokens", response=list[TokenOut], operation_id="accounts_list_tokens")
@signed_in
def list_tokens(request: SignedInRequest) -> Any:
    return queries.tokens_of(user_of(request.actor))


@router.post("/tokens", response={201: NewTokenOut}, operation_id="accounts_create_token")
@signed_in
def create_token(request: SignedInRequest, wanted: TokenIn) -> Status[dict[str, Any]]:
    now = timezone.now()
    _require_within(request.actor, wanted.scopes)
    token, secret = actions.create_token(
        user=user_of(request.actor),
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
    """Make a token of one's own useless, or one of a user that one manages."""
    own = Q(user=user_of(request.actor))
    managed = Q(pk__in=ApiToken.objects.visible_to(request.actor))
    token = get_object_or_404(ApiToken.objects.filter(own | managed), pk=token_id)
    actions.revoke_token(token=token, by=request.actor, now=timezone.now())
    return Status(204, None)


@router.get("/users/{int:user_id}/tokens", response=list[TokenOut], operation_id="accounts_list_tokens_of_user")
@needs(Permission.MANAGE_USERS)
def list_tokens_of_user(request: SignedInRequest, user_id: Id) -> Any:
    return queries.tokens_of(get_object_or_404(User.objects.visible_to(request.actor), pk=user_id))


def _require_within(actor: Actor, scopes: list[str]) -> None:
    """Raise InputRefused where a token would make one that may more than itself."""
    own = actor.scopes or frozenset()
    if "*" not in own and not own.issuperset(scopes):
        raise InputRefused("token.wider", _("A token makes no token that may more than itself."))
