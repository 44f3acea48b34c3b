"""Every route is closed until opened: `request.actor`, and the door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from biaogan.accounts.access import actor_of
from biaogan.accounts.models import User

#: Views of libraries that we open as they are: their module, and who may.
OPEN_MODULES = {"allauth.account.views": "public", "allauth.mfa.base.views": "public", "django.views.static": "public"}


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.actor = actor_of(user, now=timezone.now()) if isinstance(user, User) else None  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if getattr(view, "is_public", False) or OPEN_MODULES.get(getattr(view, "__module__", "")) == "public":
            return None
        if view.__module__.startswith("ninja."):
            return None  # The API asks for its own bearer token on every operation.
        actor = request.actor  # type: ignore[attr-defined]
        if actor is None:
            return redirect_to_login(request.get_full_path())
        if getattr(view, "is_for_signed_in", False):
            return None
        permission = getattr(view, "needs_permission", None)
        if permission is None or not actor.may_anywhere(permission):
            raise PermissionDenied
        return None
