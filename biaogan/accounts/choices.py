"""Language and appearance: kept with the user, and in cookies that pages before sign-in can read."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from biaogan.accounts.models import User

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "biaogan_theme"
YEAR = 365 * 24 * 3600


def remember(response: HttpResponse, user: User) -> None:
    """Carry what the user chose once into this browser."""
    for cookie, value in {settings.LANGUAGE_COOKIE_NAME: user.language, THEME_COOKIE: user.theme}.items():
        if value:
            response.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)


def keep_language(request: HttpRequest, language: str) -> None:
    """Keep a language that was chosen on any page with the user who is signed in; core's view calls this."""
    user = getattr(request, "user", None)
    if isinstance(user, User) and user.language != language:
        User.objects.filter(pk=user.pk).update(language=language)
