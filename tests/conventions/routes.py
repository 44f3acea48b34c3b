"""Every address of the product: its name, its parameters, its methods, and for whom it says it is."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from biaogan.accounts.roles import MATRIX
from tests.conventions.samples import QUESTIONS, SAMPLES, Sample
from tests.conventions.world import World


@dataclass(frozen=True)
class Route:
    """`name` is «app:page» or, for the API, the operation's id; `app` is whose it is."""

    name: str
    app: str
    parameters: tuple[str, ...]
    methods: tuple[str, ...]
    view: Any
    #: The path of an operation of the API, with its parameters in braces; empty for pages.
    path: str = ""

    def __str__(self) -> str:
        return self.name

    @property
    def is_api(self) -> bool:
        return bool(self.path)

    @property
    def is_public(self) -> bool:
        return getattr(self.view, "is_public", False)

    @property
    def needs(self) -> str | None:
        return getattr(self.view, "needs_permission", None)

    @property
    def is_declared(self) -> bool:
        return self.is_public or self.needs is not None or getattr(self.view, "is_for_signed_in", False)

    def is_open_to(self, role: str) -> bool:
        return self.needs is None or self.needs in MATRIX[role]

    @property
    def names_a_thing(self) -> bool:
        asked = [QUESTIONS[self.name]] if self.name in QUESTIONS else []
        return any(sample.is_thing for sample in [*asked, *self._samples().values()])

    def address(self, world: World) -> str:
        values = {name: sample.of(world) for name, sample in self._samples().items()}
        if not self.is_api:
            return reverse(self.name, kwargs=values)
        asked = f"?{QUESTIONS[self.name].of(world)}" if self.name in QUESTIONS else ""
        return self.path.format(**values) + asked

    def missing_samples(self) -> list[str]:
        return [name for name in self.parameters if self._sample(name) is None]

    def _samples(self) -> dict[str, Sample]:
        return {name: SAMPLES[key] for name in self.parameters if (key := self._sample(name))}

    def _sample(self, parameter: str) -> str | None:
        keys = (f"{self.name}.{parameter}", f"{self.app}.{parameter}")
        return next((key for key in keys if key in SAMPLES), None)


def pages() -> list[Route]:
    return list(_pages(get_resolver().url_patterns, ""))


def _pages(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "api":
                yield from _pages(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else prefix)
            continue
        name = f"{prefix}{pattern.name}"
        parameters = tuple(pattern.pattern.converters)
        app = prefix.removesuffix(":") or "accounts"
        yield Route(name, app, parameters, _methods(pattern.callback), pattern.callback)


def _methods(view: Any) -> tuple[str, ...]:
    """Return the methods that a view says it takes, by asking it with one that nobody takes."""
    if getattr(view, "view_class", None) is not None or view.__module__.startswith("allauth."):
        return ("GET", "POST")
    try:
        answer: HttpResponse = view(RequestFactory().generic("TRACE", "/"))
    except Exception:
        # It took the method and stumbled over it.
        return ()
    allowed = answer.headers.get("Allow", "") if answer.status_code == 405 else ""
    return tuple(method for method in ("GET", "POST", "PUT", "PATCH", "DELETE") if method in allowed.split(", "))


def operations() -> list[Route]:
    from biaogan.config.api import api

    addresses = {
        operation["operationId"]: path
        for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
        for operation in methods.values()
    }
    found = []
    for each in api.operations():
        name = each.operation_id or ""
        path = addresses.get(name, "")
        app = path.removeprefix("/api/v1/").partition("/")[0]
        parameters = tuple(re.findall(r"\{(\w+)\}", path))
        found.append(Route(name, app, parameters, tuple(each.methods), each.view_func, path))
    return found


def with_samples() -> list[Route]:
    """Return the routes that can be walked through; a test of its own tells which cannot."""
    return [route for route in all_routes() if not route.missing_samples()]


@functools.cache
def all_routes() -> list[Route]:
    return [*pages(), *operations()]
