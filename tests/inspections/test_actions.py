"""The life of a sheet from planning to its final score, and what is refused on the way."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.evidence.models import Evidence
from biaogan.inspections import actions, jobs
from biaogan.inspections.choices import Channel, State
from biaogan.inspections.models import Answer, Sheet
from biaogan.obligations.models import Obligation
from biaogan.org.models import PostKind
from biaogan.rectification.models import Finding
from tests.conftest import NOW
from tests.factories import evidence, inspections, org

pytestmark = pytest.mark.django_db


def events(sheet: Sheet) -> list[str]:
    rows = Event.objects.filter(case_ref=sheet.pk, name__startswith="sheet.").order_by("pk")
    return list(rows.values_list("name", flat=True))


def prove(at: inspections.Scene, sheet: Sheet, code: str) -> Evidence:
    proof = evidence.make_evidence(sheet.case)
    actions.attach(sheet_id=sheet.pk, item_id=at.item(code).pk, proof=proof, by=at.inspector, now=NOW)
    return proof


def test_a_sheet_goes_from_planning_to_final():
    at = inspections.scene()

    sheet = inspections.sheet(at, State.FINAL)

    assert (sheet.state, sheet.score, sheet.grade) == (State.FINAL, 10_000, "excellent")
    way = ["planned", "assigned", "in_progress", "submitted", "confirmed", "final"]
    assert [row.state for row in sheet.states.order_by("pk")] == way
    told = ["planned", "assigned", "begun", *["changed"] * 5, "submitted", "confirmed", "finalised"]
    assert events(sheet) == [f"sheet.{name}" for name in told]
    assert sheet.case.closed_at == NOW
    assert not Obligation.objects.open().filter(case=sheet.pk).exists()


def test_handing_in_scores_the_sheet_and_raises_a_finding_for_each_thing_wrong():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.IN_PROGRESS)
    inspections.fill(at, sheet, {**inspections.GOOD, "A1": {"met": False}, "A2": {"count": 2}}, by=at.inspector)
    actions.change(
        sheet_id=sheet.pk, item_id=at.item("A2").pk, field="note", base=0, new="纸屑两处", by=at.inspector, now=NOW
    )
    proof = prove(at, sheet, "A1")

    actions.submit(sheet_id=sheet.pk, assessment="环境一般", by=at.inspector, now=NOW)

    sheet.refresh_from_db()
    # A1 0 of 2, A2 1 of 3, A3 1 of 1, B1 2 of 2; the red line is worth nothing, what is on record does not apply.
    assert (sheet.earned, sheet.applicable, sheet.deducted, sheet.score) == (400, 800, 400, 5_000)
    assert (sheet.grade, sheet.state) == ("fail", State.SUBMITTED)
    found = {row.item_code: row for row in Finding.objects.filter(source_case=sheet.pk)}
    assert {code: (row.points, row.source) for code, row in found.items()} == {
        "A1": (200, "onsite"),
        "A2": (200, "onsite"),
    }
    assert found["A2"].fact == "纸屑两处"
    assert [row.sha256 for row in found["A1"].case.evidence.all()] == [proof.sha256]
    assert not found["A2"].case.evidence.exists()
    points = {row.item.code: (row.earned, row.applicable, row.deducted) for row in Answer.objects.filter(sheet=sheet)}
    assert points["A2"] == (100, 300, 200)
    assert points["B3"] == (0, 0, 0)


def test_what_is_on_record_fills_itself_and_is_never_typed():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.IN_PROGRESS)

    with pytest.raises(InputRefused) as refused:
        inspections.fill(at, sheet, {"B3": {"met": True}}, by=at.inspector)
    inspections.fill(at, sheet, inspections.GOOD, by=at.inspector)
    actions.submit(sheet_id=sheet.pk, assessment="良好", by=at.inspector, now=NOW)

    assert refused.value.code == "sheet.never_typed"
    answer = Answer.objects.get(sheet=sheet, item=at.item("B3"))
    assert (answer.value, answer.is_filled) == ({"na": True}, True)


def test_a_red_line_leaves_the_score_and_caps_the_grade():
    at = inspections.scene()

    sheet = inspections.sheet(at, State.SUBMITTED, answers={**inspections.GOOD, "B2": {"hit": True}})

    assert (sheet.score, sheet.is_vetoed, sheet.grade) == (10_000, True, "fail")
    assert Finding.objects.get(source_case=sheet.pk).item_code == "B2"


def test_the_same_fault_is_not_deducted_twice():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.IN_PROGRESS)
    inspections.fill(at, sheet, {**inspections.GOOD, "A2": {"count": 1}, "A3": {"level": "C"}}, by=at.inspector)

    told = actions.change(
        sheet_id=sheet.pk,
        item_id=at.item("A3").pk,
        field="same_as",
        base=0,
        new=at.item("A2").pk,
        by=at.inspector,
        now=NOW,
    )
    actions.submit(sheet_id=sheet.pk, assessment="一处", by=at.inspector, now=NOW)

    sheet.refresh_from_db()
    assert told.conflict is None
    assert (sheet.earned, sheet.applicable) == (700, 800)
    assert [row.item_code for row in Finding.objects.filter(source_case=sheet.pk)] == ["A2"]


def test_one_item_does_not_point_on_to_another_that_points_on():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.IN_PROGRESS)

    def point(code: str, to: object) -> None:
        actions.change(
            sheet_id=sheet.pk, item_id=at.item(code).pk, field="same_as", base=0, new=to, by=at.inspector, now=NOW
        )

    point("A3", at.item("A2").pk)
    for code, to in [
        ("A2", at.item("A1").pk),
        ("A1", at.item("A3").pk),
        ("A1", at.item("A1").pk),
        ("A1", 0),
        ("A1", True),
    ]:
        with pytest.raises(InputRefused):
            point(code, to)


def test_handing_in_is_refused_with_everything_that_is_missing():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.IN_PROGRESS)

    def attempt(assessment: str = "良好") -> str:
        with pytest.raises(InputRefused) as refused:
            actions.submit(sheet_id=sheet.pk, assessment=assessment, by=at.inspector, now=NOW)
        return f"{refused.value.code} {','.join(row.column for row in refused.value.refusals)}"

    assert attempt("  ") == "sheet.no_assessment "
    assert attempt() == "sheet.unanswered A1,A2,A3,B1,B2"
    inspections.fill(at, sheet, {**inspections.GOOD, "A1": {"met": False}}, by=at.inspector)
    assert attempt() == "sheet.unproven A1"
    assert not Finding.objects.exists()
    prove(at, sheet, "A1")
    actions.submit(sheet_id=sheet.pk, assessment="良好", by=at.inspector, now=NOW)


def test_only_the_sheets_own_inspectors_fill_it_in():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.ASSIGNED)
    third = org.person()
    org.holding(third, PostKind.INSPECTOR, at.branch.office)

    def attempt(actor: object) -> None:
        actions.begin(sheet_id=sheet.pk, by=actor, now=NOW)  # type: ignore[arg-type]

    with pytest.raises(PermissionDenied):
        attempt(at.actor_for(third))
    with pytest.raises(PermissionDenied):
        attempt(at.outlet_head)
    with pytest.raises(Sheet.DoesNotExist):
        attempt(at.elsewhere)
    attempt(at.other_inspector)


def test_begun_by_both_inspectors_it_is_begun_once():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.ASSIGNED)

    actions.begin(sheet_id=sheet.pk, by=at.inspector, now=NOW)
    actions.begin(sheet_id=sheet.pk, by=at.other_inspector, now=NOW + dt.timedelta(minutes=1))

    sheet.refresh_from_db()
    assert sheet.begun_at == NOW
    assert events(sheet).count("sheet.begun") == 1


def test_handed_in_twice_after_a_broken_connection_it_is_handed_in_once():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.SUBMITTED)

    again = actions.submit(sheet_id=sheet.pk, assessment="别的话", by=at.inspector, now=NOW + dt.timedelta(minutes=5))

    assert (again.state, again.assessment) == (State.SUBMITTED, "总体良好")
    assert sheet.scores.count() == 1


def test_forged_moments_are_put_right_and_kept_as_they_were_claimed():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.ASSIGNED)
    later = NOW + dt.timedelta(days=20)

    actions.begin(sheet_id=sheet.pk, by=at.inspector, now=later, happened_at=NOW - dt.timedelta(days=300))
    actions.change(
        sheet_id=sheet.pk,
        item_id=at.item("A1").pk,
        field="value",
        base=0,
        new={"met": True},
        by=at.inspector,
        now=later,
        happened_at=later + dt.timedelta(days=9),
    )

    sheet.refresh_from_db()
    assert sheet.begun_at == NOW
    change = sheet.changes.get()
    assert (change.happened_at, change.claimed_at) == (later, later + dt.timedelta(days=9))
    begun = Event.objects.get(case_ref=sheet.pk, name="sheet.begun")
    assert begun.facts["claimed"] == (NOW - dt.timedelta(days=300)).isoformat()


def test_guidance_on_the_spot_is_recorded_and_costs_nothing():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.IN_PROGRESS)

    made = actions.guide(sheet_id=sheet.pk, text="宣传折页每日补齐", to_whom="大堂经理", by=at.inspector, now=NOW)
    inspections.fill(at, sheet, inspections.GOOD, by=at.inspector)
    actions.submit(sheet_id=sheet.pk, assessment="良好", by=at.inspector, now=NOW)

    sheet.refresh_from_db()
    assert (made.text, sheet.score) == ("宣传折页每日补齐", 10_000)
    with pytest.raises(InputRefused):
        actions.guide(sheet_id=sheet.pk, text=" ", by=at.inspector, now=NOW)


def test_a_self_check_is_the_outlets_own_and_final_at_once():
    at = inspections.scene()

    sheet = inspections.sheet(
        at, State.SUBMITTED, channel=Channel.SELF_CHECK, answers={**inspections.GOOD, "A2": {"count": 1}}
    )

    assert (sheet.state, sheet.channel, sheet.score) == (State.FINAL, Channel.SELF_CHECK, 8_750)
    assert Finding.objects.get(source_case=sheet.pk).source == "self_check"
    with pytest.raises(PermissionDenied):
        actions.begin_self_check(unit=at.outlet, version=at.version, by=at.elsewhere, now=NOW)


def test_a_sheet_is_cancelled_with_a_reason_and_only_before_it_is_handed_in():
    at = inspections.scene()
    sheet, handed_in = inspections.sheet(at, State.ASSIGNED), inspections.sheet(at, State.SUBMITTED)

    with pytest.raises(InputRefused):
        actions.cancel(sheet_id=sheet.pk, reason="", by=at.office_head, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.cancel(sheet_id=sheet.pk, reason="台风", by=at.inspector, now=NOW)
    with pytest.raises(RuleBroken):
        actions.cancel(sheet_id=handed_in.pk, reason="台风", by=at.office_head, now=NOW)
    actions.cancel(sheet_id=sheet.pk, reason="台风", by=at.office_head, now=NOW)

    assert not Obligation.objects.open().filter(case=sheet.pk).exists()
    assert events(sheet)[-1] == "sheet.cancelled"


def test_a_sheet_that_nobody_disputes_becomes_final_when_the_window_has_passed():
    at = inspections.scene()
    sheet, confirmed = inspections.sheet(at, State.SUBMITTED), inspections.sheet(at, State.CONFIRMED)
    assert sheet.respond_by is not None

    assert jobs.finalise_undisputed(now=sheet.respond_by) == 1
    assert jobs.finalise_undisputed(now=sheet.respond_by + dt.timedelta(seconds=1)) == 1
    assert jobs.finalise_undisputed(now=sheet.respond_by + dt.timedelta(seconds=2)) == 0

    assert {row.state for row in Sheet.objects.filter(pk__in=[sheet.pk, confirmed.pk])} == {State.FINAL}
