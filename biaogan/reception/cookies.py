"""A customer's code, kept by their own browser for a while and nowhere else."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

RECEIVED = "biaogan_received"
FOLLOWED = "biaogan_followed"

PATH = "/say/"
HALF_AN_HOUR = 1800


def keep(response: HttpResponse, name: str, code: str) -> HttpResponse:
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, code, max_age=HALF_AN_HOUR, path=PATH, httponly=True, secure=secure, samesite="Lax")
    return response


def kept(request: HttpRequest, name: str) -> str:
    return request.COOKIES.get(name, "")[:40]


def forget(response: HttpResponse, *names: str) -> HttpResponse:
    for name in names:
        response.delete_cookie(name, path=PATH)
    return response
