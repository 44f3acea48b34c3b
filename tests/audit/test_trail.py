import datetime as dt
import json

import pytest
from django.db import connection
from django.utils import timezone

from biaogan.accounts.access import Role
from biaogan.audit import jobs, queries
from biaogan.audit.actions import record_event, record_events
from biaogan.audit.models import Event
from biaogan.audit.names import NAMES, name_of, register_names
from biaogan.audit.queries import Wanted
from tests.conftest import NOW
from tests.factories import accounts, org
from tests.factories import audit as make


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
    register_names({"cake.baked": "baked the cake"}, icon="flame")
    register_names({"cake.tasted": "tasted the cake"}, private=True)


def rows(answer) -> list[str]:
    return [line.event.subject_id for line in answer.context["lines"]]


def test_an_event_keeps_who_did_what_to_whom_where_and_when(net):
    by = accounts.actor_with(Role.VIEWER, net.branch)

    record_event(
        "unit.renamed", net.branch, by=by, at=NOW, happened_at=NOW, case=7, unit=net.branch.pk, fields=["name"]
    )

    event = Event.objects.get()
    assert (event.subject_type, event.subject_id, event.actor_ref) == ("org.unit", str(net.branch.pk), by.ref)
    assert (event.case_ref, event.unit_ref, event.facts) == (7, net.branch.pk, {"fields": ["name"]})


def test_many_events_are_recorded_with_one_statement(net, query_count):
    by = accounts.actor_with(Role.VIEWER, net.branch)
    facts = [{"unit": unit.pk, "n": number} for number, unit in enumerate(net.outlets)]

    with query_count() as counted:
        record_events("unit.moved", net.outlets, by=by, at=NOW, facts=facts)

    assert len(counted) == 1
    assert list(Event.objects.order_by("pk").values_list("unit_ref", "facts")) == [
        (unit.pk, {"n": number}) for number, unit in enumerate(net.outlets)
    ]


def test_the_trail_is_for_those_who_may_read_it(net):
    client = accounts.signed_in_client(accounts.user_with_role(Role.LEADER, net.bank))

    assert client.get("/audit/").status_code == 403


def test_who_reads_a_part_of_the_network_reads_its_events_alone(net):
    make.event(subject_id="here", unit_ref=net.outlets[0].pk)
    make.event(subject_id="there", unit_ref=net.outlets[2].pk)
    make.event(subject_id="nowhere")
    part = accounts.actor_with(Role.AUDITOR, net.sub_branches[0])
    whole = accounts.actor_with(Role.AUDITOR, net.bank)

    def seen(actor):
        return sorted(queries.trail(actor, Wanted()).values_list("subject_id", flat=True))

    assert seen(part) == ["here"]
    assert seen(whole) == ["here", "nowhere", "there"]


def test_the_trail_is_narrowed_by_who_what_where_and_when(net, auditor, words):
    user = accounts.user(username="lan", person=accounts.person(name="蓝天", staff_no="4711"))
    make.event(subject_id="1", actor_ref=f"user:{user.pk}")
    make.event(subject_id="2", name="cake.baked", actor_ref="job:x")
    make.event(subject_id="3", unit_ref=net.outlets[0].pk, actor_ref="job:x", at=NOW - dt.timedelta(days=3))
    make.event(subject_id="4", subject_type="org.unit", actor_ref="job:x", at=NOW - dt.timedelta(days=4))

    assert rows(auditor.get("/audit/", {"who": "lan"})) == ["1"]
    assert rows(auditor.get("/audit/", {"who": "蓝"})) == ["1"]
    assert rows(auditor.get("/audit/", {"who": "4711"})) == ["1"]
    assert rows(auditor.get("/audit/", {"who": f"user:{user.pk}"})) == ["1"]
    assert rows(auditor.get("/audit/", {"name": "cake.baked"})) == ["2"]
    assert rows(auditor.get("/audit/", {"unit": net.outlets[0].code})) == ["3"]
    assert rows(auditor.get("/audit/", {"subject": "org.unit:4"})) == ["4"]
    assert rows(auditor.get("/audit/", {"until": "2026-11-20"})) == ["4"]
    assert rows(auditor.get("/audit/", {"since": "2026-11-21", "until": "2026-11-21"})) == ["3"]


def test_what_cannot_be_read_of_a_filter_narrows_nothing(net, auditor):
    make.event(subject_id="1")

    answer = auditor.get("/audit/", {"since": "yesterday", "until": "9999-12-31", "who": "x" * 500})

    assert answer.status_code == 200
    assert rows(answer) == ["1"]


def test_events_are_told_in_words(net, auditor, words):
    user = accounts.user(username="lan", person=accounts.person(name="蓝天"))
    make.event(name="cake.baked", actor_ref=f"user:{user.pk}", unit_ref=net.branch.pk, facts={"eggs": 3, "milk": None})

    answer = auditor.get("/audit/")
    page = answer.content.decode()

    assert "蓝天 · lan" in page
    assert "baked the cake" in page
    assert net.branch.label in page
    assert answer.context["lines"][0].facts == [("eggs", "3")]


def test_a_name_nobody_gave_is_shown_as_it_is():
    assert name_of("never.heard_of") == "never.heard_of"


def test_a_page_of_the_trail_costs_the_same_for_many_events(net, auditor, query_count):
    auditor.get("/audit/")
    for number in range(3):
        make.event(actor_ref=f"user:{number}", unit_ref=net.outlets[0].pk)
    with query_count() as few:
        auditor.get("/audit/")
    for number in range(40):
        make.event(actor_ref=f"user:{number}", unit_ref=net.outlets[number % 4].pk)
    with query_count() as many:
        auditor.get("/audit/")

    assert len(many) == len(few) <= 15


@pytest.mark.parametrize(
    ("narrowed", "index"),
    [
        ({}, "event_by_time"),
        ({"actor_ref": "user:1"}, "event_of_actor"),
        ({"unit_ref": 1}, "event_of_unit"),
        ({"case_ref": 1}, "event_of_case"),
        ({"name": "x"}, "event_by_name"),
        ({"subject_type": "x", "subject_id": "1"}, "event_of_subject"),
    ],
)
def test_every_way_to_narrow_has_its_index(db, narrowed, index):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Event.objects.filter(**narrowed).order_by("-at", "-pk")[:50].explain()

    assert index in plan
    assert "Sort" not in plan


def test_the_page_says_up_to_where_the_trail_is_sealed(net, auditor):
    make.event()
    before = auditor.get("/audit/").content.decode()
    jobs.seal(now=timezone.now())
    after = auditor.get("/audit/").content.decode()

    assert "Nothing is sealed yet. One event waits for its seal." in before
    assert "Sealed up to seal" in after


def test_the_timeline_of_a_case_tells_all_but_private_events(net, words):
    make.event(name="cake.baked", case_ref=7)
    make.event(name="cake.tasted", case_ref=7, at=NOW + dt.timedelta(hours=1))
    make.event(name="cake.baked", case_ref=8)
    reader = accounts.actor_with(Role.LEADER, net.bank)
    auditor = accounts.actor_with(Role.AUDITOR, net.bank)

    assert [entry.title for entry in queries.timeline(7, reader)] == ["baked the cake"]
    assert [entry.title for entry in queries.timeline(7, auditor)] == ["tasted the cake", "baked the cake"]
    assert queries.timeline(7, reader)[0].icon == "flame"


def test_the_timeline_tells_when_it_happened_and_not_when_it_arrived(net):
    make.event(case_ref=7, happened_at=NOW - dt.timedelta(hours=5))

    assert queries.timeline(7, accounts.actor_with(Role.LEADER, net.bank))[0].at == NOW - dt.timedelta(hours=5)


def test_programs_read_the_trail_too(net):
    client = accounts.api_client(accounts.user_with_role(Role.AUDITOR, net.bank))
    for number in range(55):
        make.event(subject_id=str(number), at=NOW + dt.timedelta(seconds=number), case_ref=7)

    first = client.get("/api/v1/audit/events", {"since": NOW.isoformat()}).json()
    second = client.get("/api/v1/audit/events", {"since": NOW.isoformat(), "cursor": first["next"]}).json()

    assert [each["subject_id"] for each in first["items"]][:2] == ["54", "53"]
    assert first["items"][0]["case_id"] == 7
    assert len(second["items"]) == 5
    assert json.dumps(first)
