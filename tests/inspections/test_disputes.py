"""What the outlet says to a sheet, and how a dispute over it is settled."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.inspections import actions
from biaogan.inspections.choices import State
from biaogan.inspections.models import Dispute, Sheet
from biaogan.obligations.models import Obligation
from biaogan.org.models import PostKind
from biaogan.rectification.models import Finding
from tests.conftest import NOW
from tests.factories import inspections

pytestmark = pytest.mark.django_db

WRONG = {**inspections.GOOD, "A2": {"count": 3}, "A3": {"level": "C"}}


def disputed(at: inspections.Scene) -> Sheet:
    sheet = inspections.sheet(at, State.SUBMITTED, answers=WRONG)
    reason = {at.item("A2").pk: "当日正在装修"}
    actions.dispute(sheet_id=sheet.pk, reason="两处不符", items=reason, by=at.outlet_head, now=NOW)
    sheet.refresh_from_db()
    return sheet


def settle(at: inspections.Scene, sheet: Sheet, changes: dict[str, Any], **more: Any) -> Sheet:
    values = {"reason": "核实后改判", "by": at.office_head, **more}
    told = {at.item(code).pk: value for code, value in changes.items()}
    return actions.settle(sheet_id=sheet.pk, changes=told, now=NOW, **values)


def test_a_dispute_names_items_and_waits_for_the_office():
    at = inspections.scene()

    sheet = disputed(at)

    made = Dispute.objects.get(sheet=sheet)
    assert sheet.state == State.DISPUTED
    assert [(row.item.code, row.reason) for row in made.items.all()] == [("A2", "当日正在装修")]
    assert [row.kind for row in Obligation.objects.open().filter(case=sheet.pk)] == ["sheet.settle"]


def test_a_sheet_is_disputed_by_its_outlet_with_a_reason_and_in_time():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.SUBMITTED, answers=WRONG)
    assert sheet.respond_by is not None

    def attempt(actor: Any, *, reason: str = "不符", now: dt.datetime = NOW, items: Any = ()) -> None:
        actions.dispute(sheet_id=sheet.pk, reason=reason, items=items, by=actor, now=now)

    with pytest.raises(Sheet.DoesNotExist):
        attempt(at.elsewhere)
    with pytest.raises(PermissionDenied):
        attempt(at.inspector)
    with pytest.raises(InputRefused):
        attempt(at.outlet_head, reason=" ")
    with pytest.raises(InputRefused):
        attempt(at.outlet_head, items=[0])
    with pytest.raises(RuleBroken):
        attempt(at.outlet_head, now=sheet.respond_by + dt.timedelta(seconds=1))
    assert not Dispute.objects.exists()
    attempt(at.outlet_head, now=sheet.respond_by)
    with pytest.raises(RuleBroken):
        actions.confirm(sheet_id=sheet.pk, by=at.outlet_head, now=NOW)


def test_settling_keeps_old_and_new_answers_and_scores_with_who_and_why():
    at = inspections.scene()
    sheet = disputed(at)

    settle(at, sheet, {"A2": {"count": 1}, "A3": {"level": "A"}})

    sheet.refresh_from_db()
    assert (sheet.state, sheet.score) == (State.FINAL, 8_750)
    scores = [(row.score, row.why, row.reason) for row in sheet.scores.order_by("pk")]
    assert scores == [(5_000, "submitted", ""), (8_750, "settled", "核实后改判")]
    changes = [(row.item.code, row.old, row.new, row.by) for row in sheet.changes.filter(why="settled").order_by("pk")]
    head = at.office_head.person
    assert changes == [("A2", {"count": 3}, {"count": 1}, head), ("A3", {"level": "C"}, {"level": "A"}, head)]
    event = Event.objects.get(case_ref=sheet.pk, name="sheet.settled")
    assert (event.facts["old"]["score"], event.facts["new"]["score"]) == (5_000, 8_750)
    assert Dispute.objects.get(sheet=sheet).outcome == "核实后改判"


def test_findings_follow_the_settlement():
    at = inspections.scene()
    sheet = disputed(at)

    settle(at, sheet, {"A2": {"count": 1}, "A3": {"level": "A"}, "B1": {"working": 1, "tested": 2}})

    found = [
        (row.item_code, row.points, row.state) for row in Finding.objects.filter(source_case=sheet.pk).order_by("pk")
    ]
    assert sorted(found) == [
        ("A2", 100, "open"),
        ("A2", 300, "withdrawn"),
        ("A3", 100, "withdrawn"),
        ("B1", 100, "open"),
    ]


def test_a_dispute_may_be_turned_down_and_the_sheet_stays_as_it_was():
    at = inspections.scene()
    sheet = disputed(at)

    settle(at, sheet, {})

    sheet.refresh_from_db()
    assert (sheet.state, sheet.score, sheet.scores.count()) == (State.FINAL, 5_000, 1)
    assert {row.state for row in Finding.objects.filter(source_case=sheet.pk)} == {"open"}


def test_nobody_settles_over_their_own_inspection_or_without_the_right_and_a_reason():
    at = inspections.scene()
    sheet = disputed(at)
    president = at.actor(PostKind.PRESIDENT, at.branch.branch)
    sheet.inspectors.create(person=at.branch.holder(PostKind.OFFICE_HEAD, at.branch.office))

    with pytest.raises(RuleBroken) as refused:
        settle(at, sheet, {})
    assert refused.value.code == "sheet.settles_own"
    with pytest.raises(PermissionDenied):
        settle(at, sheet, {}, by=at.outlet_head)
    with pytest.raises(InputRefused):
        settle(at, sheet, {}, by=president, reason=" ")
    with pytest.raises(InputRefused):
        settle(at, sheet, {"A2": {"count": -1}}, by=president)
    assert sheet.scores.count() == 1
    settle(at, sheet, {}, by=president)


def test_a_sheet_is_made_final_by_hand_only_when_nobody_may_dispute_it_any_more():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.SUBMITTED)
    assert sheet.respond_by is not None

    with pytest.raises(RuleBroken) as refused:
        actions.finalise(sheet_id=sheet.pk, by=at.office_head, now=sheet.respond_by)
    assert refused.value.code == "sheet.may_be_disputed"
    actions.finalise(sheet_id=sheet.pk, by=at.office_head, now=sheet.respond_by + dt.timedelta(seconds=1))
