"""What the tests of pages and of the API share: browsers and programs of the people in a scene."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from biaogan.accounts.access import Actor
from biaogan.accounts.models import User
from biaogan.inspections.models import Sheet
from tests.factories import accounts
from tests.factories.inspections import GOOD, Scene


def browser(actor: Actor, **defaults: Any) -> Client:
    assert actor.user is not None
    return accounts.signed_in_client(actor.user, **defaults)


def program(actor: Actor, *scopes: str) -> Client:
    assert actor.user is not None
    return accounts.api_client(actor.user, *scopes)


def lobby_manager(at: Scene) -> User:
    from biaogan.org.models import PostKind

    person = at.branch.holder(PostKind.LOBBY_MANAGER, at.outlet)
    return User.objects.get_or_create(person=person, defaults={"username": person.staff_no, "language": "en"})[0]


def address(sheet: Sheet, page: str = "") -> str:
    return f"/inspections/sheets/{sheet.pk}/{page}"


def text_of(response: Any) -> str:
    """Return what stands on the page, without tags, in one line."""
    html = response.content.decode()
    html = re.sub(r"<(script|style|template)\b.*?</\1>", " ", html, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


#: Two of three points of A2 are lost: 6.00 of 8.00.
LOST = {**GOOD, "A2": {"count": 2}}
#: What LOST comes to, in hundredths.
SCORE = 7_500
