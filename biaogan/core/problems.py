"""Errors as programs read them: problem+json (RFC 9457), in the language of the caller."""

from __future__ import annotations

import json
import logging
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse

from biaogan.core.errors import InputRefused, Problem, RuleBroken

CONTENT_TYPE = "application/problem+json"

#: Where the handler of uploads notes, in `request.META`, what became of one that did not arrive.
UPLOAD_REFUSED = "biaogan.upload_refused"
TOO_LARGE, DISK_FULL = "too_large", "disk_full"

#: Where the reference of an unexpected error stands in `request.META`.
REFERENCE = "biaogan.reference"

#: The HTTP status of each kind of problem.
STATUS: dict[type[Problem], int] = {RuleBroken: 409, InputRefused: 422}


def status_of(error: Problem) -> int:
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 400)


def is_for_programs(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def problem(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """Return the answer to a program: `code` is for it, `detail` for whoever reads its log."""
    body = {"type": "about:blank", "title": code, "status": status, "detail": detail, **more}
    text = json.dumps(body, ensure_ascii=False, default=str)
    # Quoted input may hold half a surrogate pair, which no encoding knows.
    return HttpResponse(text.encode(errors="replace"), status=status, content_type=CONTENT_TYPE)


def reference_of(request: HttpRequest) -> str:
    """Return what finds the request's unexpected error in the log: the page shows it, so that it can be told on the telephone."""
    reference: str = request.META.setdefault(REFERENCE, secrets.token_hex(4))
    return reference


class ReferenceFilter(logging.Filter):
    """Put the reference that the page shows into the line that Django logs with the traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        reference = getattr(getattr(record, "request", None), "META", {}).get(REFERENCE)
        if reference and record.levelno >= logging.ERROR:
            record.msg, record.args = f"[{reference}] {record.getMessage()}", ()
        return True


def problem_of(error: Problem) -> HttpResponse:
    refusals = [vars(refusal) for refusal in getattr(error, "refusals", [])]
    more = {"refusals": refusals} if refusals else {}
    return problem(status_of(error), error.code, error.message, **more)
