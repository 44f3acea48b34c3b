"""Every route × every role × inside and outside the scope, generated: nobody is let in, and nothing breaks."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client

from biaogan.accounts.models import User
from biaogan.accounts.roles import MATRIX, Permission, Role
from biaogan.config import urls
from biaogan.core import middleware
from tests.conventions.bodies import body_of
from tests.conventions.routes import Route, all_routes, operations, pages, with_samples
from tests.conventions.samples import NOT_AT_ONCE
from tests.conventions.world import World
from tests.factories import accounts

Expected = Callable[[int], bool]

pytestmark = pytest.mark.django_db

#: Asked of a page that does not say what it takes.
BOTH = ("GET", "POST")
READING = ("GET", "HEAD")


@pytest.fixture(autouse=True)
def quietly(caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of refusals are expected here."""
    caplog.set_level(logging.CRITICAL, logger="django.request")


@pytest.fixture(autouse=True)
def drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the page of a refusal once for each status and walk: the others are like it, and cost more than all else."""
    draw, drawn = middleware.render, set()

    def render(request: HttpRequest, template: str, context: dict[str, Any], *, status: int) -> HttpResponse:
        if status in drawn:
            return HttpResponse(status=status)
        drawn.add(status)
        return draw(request, template, context, status=status)

    monkeypatch.setattr(middleware, "render", render)


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        world = World()
        for route in with_samples():
            route.address(world)
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(made: World, db: None) -> World:
    """The same for all walks, each of which is undone: `made` lies in the transaction around theirs."""
    return made


def test_every_parameter_has_a_sample():
    missing = {str(route): route.missing_samples() for route in all_routes() if route.missing_samples()}

    assert not missing, f"add to tests/conventions/samples.py: {missing}"


def test_every_route_says_for_whom_it_is():
    assert [str(route) for route in all_routes() if not route.is_declared] == []


def test_every_page_says_which_methods_it_takes():
    silent = [str(route) for route in pages() if not route.methods]

    assert not silent, silent


def test_every_operation_is_named_after_its_app():
    assert [str(route) for route in operations() if not route.name.startswith(f"{route.app}_")] == []


def ask(client: Client, route: Route, method: str, world: World) -> int:
    """Return the status of the answer; what was changed is undone."""
    body = body_of(route.name) if route.is_api and method not in READING else None
    sent: dict[str, Any] = {"data": json.dumps(body), "content_type": "application/json"} if route.is_api else {}
    with transaction.atomic():
        client.raise_request_exception = False
        answer = client.generic(method, route.address(world), **(sent if method not in READING else {}))
        if answer.streaming:
            # Read to its end: only then does a streamed answer do its work, and let go of its file.
            list(answer.streaming_content)
        transaction.set_rollback(True)
    return answer.status_code


def test_nobody_comes_in_who_is_not_signed_in(world):
    wrong = []
    for route in with_samples():
        for method in route.methods or BOTH:
            with transaction.atomic():
                answer = Client(raise_request_exception=False).generic(method, route.address(world))
                transaction.set_rollback(True)
            is_shut = (
                answer.status_code == 401
                if route.is_api
                else answer.headers.get("Location", "").startswith("/sign-in/")
            )
            is_right = answer.status_code < 500 if route.is_public else is_shut
            if not is_right:
                wrong.append((str(route), method, answer.status_code))

    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("role", [None, Role.ADMINISTRATOR])
def test_the_customers_door_opens_nothing_but_what_is_for_everybody(world, settings, role):
    asked = {(route, method): route.address(world) for route in with_samples() for method in route.methods or BOTH}
    client = accounts.signed_in_client(accounts.user_with_role(role, world.here.bank)) if role else Client()
    client.raise_request_exception = False
    settings.DOOR, settings.ROOT_URLCONF = "public", CustomersDoor
    wrong = []
    for (route, method), address in asked.items():
        if route.name.startswith("core:gallery"):
            # Shown to developers and tests alone.
            continue
        with transaction.atomic():
            status = client.generic(method, address).status_code
            transaction.set_rollback(True)
        is_shown = route.is_public and route.app in urls.PUBLIC_APPS
        if status >= 500 or (status != 404 and not is_shown):
            wrong.append((str(route), method, status))

    assert not wrong, "\n".join(map(str, wrong))


class CustomersDoor:
    urlpatterns = urls.routes_of("public")
    handler400, handler403, handler404, handler500 = urls.bad_request, urls.forbidden, urls.missing, urls.broken


@pytest.mark.parametrize("role", list(Role))
def test_a_role_comes_in_where_it_has_the_right_and_nowhere_else(world, role):
    """What is inside is looked at with the first role that may; the other roles look at every door, and elsewhere."""
    walk(world, role, looks_inside=lambda route: not route.is_public and role == first_with_right(route))


def test_without_a_role_nothing_opens_but_what_is_for_everybody_signed_in(world):
    nobody = Walker(accounts.user(), world)
    wrong = []
    for route in with_samples():
        if not route.is_public:
            for method in route.methods or BOTH:
                if not nobody.finds(route, method, expected_without_a_role(route, method)):
                    wrong.append((str(route), method, nobody.status))

    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.fuzz
@pytest.mark.parametrize("role", list(Role))
def test_no_role_finds_anything_broken_behind_any_door(world, role):
    walk(world, role, looks_inside=lambda route: True)


def test_head_is_answered_wherever_get_is(world):
    user = accounts.user()
    for role in Role:
        accounts.give(user, role, world.here.bank)
    walker, wrong = Walker(user, world), []
    for route in with_samples():
        if "GET" in (route.methods or BOTH):
            walker.finds(route, "GET", bool)
            expected = walker.status
            if not walker.finds(route, "HEAD", lambda status, expected=expected: status == expected):
                wrong.append((str(route), expected, walker.status))

    assert not wrong, "\n".join(map(str, wrong))


def walk(world: World, role: Role, *, looks_inside: Callable[[Route], bool]) -> None:
    """Go through all routes as somebody with the role over the branch of all things, and as somebody with it elsewhere."""
    inside = Walker(accounts.user_with_role(role, world.here.branch), world)
    outside = Walker(accounts.user_with_role(role, world.there.branch), world)
    wrong = []
    for route in with_samples():
        is_shut = not route.is_public and not route.is_open_to(role)
        for method in route.methods or BOTH:
            if (is_shut or looks_inside(route)) and not inside.finds(
                route, method, expected_inside(route, role, method)
            ):
                wrong.append(("inside", str(route), method, inside.status))
            # What names no thing is the same everywhere.
            if route.names_a_thing and not is_shut and not outside.finds(route, method, elsewhere(method)):
                wrong.append(("outside", str(route), method, outside.status))

    assert not wrong, "\n".join(map(str, wrong))


def first_with_right(route: Route) -> Role | None:
    return next((role for role in Role if route.is_open_to(role)), None)


class Walker:
    """Somebody with a browser and a token, who asks for one route after the other."""

    def __init__(self, user: User, world: World) -> None:
        self.world = world
        self.page, self.program = accounts.signed_in_client(user), accounts.api_client(user)
        self.status = 0

    def finds(self, route: Route, method: str, expected: Expected) -> bool:
        self.status = ask(self.program if route.is_api else self.page, route, method, self.world)
        return expected(self.status)


def expected_inside(route: Route, role: Role, method: str) -> Expected:
    """Return what the status of an answer has to be like for somebody with the role over the branch of all things."""
    if not route.is_public and not route.is_open_to(role):
        return lambda status: status in (403, 404)
    if method == "GET" and route.needs is not None and not any(fnmatch(route.name, name) for name in NOT_AT_ONCE):
        # The samples hang on a complaint, which some roles may not see although the door itself is open to them.
        is_hidden = route.names_a_thing and Permission.VIEW_COMPLAINT not in MATRIX[role]
        return lambda status: status < 400 or (is_hidden and status == 404)
    return lambda status: status < 500


def expected_without_a_role(route: Route, method: str) -> Expected:
    """Return what the status has to be like for somebody who is signed in, and no more."""
    if route.needs is not None:
        return lambda status: status in (403, 404)
    return elsewhere(method) if route.names_a_thing else lambda status: status < 500


def elsewhere(method: str) -> Expected:
    """Nothing about a thing elsewhere may be learnt, and least of all may it be changed."""
    return (lambda status: status == 404) if method == "GET" else (lambda status: 400 <= status < 500)
