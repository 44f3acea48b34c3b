"""Who calls the API, and whether they may: asked on every operation, closed where an operation does not say for whom it is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone, translation
from ninja.constants import NOT_SET
from ninja.operation import Operation
from ninja.security import HttpBearer

from biaogan.accounts.access import Actor, actor_of, may_sign_in
from biaogan.accounts.actions import digest_of
from biaogan.accounts.models import ApiToken, User
from biaogan.core.prepared import Joined
from biaogan.org.models import Person

_OF_TOKEN = Joined(
    """
    FROM accounts_apitoken token JOIN accounts_user owner ON owner.id = token.user_id
    LEFT JOIN org_person person ON person.id = owner.person_id WHERE token.digest = %s
    """,
    token=ApiToken,
    owner=User,
    person=Person,
)


class BearerToken(HttpBearer):
    """A token of `Authorization: Bearer …`, with the right that the operation names."""

    def __init__(self, view: Any = None) -> None:
        super().__init__()
        self.permission: str | None = getattr(view, "needs_permission", None)
        self.is_for_all = getattr(view, "is_for_signed_in", False)

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        now = timezone.now()
        actor = actor_with_token(token, now=now)
        if actor is None:
            return None
        request.actor = actor  # type: ignore[attr-defined]
        _speak(request, actor)
        if not self.is_for_all and (self.permission is None or not actor.may_anywhere(self.permission)):
            raise PermissionDenied
        return actor


def actor_with_token(token: str, *, now: dt.datetime) -> Actor | None:
    """Return whom the token names, None for one that is unknown, revoked, expired, or whose user is no more."""
    found = next(_OF_TOKEN.rows(digest_of(token)), None)
    if found is None:
        return None
    row, user, user.person = found
    if row.revoked_at is not None or row.expires_at <= now or not may_sign_in(user, now=now):
        return None
    if row.last_used_on != now.date():
        ApiToken.objects.filter(pk=row.pk).update(last_used_on=now.date())
    return actor_of(user, now=now, scopes=frozenset(row.scopes), ref=f"token:{row.pk}")


def _speak(request: HttpRequest, actor: Actor) -> None:
    """Answer in the user's own language where the program asks for none."""
    if actor.user is not None and actor.user.language and "Accept-Language" not in request.headers:
        translation.activate(actor.user.language)


def close(operation: Operation) -> None:
    """Put the door before an operation: a bearer token, unless it is public or brings its own way to know its caller."""
    view = operation.view_func
    if operation.auth_param is None or getattr(view, "is_public", False):
        operation.auth_callbacks = []
    elif operation.auth_param is NOT_SET:
        operation.auth_callbacks = [BearerToken(view)]
