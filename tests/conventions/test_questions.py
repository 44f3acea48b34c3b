"""No page breaks, whatever is asked of it after the question mark."""

from __future__ import annotations

import logging
import re
from urllib.parse import urlencode

import pytest
from django.test import Client

from biaogan.accounts.roles import Role
from tests.conventions.routes import pages
from tests.conventions.source import files
from tests.conventions.world import World
from tests.factories import accounts

pytestmark = [pytest.mark.django_db, pytest.mark.fuzz]

#: What the views read by hand is found in their source; these are the fields of the forms that narrow lists.
FIELDS = {"q", "unit", "state", "kind", "level", "channel", "source", "voice", "liability", "begins_on", "ends_on"}


def names() -> set[str]:
    text = "\n".join(path.read_text("utf-8") for path in files("**/*.py"))
    return FIELDS | set(re.findall(r"""GET(?:\.get\(|\.getlist\(|\[)"(\w+)\"""", text))


@pytest.mark.parametrize(
    "value",
    ["0", str(2**63), "9" * 400, "\ud800", "\u202eabc", "';--\"<script>"],
    ids=lambda value: ascii(value[:20]),
)
def test_no_question_breaks_a_page(value, caplog):
    caplog.set_level(logging.CRITICAL)
    world = World()
    user = accounts.user()
    for role in Role:
        accounts.give(user, role, world.here.bank)
    client = accounts.signed_in_client(user)
    client.raise_request_exception = False
    question = urlencode(dict.fromkeys(sorted(names()), value), errors="surrogatepass")
    broken = [
        str(route)
        for route in pages()
        if "GET" in route.methods
        and not route.missing_samples()
        and status_of(client, f"{route.address(world)}?{question}") >= 500
    ]

    assert broken == []


def status_of(client: Client, address: str) -> int:
    answer = client.get(address)
    if answer.streaming:
        list(answer.streaming_content)
    return answer.status_code
