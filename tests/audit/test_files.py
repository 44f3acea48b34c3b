"""The trail taken out as a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.accounts.access import Role
from biaogan.audit import files
from biaogan.audit.actions import record_event
from biaogan.audit.models import Event
from biaogan.audit.names import NAMES, register_names
from biaogan.audit.queries import Wanted
from tests.conftest import NOW
from tests.factories import accounts, org


@pytest.fixture
def net(db: None) -> org.Branch:
    return org.branch()


@pytest.fixture
def auditor(net):
    return accounts.signed_in_client(accounts.user_with_role(Role.AUDITOR, net.bank))


@pytest.fixture
def words(monkeypatch):
    """Names of events that last for one test."""
    monkeypatch.setattr(NAMES, "_things", dict(NAMES._things))
    register_names({"cake.baked": "baked the cake", "cake.tasted": "tasted the cake"})


def test_the_trail_is_taken_out_as_a_file_of_what_was_chosen_and_that_is_written_down(net, auditor, words):
    by = accounts.actor_with(Role.VIEWER, net.branch)
    record_event("cake.baked", net.branch, by=by, at=NOW, unit=net.branch.pk, fields=["name"], note="=1+1")
    record_event("cake.tasted", net.branch, by=by, at=NOW)

    answer = auditor.get("/audit/", {"name": "cake.baked", "export": "csv"})
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

    assert answer["Content-Type"].startswith("text/csv")
    assert [line[5] for line in lines[1:]] == ["cake.baked"]
    assert json.loads(lines[1][-1]) == {"fields": ["name"], "note": "=1+1"}
    told = Event.objects.get(name="file.exported")
    assert told.facts == {"kind": "audit", "rows": 1}


def test_a_long_trail_goes_on_page_by_page_to_its_bound(net, auditor, words, monkeypatch):
    monkeypatch.setattr(files, "ROWS_A_PAGE", 2)
    by = accounts.actor_with(Role.VIEWER, net.branch)
    for number in range(7):
        record_event("cake.baked", net.branch, by=by, at=NOW - dt.timedelta(hours=number), n=number)

    def numbers():
        answer = auditor.get("/audit/", {"name": "cake.baked", "export": "csv"})
        rows = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
        return [json.loads(row[-1])["n"] for row in list(rows)[1:]]

    assert numbers() == list(range(7))
    monkeypatch.setattr(files, "ROWS_AT_MOST", 4)
    assert numbers() == list(range(4))


def test_nobody_takes_out_the_trail_without_the_right_to_export(net, monkeypatch):
    by = accounts.actor_with(Role.AUDITOR, net.bank)
    monkeypatch.setattr(type(by), "may_anywhere", lambda self, permission: permission != "export_data")

    with pytest.raises(PermissionDenied):
        files.trail_file(by, Wanted(), now=NOW)

    assert not Event.objects.filter(name="file.exported").exists()
