"""Every page in front of a browser: reachable for all, within a phone, in one language, without a word of our code."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.apps import apps
from django.test import Client
from playwright.sync_api import Page

from biaogan.accounts.models import User
from biaogan.accounts.roles import Role
from biaogan.org.models import PostKind
from biaogan.workcal.models import Layer
from tests.browser.people import DESK, PHONE, RULES, Stage
from tests.conventions.routes import Route, pages
from tests.conventions.world import World
from tests.factories import accounts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Pages that nobody can be shown here, and why.
UNSEEN = {
    "account_inactive": "only for a user who was shut out",
    "account_logout": "sends away whoever is signed in",
    "account_reauthenticate": "signing in a moment ago is enough",
    "core:gallery*": "not part of the product",
    "core:import_*": "needs a right of its own for each kind of file, and a file that was handed in",
    "inspections:guide": "belongs to whoever inspects that sheet; the story goes through it",
    "inspections:submit": "belongs to whoever inspects that sheet; the story goes through it",
    "inspections:tests": "belongs to whoever inspects that sheet",
    "inspections:work": "belongs to whoever inspects that sheet; the story goes through it",
    "mfa_*": "needs an authenticator app",
    "notify:open": "leads on to what the message is about",
    "obligations:duty": "belongs to whoever holds the post that owes it",
    "obligations:feed": "opened by a secret address",
    "reception:follow": "shown to whoever holds the code",
    "reception:mend": "opened by a secret address",
    "reception:received": "shown once, after something was said",
}

#: What no reader of Chinese may be shown: our code's own words, and Western marks behind a Chinese character.
NEVER = re.compile(
    r"\bNone\b|\bnull\b|undefined|\{[{%]|\d{4}-\d\d-\d\dT\d\d|<[a-z]+[ >]|[一-鿿][,;!?]|[,;!?][一-鿿]|\([一-鿿]|[一-鿿]\)"
)

#: What a thumb presses, and is smaller than 44 px.
TOO_SMALL = """() => [...document.querySelectorAll("main :is(.btn, .tabs a, .form-control, .form-select, .form-check)")]
    .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 43.5 && each.offsetHeight > 0)
    .map((each) => `${each.className} «${each.textContent.trim().slice(0, 20)}»`)"""


#: Stand for a reader where there is none: what is met there is a file or leads on, or nobody is let in.
FILE, NOBODY = "file", "nobody"


@dataclass
class Visit:
    route: Route
    address: str
    reader: User | str | None


@pytest.mark.parametrize("stage", ["zh-hans"], indirect=True)
def test_every_page_can_be_read_by_everybody_on_every_screen(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="django.request")
    with_calendars()
    world = World()
    everybody = {reader: client_of(reader) for reader in readers(world)}
    visits = [first_who_sees(route, address_of(route, world), everybody) for route in pages() if is_seen(route)]
    unseen = [str(visit.route) for visit in visits if visit.reader is NOBODY]
    found = [trouble for reader in everybody for trouble in walk(stage, reader, visits)]

    assert not unseen, f"say in UNSEEN why, or add a reader: {unseen}"
    assert not found, "\n".join(found)


def with_calendars() -> None:
    """Bring the shipped calendars back, which transactional tests before this one have swept away."""
    if not Layer.objects.exists():
        import_module("biaogan.workcal.migrations.0002_first_calendars").fill(apps, None)


def is_seen(route: Route) -> bool:
    shut = any(re.fullmatch(name.replace("*", ".*"), route.name) for name in UNSEEN)
    return "GET" in route.methods and not route.missing_samples() and not shut


def address_of(route: Route, world: World) -> str:
    # The walk through all routes must not find an outlet there; here somebody stands in front of one.
    return f"/say/{world.outlet.code}/" if route.name == "reception:say" else route.address(world)


def readers(world: World) -> Iterator[User | None]:
    yield None
    yield world.desk.user(PostKind.OFFICE_HEAD)
    yield world.desk.user(PostKind.COMPLAINT_OFFICER)
    yield accounts.user_with(PostKind.OUTLET_HEAD, world.outlet)
    yield accounts.user_with_role(Role.ADMINISTRATOR, world.here.bank)
    yield accounts.user_with_role(Role.AUDITOR, world.here.bank)


def client_of(reader: User | None) -> Client:
    client = accounts.signed_in_client(reader) if reader else Client()
    client.raise_request_exception = False
    return client


def first_who_sees(route: Route, address: str, everybody: dict[User | None, Client]) -> Visit:
    """Return the visit of the first who is shown a page there; files and what leads elsewhere are nobody's."""
    for reader, client in everybody.items():
        answer = client.get(address)
        if answer.status_code == 302 and reader is None:
            continue
        # Read to its end, so that a file is let go of.
        content = answer.getvalue()
        if answer.status_code == 200:
            # Neither a file nor a part of a page, which another page asks for.
            is_page = answer.headers.get("Content-Type", "").startswith("text/html") and b"<html" in content
            return Visit(route, address, reader if is_page else FILE)
        if answer.status_code in (302, 409):
            # It leads on, or is a move that is not possible now.
            return Visit(route, address, FILE)
    return Visit(route, address, NOBODY)


def walk(stage: Stage, reader: User | None, visits: list[Visit]) -> Iterator[str]:
    theirs = [visit for visit in visits if visit.reader is reader]
    if not theirs:
        return
    page = stage.somebody(f"reader {reader}", signed_in=reader).page
    missed: list[str] = []
    page.on("response", lambda answer: missed.append(answer.url) if answer.status >= 400 else None)
    for visit in theirs:
        page.set_viewport_size({"width": DESK, "height": 768})
        page.goto(stage.address + visit.address)
        yield from (f"{visit.route}: {trouble}" for trouble in [*on_a_desk(page), *on_a_phone(page)])
    yield from (f"does not load: {url}" for url in missed)


def on_a_desk(page: Page) -> Iterator[str]:
    for each in Axe().run(page, options={**RULES, "resultTypes": ["violations"]}).response["violations"]:
        yield f"{each['id']} at {[node['target'] for node in each['nodes']][:3]}"
    if page.locator("h1").count() != 1:
        yield "a page has one heading of the first rank"
    if wrong := NEVER.search(f"{page.title()}\n{page.locator('body').inner_text()}"):
        yield f"words: {wrong.string[max(0, wrong.start() - 20) : wrong.end() + 20]!r}"


def on_a_phone(page: Page) -> Iterator[str]:
    page.set_viewport_size({"width": PHONE, "height": 844})
    if (width := page.evaluate("document.documentElement.scrollWidth")) > PHONE:
        yield f"{width} px wide on a phone"
    yield from (f"too small for a thumb: {each}" for each in page.evaluate(TOO_SMALL))
