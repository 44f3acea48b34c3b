"""The choice of language, which everybody has, signed in or not."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

YEAR = 365 * 24 * 3600

#: Who else keeps the language that was chosen: accounts keeps it with the user.
KEEPERS: list[Callable[[HttpRequest, str], None]] = []


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language in a cookie and go back to the page it was chosen on."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    response = HttpResponseRedirect(target)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, samesite="Lax", secure=secure)
        for keep in KEEPERS:
            keep(request, chosen)
    return response


# The door's decorator stands in accounts, above this app; the mark it makes is this one.
set_language.is_public = True  # type: ignore[attr-defined]
