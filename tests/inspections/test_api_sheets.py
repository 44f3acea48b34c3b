"""Inspections for programs: whatever the pages can do."""

from __future__ import annotations

from typing import Any

import pytest

from biaogan.inspections.choices import Channel, State
from biaogan.inspections.models import Answer, Plan, Sheet
from biaogan.rectification.models import Notice
from tests.factories import inspections as make
from tests.inspections.desk import LOST, SCORE, program

pytestmark = pytest.mark.django_db

API = "/api/v1/inspections"


@pytest.fixture
def at() -> make.Scene:
    return make.scene()


def post(client: Any, path: str, body: Any = None, **headers: Any) -> Any:
    return client.post(f"{API}/{path}", body or {}, content_type="application/json", **headers)


def test_a_program_plans_draws_and_plans_the_drawn_units(at):
    calls = program(at.office_head)
    asked = {
        "name": "第四季度", "unit": at.branch.branch.code, "channel": "onsite", "handbook": at.version.handbook.code,
        "first": "2026-11-30", "last": "2027-01-31",
    }  # fmt: skip

    plan = post(calls, "plans", asked)
    draw = post(calls, f"plans/{plan.json()['id']}/draw", {"size": 2, "seed": "7"})
    sheets = post(calls, f"draws/{draw.json()['id']}/sheets", {"days": ["2026-12-07", "2026-12-08"]})

    assert [answer.status_code for answer in (plan, draw, sheets)] == [201, 201, 201]
    assert draw.json()["is_repeated"]
    assert [sheet["unit"] for sheet in sheets.json()] == draw.json()["result"]


def test_a_whole_inspection_goes_through_the_api(at):
    sheet = make.sheet(at, State.PLANNED)
    office, inspector, outlet = program(at.office_head), program(at.inspector), program(at.outlet_head)
    people = [person.staff_no for person in at.inspectors]

    assert post(office, f"sheets/{sheet.pk}/assign", {"people": people}).json()["state"] == "assigned"
    assert post(inspector, f"sheets/{sheet.pk}/begin", {}).json()["state"] == "in_progress"
    for code, value in LOST.items():
        sent = {"item": code, "field": "value", "base": 0, "new": value}
        assert post(inspector, f"sheets/{sheet.pk}/change", sent).json()["conflict"] is None
    handed_in = post(inspector, f"sheets/{sheet.pk}/submit", {"assessment": "填单台要补笔"}).json()
    assert (handed_in["state"], handed_in["score"]) == ("submitted", SCORE)
    whole = inspector.get(f"{API}/sheets/{sheet.pk}").json()
    assert post(inspector, f"sheets/{sheet.pk}/notice", {"findings": whole["findings"]}).status_code == 201
    disputed = post(outlet, f"sheets/{sheet.pk}/dispute", {"reason": "已补", "items": {"A2": "上午已更换"}}).json()
    assert disputed["state"] == "disputed"
    settled = post(office, f"sheets/{sheet.pk}/settle", {"reason": "核实", "changes": {"A2": {"count": 0}}}).json()

    assert (settled["state"], settled["score"]) == ("final", 10_000)
    assert Notice.objects.count() == 1


def test_two_values_for_one_field_are_both_kept_and_told(at):
    sheet = make.sheet(at, State.IN_PROGRESS)
    sent = {"item": "A1", "field": "value", "base": 0}
    post(program(at.other_inspector), f"sheets/{sheet.pk}/change", {**sent, "new": {"met": True}})

    told = post(program(at.inspector), f"sheets/{sheet.pk}/change", {**sent, "new": {"met": False}}).json()

    assert told["conflict"]["current"] == {"met": True}
    chosen = {**sent, "base": told["conflict"]["revision"], "new": {"met": False}}
    assert post(program(at.inspector), f"sheets/{sheet.pk}/change", chosen).json()["conflict"] is None
    assert Answer.objects.get(sheet=sheet, item__code="A1").value == {"met": False}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("change", {"item": "Z9", "field": "value", "base": 0, "new": {"met": True}}),
        ("change", {"item": "A1", "field": "value", "base": 0, "new": {"count": 1}}),
        ("change", {"item": "A1", "field": "value", "base": 0, "new": [1]}),
        ("change", {"item": "A1", "field": "value", "base": -1, "new": {"met": True}}),
        ("change", {"field": "colour", "base": 0, "new": "x"}),
        ("guide", {"text": ""}),
        ("submit", {"assessment": "良好"}),
    ],
)
def test_what_cannot_be_is_refused_as_a_problem(at, path, body):
    sheet = make.sheet(at, State.IN_PROGRESS)

    answer = post(program(at.inspector), f"sheets/{sheet.pk}/{path}", body)

    assert answer.status_code == 422
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_a_create_sent_twice_with_one_key_happens_once(at):
    asked = {
        "name": "第四季度", "unit": at.branch.branch.code, "channel": "onsite", "handbook": at.version.handbook.code,
        "first": "2026-11-30", "last": "2027-01-31",
    }  # fmt: skip
    calls = program(at.office_head)

    answers = [post(calls, "plans", asked, HTTP_IDEMPOTENCY_KEY="k-1") for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert Plan.objects.count() == 1


def test_lists_go_on_by_cursor(at):
    for outlet in at.branch.outlets[:3]:
        make.sheet(at, State.PLANNED, unit=outlet)
    calls, found, cursor = program(at.office_head), [], ""

    while True:
        page = calls.get(f"{API}/sheets?size=2&cursor={cursor}").json()
        found += [row["id"] for row in page["items"]]
        if not (cursor := page["next"]):
            break

    assert sorted(found) == sorted(Sheet.objects.values_list("pk", flat=True))


def test_an_outlet_keeps_logs_and_checks_itself(at):
    calls = program(at.outlet_head)

    log = post(calls, "logs", {"unit": at.outlet.code, "kind": "patrol"})
    elsewhere = post(program(at.elsewhere), "logs", {"unit": at.outlet.code, "kind": "patrol"})

    assert log.status_code == 201
    assert elsewhere.status_code == 403
    assert [row["id"] for row in calls.get(f"{API}/logs").json()["items"]] == [log.json()["id"]]


def test_self_check_and_branch_are_compared_by_area(at):
    make.sheet(at, State.SUBMITTED, channel=Channel.SELF_CHECK)
    make.sheet(at, State.SUBMITTED, answers=LOST)

    told = program(at.outlet_head).get(f"{API}/self-checks/compared?unit={at.outlet.code}").json()

    assert [area["difference"] for area in told["areas"]] == [2_500]
