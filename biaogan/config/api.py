"""The HTTP API: one place for its routers, for who may call, and for turning errors into problem+json (RFC 9457)."""

from __future__ import annotations

import functools
import importlib
import json
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, RequestDataTooBig
from django.db import DataError, IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja import schema as ninja_schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation, PathView
from ninja.parser import Parser
from ninja.schema import DjangoGetter
from pydantic_core import PydanticCustomError

from biaogan.accounts.actions import digest_of
from biaogan.config import openapi
from biaogan.config.api_words import reason_of
from biaogan.config.bearer import BearerToken, close
from biaogan.core import idempotency
from biaogan.core.errors import Problem
from biaogan.core.middleware import CODES, told_of, unreadable
from biaogan.core.problems import problem, problem_of

__all__ = ["api", "digest_of"]


class JsonParser(Parser):
    """JSON as the standard has it: of its own content type, without NaN, without NUL."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type not in ("application/json", ""):
            raise UnsupportedMediaType
        data = json.loads(request.body, parse_constant=_refuse)
        if b"\\u0000" in request.body and _has_nul(data):
            raise ValueError
        return data


class ObjectsOnly(DjangoGetter):
    """What a schema reads its fields from. A list or a number has no fields, so that all optional ones would seem left out."""

    def __init__(self, obj: Any, schema_cls: Any, context: Any = None) -> None:
        if obj is None or isinstance(obj, (list, str, int, float)):
            raise PydanticCustomError("dict_type", "not an object")
        super().__init__(obj, schema_cls, context)


# ninja offers no other place to say it once for the bodies of all operations and for what lies inside them.
setattr(ninja_schema, DjangoGetter.__name__, ObjectsOnly)


class UnsupportedMediaType(Exception):
    pass


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _has_nul(data: Any) -> bool:
    if isinstance(data, str):
        return "\x00" in data
    if isinstance(data, dict):
        return any(_has_nul(each) for pair in data.items() for each in pair)
    return isinstance(data, list) and any(_has_nul(each) for each in data)


class Api(NinjaAPI):
    def get_openapi_schema(self, **how: Any) -> OpenAPISchema:
        return openapi.complete(super().get_openapi_schema(**how), self)

    def operations(self) -> list[Operation]:
        """Return every operation of every router, as it is called."""
        views = [view for bound in self._get_bound_routers() for view in bound.path_operations.values()]
        return [operation for view in views for operation in view.operations]


api = Api(
    title="Biaogan",
    version="1",
    auth=BearerToken(),
    parser=JsonParser(),
    openapi_url="/openapi.json",
    docs_url=None,
    urls_namespace="api",
)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return problem_of(error)


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
    fields = [
        {"field": ".".join(str(part) for part in each["loc"]), "reason": reason_of(each)} for each in error.errors
    ]
    return problem(422, "invalid", _("Some fields are missing or not valid."), errors=fields)


@api.exception_handler(Throttled)
def _too_often(request: HttpRequest, error: Throttled) -> HttpResponse:
    return problem(429, "too_often", _("Too many requests. Please wait a little."))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, UnsupportedMediaType):
        return problem(415, "unsupported_media_type", _("Send the body as application/json."))
    if isinstance(error.__cause__, RequestDataTooBig):
        return _too_big(request, error.__cause__)
    return problem(error.status_code, CODES.get(error.status_code, "invalid"), unreadable())


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(413, "too_big", _("This is larger than the limit. Nothing was changed."))


@api.exception_handler(ValueError)
@api.exception_handler(OverflowError)
@api.exception_handler(IntegrityError)
@api.exception_handler(DataError)
@api.exception_handler(OperationalError)
@api.exception_handler(OSError)
def _impossible(request: HttpRequest, error: Exception) -> HttpResponse:
    told = told_of(error)
    if told is None:
        raise error
    return problem(told[0], CODES[told[0]], told[1])


def _once(operation: Operation) -> None:
    """Let the operation honour an Idempotency-Key: the deed and its answer are stored together."""
    view = operation.view_func

    @functools.wraps(view)
    def once(request: HttpRequest, **values: Any) -> Any:
        key = idempotency.read_key(request)
        if not key:
            return view(request, **values)
        caller = getattr(getattr(request, "actor", None), "ref", "nobody")
        sent = idempotency.Sent(caller, key, idempotency.digest_of(request))

        def answer() -> HttpResponse:
            result = view(request, **values)
            response = operation._result_to_response(request, result, api.create_temporal_response(request))
            assert isinstance(response, HttpResponse)
            return response

        return idempotency.answer_once(sent, answer, now=timezone.now())

    operation.view_func = once


for config in apps.get_app_configs():
    if config.name.startswith("biaogan.") and module_has_submodule(config.module, "api"):
        api.add_router(f"/{config.label}", importlib.import_module(f"{config.name}.api").router, tags=[config.label])


def _join_addresses() -> None:
    """Let routers of one app share an address, one with GET and one with POST: Django asks only the first that fits."""
    first: dict[str, PathView] = {}
    for bound in api._get_bound_routers():
        for path, view in list(bound.path_operations.items()):
            found = first.setdefault(f"{bound.prefix.rstrip('/')}/{path.lstrip('/')}", view)
            if found is not view:
                found.operations.extend(view.operations)
                del bound.path_operations[path]


_join_addresses()
for each in api.operations():
    close(each)
    if "POST" in each.methods:
        _once(each)
