"""Days, moments and times of day come as they are written, never as seconds since 1970; what goes out is as described."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from biaogan.accounts.roles import Role
from biaogan.config.api import api
from tests.factories import accounts

pytestmark = pytest.mark.django_db

PREFERENCES = "/api/v1/notify/preferences"


@pytest.fixture
def program(net) -> Client:
    return accounts.api_client(accounts.user_with_role(Role.OFFICE_HEAD, net.branch))


def put(program: Client, **told: object):
    return program.put(PREFERENCES, json.dumps({"choices": [], **told}), content_type="application/json")


@pytest.mark.parametrize("day", ["0", "1700000000", "-5", "1e9", "20261124", "2026-02-30", "10000-01-01", "0000-01-01"])
def test_a_day_that_is_not_written_as_one_is_refused(program, day):
    answer = program.get("/api/v1/complaints/", {"begins_on": day})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["reason"] == "This has to be a date such as 2026-11-23."
    assert program.get("/api/v1/complaints/", {"begins_on": "2026-11-24"}).status_code == 200


def test_a_moment_that_is_a_number_is_refused(net):
    auditor = accounts.api_client(accounts.user_with_role(Role.AUDITOR, net.bank))

    assert auditor.get("/api/v1/audit/events", {"since": "1700000000"}).status_code == 422
    assert auditor.get("/api/v1/audit/events", {"since": "2026-11-24T10:00:00+08:00"}).status_code == 200


@pytest.mark.parametrize("time", [0, 3600.5, True, "7", "24:00", "22:00:00Z", "22:00+08:00", "22:0"])
def test_a_time_of_day_that_is_not_written_as_one_is_refused(program, time):
    assert put(program, quiet_from=time, quiet_to="07:00").status_code == 422


def test_a_time_of_day_goes_out_as_it_is_described(program):
    told = put(program, quiet_from="22:00", quiet_to="07:30").json()

    schemas = api.get_openapi_schema(path_prefix="/api/v1/")["components"]["schemas"]
    pattern = schemas["NotifyPreferencesIn"]["properties"]["quiet_from"]["anyOf"][0]["pattern"]
    assert (told["quiet_from"], told["quiet_to"]) == ("22:00:00", "07:30:00")
    assert re.match(pattern, told["quiet_from"])
