"""The pages of inspections, through the browser of whoever uses them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from biaogan.core.time import local_day
from biaogan.inspections import actions
from biaogan.inspections.choices import Channel, State
from biaogan.inspections.models import Plan, Sheet
from biaogan.org.models import PostKind
from tests.conftest import NOW
from tests.factories import inspections as make
from tests.inspections.desk import LOST, address, browser, text_of

pytestmark = pytest.mark.django_db

TODAY = local_day(NOW)


@pytest.fixture
def at() -> make.Scene:
    return make.scene()


def plan_of(at: make.Scene, **details: object) -> Plan:
    values = {
        "name": "第四季度现场检查",
        "unit": at.branch.branch,
        "handbook": at.version.handbook,
        "channel": Channel.ONSITE,
        "first": dt.date(2026, 11, 1),
        "before": dt.date(2027, 2, 1),
        **details,
    }
    return actions.make_plan(by=at.office_head, now=NOW, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", list(make.WAY))
def test_a_sheet_is_shown_in_every_state_to_office_inspector_and_outlet(at, state):
    sheet = make.sheet(at, state, answers=LOST if state != State.FINAL else None)

    for actor in (at.office_head, at.inspector, at.outlet_head):
        page = browser(actor).get(address(sheet))

        assert page.status_code == 200
        assert sheet.case.number in text_of(page)


def test_a_notice_is_drafted_from_the_findings_of_a_sheet(at):
    sheet = make.sheet(at, State.SUBMITTED, answers=LOST)

    page = browser(at.office_head).get(address(sheet, "notice/"))

    assert page.status_code == 200
    assert 'name="findings"' in page.content.decode()


def test_whoever_has_nothing_to_do_with_the_unit_finds_no_sheet(at):
    sheet = make.sheet(at, State.SUBMITTED)

    for page in ("", "report/", "work/", "report/pdf/", "dispute/"):
        assert browser(at.elsewhere).get(address(sheet, page)).status_code in (403, 404)


def test_the_register_shows_score_state_and_who_inspected(at):
    sheet = make.sheet(at, State.SUBMITTED, answers=LOST)

    shown = text_of(browser(at.office_head).get("/inspections/"))

    assert sheet.case.number in shown
    assert "75" in shown
    assert at.inspectors[0].name in shown


def test_the_register_is_narrowed_by_state_channel_unit_and_words(at):
    sheet = make.sheet(at, State.SUBMITTED)
    client = browser(at.office_head)

    for query in ("show=submitted", "channel=onsite", f"unit={at.outlet.code}", f"q={sheet.case.number}"):
        assert sheet.case.number in text_of(client.get(f"/inspections/?{query}"))
    for query in ("show=planned", "channel=offsite", f"unit={at.branch.outlets[-1].code}", "show=late"):
        assert sheet.case.number not in text_of(client.get(f"/inspections/?{query}"))


def test_the_register_asks_the_same_number_of_questions_however_many_sheets_there_are(at, query_count):
    client = browser(at.office_head)
    make.sheet(at, State.SUBMITTED)
    client.get("/inspections/")
    with query_count() as few:
        client.get("/inspections/")
    for outlet in at.branch.outlets:
        make.sheet(at, State.ASSIGNED, unit=outlet)

    with query_count() as many:
        client.get("/inspections/")

    assert len(many) == len(few)
    assert len(few) <= 16


@pytest.mark.parametrize(
    "path", ["month/", "plans/", "unseen/", "self-checks/", "logs/", "cadence/", "plans/new/", "sheets/new/"]
)
def test_every_list_and_form_of_the_office_opens(at, path):
    make.sheet(at, State.ASSIGNED)
    plan_of(at)

    assert browser(at.office_head).get(f"/inspections/{path}").status_code == 200


def test_the_month_asks_the_same_number_of_questions_however_many_sheets_there_are(at, query_count):
    client = browser(at.office_head)
    make.sheet(at, State.ASSIGNED)
    client.get("/inspections/month/?month=2026-11")
    with query_count() as few:
        client.get("/inspections/month/?month=2026-11")
    for outlet in at.branch.outlets:
        make.sheet(at, State.ASSIGNED, unit=outlet)

    with query_count() as many:
        client.get("/inspections/month/?month=2026-11")

    assert len(many) == len(few)


def test_the_month_shows_who_has_how_much_and_what_nobody_is_named_for(at):
    make.sheet(at, State.ASSIGNED)
    planned = make.sheet(at, State.PLANNED, unit=at.branch.outlets[1])

    shown = text_of(browser(at.office_head).get("/inspections/month/?month=2026-11"))

    assert at.inspectors[0].name in shown
    assert "Nobody named yet" in shown
    assert planned.case.number in shown


def test_only_who_does_not_belong_to_the_unit_is_offered_and_the_others_are_told_why(at):
    from tests.factories import org

    sheet = make.sheet(at, State.PLANNED)
    org.holding(at.inspectors[1], PostKind.TELLER, at.outlet)

    page = browser(at.office_head).get(address(sheet, "assign/"))

    offered = page.context["form"].fields["lead"].queryset
    assert at.inspectors[0] in offered
    assert at.inspectors[1] not in offered
    assert "Belongs to this unit" in text_of(page)


def test_two_inspectors_are_named_on_the_page(at):
    sheet = make.sheet(at, State.PLANNED)
    first, second = at.inspectors

    browser(at.office_head).post(address(sheet, "assign/"), {"lead": first.pk, "second": second.pk})

    sheet.refresh_from_db()
    assert sheet.state == State.ASSIGNED
    assert [row.person for row in sheet.inspectors.all()] == [first, second]


def test_one_alone_on_site_is_refused_with_the_reason_beside_what_was_chosen(at):
    sheet = make.sheet(at, State.PLANNED)

    page = browser(at.office_head).post(address(sheet, "assign/"), {"lead": at.inspectors[0].pk})

    assert page.status_code == 409
    assert "2 inspectors are needed" in text_of(page)


def test_a_plan_is_made_drawn_and_its_sheets_planned_on_working_days(at):
    client = browser(at.office_head)
    asked = {
        "name": "第四季度", "unit": at.branch.branch.code, "channel": "onsite", "handbook": at.version.handbook.pk,
        "first": "2026-11-30", "last": "2027-01-15", "is_regular": "on",
    }  # fmt: skip

    assert client.post("/inspections/plans/new/", asked).status_code == 302
    plan = Plan.objects.get()
    assert client.post(f"/inspections/plans/{plan.pk}/draw/", {"size": 2, "seed": "7"}).status_code == 302
    draw = plan.draws.get()
    shown = client.get(f"/inspections/draws/{draw.pk}/")
    assert "drawn again, the same" in text_of(shown)
    days = {"first": "2026-12-05", "last": "2026-12-08"}
    assert client.post(f"/inspections/draws/{draw.pk}/sheets/", days).status_code == 302

    sheets = Sheet.objects.filter(draw=draw)
    assert {sheet.case.subject_unit_id for sheet in sheets} == set(draw.result)
    assert {sheet.planned_on for sheet in sheets} == {dt.date(2026, 12, 7), dt.date(2026, 12, 8)}


def test_a_draw_can_be_repeated_from_its_file_alone(at):
    import hashlib

    plan = plan_of(at)
    draw = actions.draw_units(plan_id=plan.pk, size=3, seed="春分", by=at.office_head, now=NOW)

    told = browser(at.office_head).get(f"/inspections/draws/{draw.pk}/file/").json()

    def rank(row):
        lots = (f"{told['seed']}\x1f{row['unit']}\x1f{i}" for i in range(row["tickets"]))
        return max(hashlib.sha256(lot.encode()).digest() for lot in lots), row["unit"]

    ranked = sorted(told["frame"], key=rank, reverse=True)
    assert [row["unit"] for row in ranked[: told["size"]]] == told["result"]


def test_plans_are_not_shown_to_outlets(at):
    plan = plan_of(at)

    assert browser(at.outlet_head).get(f"/inspections/plans/{plan.pk}/").status_code == 404
    assert plan.name not in text_of(browser(at.outlet_head).get("/inspections/plans/"))


def test_an_unannounced_sheet_is_shown_nowhere_to_the_outlet_before_it_has_begun(at):
    sheet = make.sheet(at, State.ASSIGNED, is_unannounced=True)
    client = browser(at.outlet_head)

    for path in ("/inspections/", "/inspections/month/?month=2026-11", reverse("org:unit", args=[at.outlet.pk])):
        assert sheet.case.number not in text_of(client.get(path))
    assert client.get(address(sheet)).status_code == 404

    actions.begin(sheet_id=sheet.pk, by=at.inspector, now=NOW)
    assert sheet.case.number in text_of(client.get("/inspections/"))


def test_the_unit_page_shows_last_scores_the_announced_next_one_and_open_findings(at):
    make.sheet(at, State.SUBMITTED, answers=LOST)
    make.sheet(at, State.ASSIGNED, planned_on=TODAY + dt.timedelta(days=30))

    shown = text_of(browser(at.outlet_head).get(reverse("org:unit", args=[at.outlet.pk])))

    assert "Next inspection" in shown
    assert "75" in shown
    assert "Open findings" in shown


def test_cadences_and_thresholds_are_shown_with_where_they_come_from_and_set_from_a_day_to_come(at):
    client = browser(at.office_head)
    assert "Bank to confirm" in text_of(client.get("/inspections/cadence/"))
    asked = {
        "which": "threshold", "threshold-code": "onsite_inspectors", "threshold-value": "3",
        "threshold-valid_from": "2027-01-01", "threshold-basis": "梧银办〔2026〕9号第三条",
    }  # fmt: skip

    assert client.post("/inspections/cadence/", asked).status_code == 302
    assert "梧银办〔2026〕9号第三条" in text_of(client.get("/inspections/cadence/"))


def test_the_list_of_units_long_unseen_puts_the_never_seen_first(at):
    make.sheet(at, State.SUBMITTED)

    page = browser(at.office_head).get("/inspections/unseen/")

    units = [line.unit for line in page.context["lines"]]
    assert set(units) == set(at.branch.outlets)
    assert units[-1] == at.outlet
