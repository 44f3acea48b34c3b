"""Every route is closed until opened: `request.actor`, and the door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from biaogan.accounts import sessions
from biaogan.accounts.access import Actor, actor_of
from biaogan.accounts.models import User
from biaogan.core.problems import is_for_programs


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = _actor(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        # The API asks for its own bearer token on every operation.
        if getattr(view, "is_public", False) or is_for_programs(request):
            return None
        if settings.DOOR == "public":
            # There is no sign-in here; whoever has one at the other door finds nothing either.
            raise Http404
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        if actor is None:
            return _go(request, redirect_to_login(_page_of(request)).url)
        if _must_change_password(actor) and not getattr(view, "is_open_with_one_time_password", False):
            return _go(request, redirect("accounts:password").url)
        if not getattr(view, "is_for_signed_in", False):
            _require(actor, getattr(view, "needs_permission", None))
        return None


def _actor(request: HttpRequest) -> Actor | None:
    # The API knows its caller by a token; a cookie means nothing there, nor at the customer's door, whose role reads no sessions.
    if is_for_programs(request) or settings.DOOR == "public" or not isinstance(request.user, User):
        return None
    now = timezone.now()
    sessions.touch(request, now=now)
    return actor_of(request.user, now=now)


def _must_change_password(actor: Actor) -> bool:
    return actor.user is not None and actor.user.one_time_until is not None


def _require(actor: Actor, permission: str | None) -> None:
    if permission is None or not actor.may_anywhere(permission):
        raise PermissionDenied


def _go(request: HttpRequest, url: str) -> HttpResponse:
    """Send the whole page to `url`; a fragment would be swapped into the page that asked for it."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(url)
    answer = HttpResponse(status=204)
    answer.headers["HX-Redirect"] = url
    return answer


def _page_of(request: HttpRequest) -> str:
    """Return the address of the page that the user looks at: where they want to be again after signing in."""
    if request.method in ("GET", "HEAD") and not request.htmx:  # type: ignore[attr-defined]
        return request.get_full_path()
    shown = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    if shown.netloc != request.get_host():
        return "/"
    return shown._replace(scheme="", netloc="", fragment="").geturl() or "/"
