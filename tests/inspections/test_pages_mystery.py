"""A mystery visit: the outlet sees what was found, and nowhere who came."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from biaogan.inspections import actions
from biaogan.inspections.choices import Channel, State
from biaogan.inspections.layouts import content_of
from biaogan.inspections.report import figures
from biaogan.org.models import PostKind
from biaogan.rectification.models import Finding
from tests.conftest import NOW
from tests.factories import inspections as make
from tests.factories.evidence import picture, upload
from tests.inspections.desk import address, browser, program, text_of

pytestmark = pytest.mark.django_db

#: What a customer looks at; a veto item is of all channels.
SEEN = {"A1": {"met": True}, "A2": {"count": 2}, "A3": {"level": "A"}, "B2": {"hit": False}}


@pytest.fixture
def at() -> make.Scene:
    return make.scene()


@pytest.fixture
def visit(at):
    return make.sheet(at, State.SUBMITTED, channel=Channel.MYSTERY, answers=SEEN, is_unannounced=True)


def names(at: make.Scene) -> list[str]:
    return [word for person in at.inspectors for word in (person.name, person.staff_no)]


def everything(at: make.Scene, visit) -> dict[str, str]:
    """Return all that the outlet can open of the visit."""
    client, calls = browser(at.outlet_head), program(at.outlet_head)
    finding = Finding.objects.get(source_case=visit.pk)
    pages = [
        address(visit), address(visit, "report/"), address(visit, "dispute/"), "/inspections/",
        "/inspections/month/?month=2026-11", reverse("org:unit", args=[at.outlet.pk]),
        reverse("rectification:finding", args=[finding.pk]), reverse("rectification:findings"),
    ]  # fmt: skip
    asked = [
        f"/api/v1/inspections/sheets/{visit.pk}",
        "/api/v1/inspections/sheets",
        f"/api/v1/inspections/sheets/{visit.pk}/report",
    ]
    found = {page: client.get(page).content.decode() for page in pages}
    return found | {path: calls.get(path).content.decode() for path in asked}


def test_the_outlet_sees_the_findings_and_the_score(at, visit):
    shown = text_of(browser(at.outlet_head).get(address(visit)))

    assert "2 occurrences" in shown
    assert "not shown" in shown


def test_no_page_and_no_answer_to_a_program_names_the_visitor_to_the_outlet(at, visit):
    for path, content in everything(at, visit).items():
        assert len(content) > 20
        for name in names(at):
            assert name not in content, f"{name} stands on {path}"


def test_the_visitors_proof_names_nobody_to_the_outlet(at):
    visit = make.sheet(at, State.IN_PROGRESS, channel=Channel.MYSTERY, is_unannounced=True)
    fault = {"item_id": at.item("A2").pk, "by": at.inspector, "now": NOW}
    make.fill(at, visit, SEEN, by=at.inspector)
    actions.attach(sheet_id=visit.pk, upload=upload(), **fault)
    actions.submit(sheet_id=visit.pk, assessment="总体良好", by=at.inspector, now=NOW)
    finding = Finding.objects.get(source_case=visit.pk, item_code="A2")
    client, calls = browser(at.outlet_head), program(at.outlet_head)

    own = {"files": upload(picture("PNG"), "own.png"), "note": "说明"}
    swapped = client.post(f"/evidence/cases/{finding.pk}/add", own, headers={"HX-Request": "true"})
    told = [swapped.content.decode()] + [
        calls.get(f"/api/v1/{path}").content.decode()
        for path in (
            f"evidence/cases/{visit.pk}",
            f"evidence/cases/{finding.pk}",
            f"rectification/findings/{finding.pk}",
            f"cases/{finding.pk}",
        )
    ]

    assert "hall.jpg" in told[1]
    assert "hall.jpg" in told[2]
    assert not any(name in each for name in names(at) for each in told)


def test_no_file_of_the_report_names_the_visitor_to_the_outlet(at, visit):
    told = json.dumps(content_of(figures(visit, actor=at.outlet_head), now=NOW).as_data(), ensure_ascii=False)

    assert not any(name in told for name in names(at))


def test_the_outlet_cannot_find_the_visit_by_choosing_an_inspector(at, visit):
    person = at.inspectors[0]

    asked = f"/inspections/month/?month=2026-11&person={person.staff_no}"
    page = browser(at.outlet_head).get(asked)

    assert visit.case.number not in page.content.decode()


def test_whoever_may_know_sees_who_came(at, visit):
    head = at.office_head
    auditor = at.actor(PostKind.VICE_PRESIDENT, at.branch.branch)

    for actor in (head, auditor, at.inspector):
        assert at.inspectors[0].name in text_of(browser(actor).get(address(visit)))


@pytest.mark.parametrize("state", [State.PLANNED, State.ASSIGNED, State.IN_PROGRESS])
def test_the_outlet_knows_nothing_of_a_visit_before_it_is_handed_in(at, state):
    visit = make.sheet(at, state, channel=Channel.MYSTERY, is_unannounced=True)
    client = browser(at.outlet_head)

    assert client.get(address(visit)).status_code == 404
    for path in (
        "/inspections/",
        "/inspections/month/?month=2026-11",
        f"/cases/?q={visit.case.number}",
        f"/search/?q={visit.case.number}",
    ):
        listed = client.get(path).content.decode().replace(f'value="{visit.case.number}"', "")
        assert f"sheets/{visit.pk}/" not in listed, path
