"""Plans, draws and teams."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import local_day
from biaogan.inspections import actions, queries
from biaogan.inspections.choices import Channel, State
from biaogan.inspections.models import Draw, Plan, Sheet
from biaogan.notify.models import Notification
from biaogan.obligations.models import Obligation
from biaogan.org.models import Level, PostKind
from tests.conftest import NOW
from tests.factories import inspections, org

pytestmark = pytest.mark.django_db

TODAY = local_day(NOW)
WEEK = dt.timedelta(days=7)


def plan(at: inspections.Scene, channel: str = Channel.ONSITE, **more: Any) -> Plan:
    values = {"name": "四季度现场检查", "unit": at.branch.branch, "first": TODAY, "before": TODAY + 4 * WEEK, **more}
    return actions.make_plan(handbook=at.version.handbook, channel=channel, by=at.office_head, now=NOW, **values)


def test_a_regular_plan_keeps_the_cadence_it_was_made_by():
    at = inspections.scene()

    made = plan(at)

    assert made.cadence is not None
    assert (made.cadence.every, made.cadence.turn, made.cadence.level) == (3, "months", "outlet")
    assert plan(at, is_regular=False).cadence is None
    assert plan(at, Channel.MYSTERY).is_unannounced


def test_a_plan_is_refused_without_right_period_or_channel():
    at = inspections.scene()

    for wrong in (
        {"before": TODAY},
        {"name": " "},
        {"before": TODAY + 60 * WEEK},
        {"channel": "self_check"},
        {"channel": "radio"},
    ):
        with pytest.raises(InputRefused):
            plan(at, **wrong)
    with pytest.raises(PermissionDenied):
        actions.make_plan(
            name="x",
            unit=at.branch.branch,
            handbook=at.version.handbook,
            channel="onsite",
            first=TODAY,
            before=TODAY + WEEK,
            by=at.outlet_head,
            now=NOW,
        )
    assert not Plan.objects.exists()
    plan(at)


def test_a_draw_is_kept_with_seed_and_frame_and_can_be_repeated():
    at = inspections.scene()
    made = plan(at)

    drawn = actions.draw_units(plan_id=made.pk, size=2, seed="2026-Q4", by=at.office_head, now=NOW)

    outlets = {outlet.pk for outlet in at.branch.outlets}
    assert len(drawn.result) == 2
    assert set(drawn.result) <= outlets
    assert {row[0] for row in drawn.frame["units"]} == outlets
    # Nobody has been there yet: all have as many tickets as there can be.
    assert {row[2] for row in drawn.frame["units"]} == {5}
    assert queries.drawn_again(drawn) == drawn.result
    again = actions.draw_units(plan_id=made.pk, size=2, seed="2026-Q4", by=at.office_head, now=NOW)
    assert again.result == drawn.result


def test_a_unit_seen_lately_has_fewer_tickets_and_one_in_the_plan_none():
    at = inspections.scene()
    made = plan(at)
    inspections.sheet(at, State.FINAL)
    inspections.sheet(at, unit=at.branch.outlets[1], plan=made)

    frame = {each.unit.pk: each.tickets for each in queries.frame(made, on=TODAY)}

    assert frame == {at.outlet.pk: 1, at.branch.outlets[2].pk: 5, at.branch.outlets[3].pk: 5}


def test_what_is_due_by_the_cadence_is_what_was_not_seen_for_so_long():
    at = inspections.scene()
    made = plan(at)
    inspections.sheet(at, State.FINAL)

    due = queries.due_units(made, on=TODAY)

    assert {each.unit.pk for each in due} == {outlet.pk for outlet in at.branch.outlets[1:]}


@pytest.mark.django_db(transaction=True)
def test_a_draw_is_never_changed_or_thrown_away():
    at = inspections.scene()
    drawn = actions.draw_units(plan_id=plan(at).pk, size=1, by=at.office_head, now=NOW)

    for deed in (lambda: Draw.objects.update(result=[]), lambda: Draw.objects.filter(pk=drawn.pk).delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()


def test_drawing_is_refused_to_outlets_and_beyond_the_frame():
    at = inspections.scene()
    made = plan(at)

    for size in (0, 5, -1):
        with pytest.raises(InputRefused):
            actions.draw_units(plan_id=made.pk, size=size, by=at.office_head, now=NOW)
    with pytest.raises(Plan.DoesNotExist):
        actions.draw_units(plan_id=made.pk, size=1, by=at.outlet_head, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.draw_units(plan_id=made.pk, size=1, by=at.inspector, now=NOW)
    assert not Draw.objects.exists()


def test_the_sheets_of_a_draw_are_planned_once():
    at = inspections.scene()
    drawn = actions.draw_units(plan_id=plan(at).pk, size=3, by=at.office_head, now=NOW)
    days = [TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=2)]

    made = actions.plan_drawn(draw_id=drawn.pk, planned_on=days, by=at.office_head, now=NOW)

    assert [sheet.case.subject_unit_id for sheet in made] == drawn.result
    assert [sheet.planned_on for sheet in made] == [*days, days[0]]
    assert {sheet.version for sheet in made} == {at.version}
    with pytest.raises(RuleBroken):
        actions.plan_drawn(draw_id=drawn.pk, planned_on=days, by=at.office_head, now=NOW)


def test_a_sheet_keeps_the_version_of_the_day_it_is_planned_for():
    at = inspections.scene()
    made = plan(at)
    newer = inspections.version({"A1": inspections.ITEMS["A1"]}, number=2, handbook=at.version.handbook)

    now = actions.plan_sheet(unit=at.outlet, channel="onsite", planned_on=TODAY, plan=made, by=at.office_head, now=NOW)
    later = actions.plan_sheet(
        unit=at.outlet, channel="onsite", planned_on=TODAY + WEEK, plan=made, by=at.office_head, now=NOW
    )

    assert (now.version, later.version) == (at.version, newer)


def test_a_sheet_is_planned_within_the_plan_for_an_outlet_that_is_open():
    at = inspections.scene()
    made = plan(at, unit=at.branch.sub_branches[0])

    def attempt(**more: Any) -> Sheet:
        values = {"unit": at.outlet, "planned_on": TODAY, "plan": made, **more}
        return actions.plan_sheet(channel="onsite", by=at.office_head, now=NOW, **values)

    for wrong in ({"planned_on": TODAY + 5 * WEEK}, {"unit": at.branch.outlets[-1]}, {"unit": at.branch.office}):
        with pytest.raises(InputRefused):
            attempt(**wrong)
    sheet = attempt()
    with pytest.raises(RuleBroken):
        actions.close_plan(plan_id=made.pk, by=at.office_head, now=NOW)
    actions.cancel(sheet_id=sheet.pk, reason="改期", by=at.office_head, now=NOW)
    actions.close_plan(plan_id=made.pk, by=at.office_head, now=NOW)
    with pytest.raises(RuleBroken):
        attempt()


def test_nobody_inspects_a_unit_that_they_belong_to_or_left_not_long_ago():
    at = inspections.scene()
    sheet = inspections.sheet(at)
    moved_here = at.inspectors[1]
    org.holding(moved_here, PostKind.TELLER, at.outlet, before=TODAY - dt.timedelta(days=30))

    def attempt(*people: Any) -> None:
        actions.assign_sheet(sheet_id=sheet.pk, people=[person.pk for person in people], by=at.office_head, now=NOW)

    for wrong in (
        [at.inspectors[0]],
        [at.inspectors[0], moved_here],
        [at.inspectors[0], at.branch.holder(PostKind.OUTLET_HEAD, at.outlet)],
        [at.inspectors[0], at.branch.holder(PostKind.SUB_BRANCH_HEAD, at.branch.sub_branches[0])],
        [],
    ):
        with pytest.raises(RuleBroken):
            attempt(*wrong)
    gone = org.person(left_on=TODAY)
    with pytest.raises(InputRefused):
        attempt(at.inspectors[0], gone)
    attempt(at.inspectors[0], at.branch.holder(PostKind.OUTLET_HEAD, at.branch.outlets[-1]))


def test_the_one_who_leads_owes_the_inspection_by_the_end_of_its_day():
    at = inspections.scene()

    sheet = inspections.sheet(at, State.ASSIGNED, planned_on=TODAY + WEEK)

    duty = Obligation.objects.get(case=sheet.pk, kind="sheet.inspect")
    assert (duty.person, local_day(duty.due_at)) == (at.inspectors[0], TODAY + WEEK)
    told = Notification.objects.filter(code="sheet.assigned")
    assert {row.person for row in told} == set(at.inspectors)


def test_others_may_be_named_until_the_sheet_is_begun():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.ASSIGNED)
    third = org.person()
    org.holding(third, PostKind.INSPECTOR, at.branch.office)

    actions.assign_sheet(sheet_id=sheet.pk, people=[third.pk, at.inspectors[0].pk], by=at.office_head, now=NOW)

    assert [row.person for row in queries.team_of(sheet.pk)] == [third, at.inspectors[0]]
    assert Obligation.objects.open().get(case=sheet.pk).person == third
    actions.begin(sheet_id=sheet.pk, by=at.inspector, now=NOW)
    with pytest.raises(RuleBroken):
        actions.assign_sheet(sheet_id=sheet.pk, people=[third.pk], by=at.office_head, now=NOW)


def test_a_new_cadence_begins_tomorrow_and_ends_the_one_before():
    at = inspections.scene()
    tomorrow = TODAY + dt.timedelta(days=1)

    def set_it(day: dt.date, basis: str = "〔2026〕9号文") -> None:
        actions.set_cadence(
            level=Level.OUTLET,
            channel="onsite",
            every=2,
            turn="months",
            begins_on=day,
            basis=basis,
            by=at.office_head,
            now=NOW,
        )

    for wrong in ((TODAY, "x"), (tomorrow, " ")):
        with pytest.raises(InputRefused):
            set_it(*wrong)
    set_it(tomorrow)

    before, after = queries.cadence("outlet", "onsite", on=TODAY), queries.cadence("outlet", "onsite", on=tomorrow)
    assert before is not None
    assert after is not None
    assert (before.every, after.every) == (3, 2)
    actions.set_threshold(code="tickets_at_most", value=9, begins_on=tomorrow, basis="x", by=at.office_head, now=NOW)
    assert queries.thresholds(on=tomorrow)["tickets_at_most"] == 9
    assert queries.thresholds(on=TODAY)["tickets_at_most"] == 5
