"""The HTTP API: one place for its routers, for who may call, and for turning errors into problem+json (RFC 9457)."""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib
import json
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, RequestDataTooBig
from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from biaogan.accounts.access import Actor, actor_of
from biaogan.accounts.models import ApiToken
from biaogan.core.errors import InputRefused, Problem, RuleBroken


class BearerToken(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        now = timezone.now()
        row = ApiToken.objects.select_related("user__person").filter(digest=digest_of(token)).first()
        if row is None or row.revoked_at is not None or row.expires_at <= now:
            return None
        _note_use(row, now.date())
        actor = actor_of(row.user, now=now, scopes=frozenset(row.scopes), ref=f"token:{row.pk}")
        request.actor = actor  # type: ignore[attr-defined]
        return actor


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _note_use(row: ApiToken, today: dt.date) -> None:
    if row.last_used_on != today:
        ApiToken.objects.filter(pk=row.pk).update(last_used_on=today)


api = NinjaAPI(
    title="Biaogan",
    version="1",
    auth=BearerToken(),
    openapi_url="/openapi.json",
    docs_url=None,
    urls_namespace="api",
)


def problem(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    body = {"type": "about:blank", "title": code, "status": status, "detail": detail, **more}
    return HttpResponse(
        json.dumps(body, ensure_ascii=False, default=str), status=status, content_type="application/problem+json"
    )


@api.exception_handler(Problem)
def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
    status = {RuleBroken: 409, InputRefused: 422}.get(type(error), 400)
    refusals = [vars(refusal) for refusal in getattr(error, "refusals", [])]
    return problem(status, error.code, error.message, **({"refusals": refusals} if refusals else {}))


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem(403, "forbidden", str(error) or _("Your posts and roles do not allow this."))


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = problem(401, "unauthenticated", _("A valid bearer token is needed."))
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Http404)
@api.exception_handler(ObjectDoesNotExist)
def _missing(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(404, "not_found", _("There is nothing at this address, or it is not yours to see."))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = [{"field": ".".join(str(part) for part in each["loc"]), "reason": each["msg"]} for each in error.errors]
    return problem(422, "invalid", _("Some fields are missing or not valid."), errors=fields)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, "invalid", _("This request cannot be read. Nothing was changed."))


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(413, "too_big", _("This is larger than the limit. Nothing was changed."))


@api.exception_handler(DataError)
def _out_of_range(request: HttpRequest, error: DataError) -> HttpResponse:
    return problem(422, "out_of_range", _("A value is out of range. Nothing was changed."))


@api.exception_handler(OperationalError)
def _down(request: HttpRequest, error: OperationalError) -> HttpResponse:
    return problem(
        503, "database_down", _("The database does not answer. Nothing was changed; please try again in a moment.")
    )


for config in apps.get_app_configs():
    if config.name.startswith("biaogan.") and module_has_submodule(config.module, "api"):
        api.add_router(f"/{config.label}", importlib.import_module(f"{config.name}.api").router, tags=[config.label])
