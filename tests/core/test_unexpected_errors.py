"""What nobody foresaw: the page and the answer show a reference, and the log's line with the traceback has the same."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from biaogan.accounts.roles import Role
from biaogan.org.models import Unit
from tests.factories import accounts, org

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question for units fails in a way that no rule knows."""

    def fail(*asked: object, **more: object) -> None:
        raise ZeroDivisionError("nobody foresaw this")

    monkeypatch.setattr(type(Unit.objects.all()), "visible_to", fail)


def quiet(client: Client) -> Client:
    client.raise_request_exception = False
    return client


def line_with(reference: str, caplog: pytest.LogCaptureFixture) -> str:
    [record] = [record for record in caplog.records if reference in record.getMessage()]
    assert record.exc_info
    assert record.exc_info[0] is ZeroDivisionError
    return record.getMessage()


def test_a_page_shows_the_reference_that_stands_in_the_log(broken, caplog):
    user = accounts.user_with_role(Role.VIEWER, org.branch().bank, language="en")

    answer = quiet(accounts.signed_in_client(user)).get(reverse("org:units"))

    found = re.search(r"<dt>Reference</dt><dd><code>([0-9a-f]{8})</code>", answer.content.decode())
    assert answer.status_code == 500
    assert found
    assert line_with(found[1], caplog) == f"[{found[1]}] Internal Server Error: {reverse('org:units')}"


def test_a_program_is_told_the_reference_that_stands_in_the_log(broken, caplog):
    user = accounts.user_with_role(Role.VIEWER, org.branch().bank)

    answer = quiet(accounts.api_client(user)).get("/api/v1/org/units")

    told = answer.json()
    assert (answer.status_code, told["title"]) == (500, "broken")
    assert re.fullmatch(r"[0-9a-f]{8}", told["reference"])
    assert line_with(told["reference"], caplog)


def test_what_is_refused_in_the_ordinary_way_needs_no_reference(caplog):
    user = accounts.user_with_role(Role.VIEWER, org.branch().bank)

    answer = accounts.api_client(user).get("/api/v1/org/units/999999")

    assert (answer.status_code, "reference" in answer.json()) == (404, False)
