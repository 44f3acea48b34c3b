"""Language by the user's choice, then by the browser; problems become pages in that language, or problem+json."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DataError, IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from biaogan.core.errors import Problem
from biaogan.core.problems import (
    CONTENT_TYPE,
    DISK_FULL,
    TOO_LARGE,
    UPLOAD_REFUSED,
    is_for_programs,
    problem,
    problem_of,
    status_of,
)

Answer = Callable[[HttpRequest], HttpResponse]

logger = logging.getLogger(__name__)

#: PostgreSQL's word for a disk without room.
DISK_FULL_STATE = "53100"

UPLOAD_STATUS = {TOO_LARGE: 413, DISK_FULL: 507}


class LanguageMiddleware:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = _language_of(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or language)
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
        if _has_nul(request):
            return problem_page(request, status=400, message=unreadable())
        response = self.get_response(request)
        if response.status_code >= 400 and (why := request.META.get(UPLOAD_REFUSED)):
            # The view saw no file, and may have said that one is missing.
            return problem_page(request, status=UPLOAD_STATUS[why], message=_what_became_of_it(why))
        if is_for_programs(request) and response.status_code >= 400:
            return _for_programs(response)
        if response.status_code == 405 and request.method == "GET":
            return _no_page(request, response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Problem):
            if is_for_programs(request):
                return problem_of(error)
            refusals = getattr(error, "refusals", [])
            return problem_page(request, status=status_of(error), message=error.message, refusals=refusals)
        told = told_of(error)
        return problem_page(request, status=told[0], message=told[1]) if told else None


def told_of(error: Exception) -> tuple[int, str] | None:
    """Return status and sentence for what the database or Python made of impossible input, None for what is our fault."""
    if isinstance(error, IntegrityError):
        logger.warning("refused by a constraint", exc_info=error)
        return 409, _("This contradicts what is stored, or somebody else was quicker. Nothing was changed.")
    if is_disk_full(error):
        logger.error("the disk is full", exc_info=error)
        return 507, disk_full()
    if isinstance(error, OperationalError):
        logger.error("the database does not answer", exc_info=error)
        return 503, _("The database does not answer. Nothing was changed; please try again in a moment.")
    if isinstance(error, (DataError, OverflowError, UnicodeEncodeError)) or "NUL (0x00)" in str(error):
        return 422, _("A value is out of range or cannot be stored. Nothing was changed.")
    return None


def is_disk_full(error: Exception) -> bool:
    """Tell whether the disk of the files or of the database is full."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", "") == DISK_FULL_STATE


def disk_full() -> str:
    return _("The disk of the server is full. Nothing was changed; please tell the administrator.")


def _what_became_of_it(upload: str) -> str:
    return disk_full() if upload == DISK_FULL else _("This is larger than the limit. Nothing was changed.")


def unreadable() -> str:
    return _("This request cannot be read. Nothing was changed.")


def _has_nul(request: HttpRequest) -> bool:
    # PostgreSQL stores no NUL, so nothing that holds one can be found or kept.
    return "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")


def _for_programs(response: HttpResponse) -> HttpResponse:
    """Say it as problem+json where a library answered in words of its own: a method that is not allowed, for one."""
    if response.headers.get("Content-Type", "").startswith(CONTENT_TYPE):
        return response
    code, words = {
        405: ("method_not_allowed", _("This address does not take this method.")),
        404: ("not_found", _("There is nothing at this address, or it is not yours to see.")),
    }.get(response.status_code, ("invalid", unreadable()))
    answer = problem(response.status_code, code, words)
    for name in ("Allow", "Retry-After"):
        if name in response.headers:
            answer.headers[name] = response.headers[name]
    return answer


def _no_page(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """Say it in words where somebody opens the address of a form, as after a sign-in that had run out."""
    answer = problem_page(
        request, status=405, message=_("This address takes what a form sends, and has no page of its own.")
    )
    answer.headers["Allow"] = refused.headers["Allow"]
    return answer


def problem_page(
    request: HttpRequest, *, status: int, message: str, refusals: object = (), reference: str = ""
) -> HttpResponse:
    """Return the page for a problem; to a program, the same as problem+json."""
    if is_for_programs(request):
        more = {"reference": reference} if reference else {}
        return problem(status, CODES.get(status, "invalid"), message, **more)
    context = {"status": status, "message": message, "refusals": refusals, "reference": reference}
    return render(request, "core/error.html", context, status=status)


#: What programs are told besides the words.
CODES = {
    403: "forbidden",
    404: "not_found",
    409: "conflict",
    413: "too_big",
    422: "out_of_range",
    500: "broken",
    503: "database_down",
    507: "disk_full",
}


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a page was opened before the last sign-in: Django's CSRF_FAILURE_VIEW."""
    message = _(
        "This page was opened before you signed in, or in another window. Go back, reload it and send it again; "
        "what you typed is kept as a draft."
    )
    if is_for_programs(request):
        return problem(403, CODES[403], message)
    return render(request, "core/stale_form.html", {"message": message}, status=403)
