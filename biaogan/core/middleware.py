"""Language by the user's choice, then by the browser; problems become pages in that language."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from biaogan.core.errors import InputRefused, Problem, RuleBroken

Answer = Callable[[HttpRequest], HttpResponse]

STATUS = {RuleBroken: 409, InputRefused: 422}


class LanguageMiddleware:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = _language_of(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _language_of(request: HttpRequest) -> str:
    """Return the cookie's language, else the browser's first that we speak, else Chinese."""
    known = dict(settings.LANGUAGES)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in known:
        return chosen
    for part in request.headers.get("Accept-Language", "").lower().split(","):
        code = part.split(";")[0].strip()
        if code.startswith("zh"):
            return "zh-hans"
        if code.startswith("en"):
            return "en"
    return settings.LANGUAGE_CODE


class ProblemMiddleware:
    """Turn what an action refused into a page that says what happened, what was kept and what to do."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Problem):
            return problem_page(request, status=STATUS.get(type(error), 400), message=error.message)
        if isinstance(error, OperationalError):
            message = _("The database does not answer. Nothing was changed; please try again in a moment.")
            return problem_page(request, status=503, message=message)
        return None


def problem_page(request: HttpRequest, *, status: int, message: str) -> HttpResponse:
    return render(request, "core/error.html", {"status": status, "message": message}, status=status)
