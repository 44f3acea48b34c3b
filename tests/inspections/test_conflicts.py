"""Two devices write into the same sheet, and phones that were away for long: nothing that was written is lost."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.handbook.models import Item
from biaogan.inspections import actions, queries
from biaogan.inspections.choices import State
from biaogan.inspections.models import Answer, Sheet
from tests.conftest import NOW
from tests.factories import inspections

pytestmark = pytest.mark.django_db

LATER = NOW + dt.timedelta(minutes=10)


def write(
    at: inspections.Scene, sheet: Sheet, new: Any, *, base: int, code: str = "A2", by: Any = None, **more: Any
) -> actions.Changed:
    values = {"item_id": at.item(code).pk, "field": "value", "now": NOW, **more}
    return actions.change(sheet_id=sheet.pk, base=base, new=new, by=by or at.inspector, **values)


def answer(at: inspections.Scene, sheet: Sheet, code: str = "A2") -> Any:
    return Answer.objects.get(sheet=sheet, item=at.item(code)).value


def test_what_somebody_else_overtook_is_kept_aside_and_told():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.IN_PROGRESS)

    first = write(at, sheet, {"count": 1}, base=0)
    second = write(at, sheet, {"count": 2}, base=0, by=at.other_inspector, now=LATER)

    assert first.conflict is None
    assert second.revision == first.revision
    assert second.conflict is not None
    assert (second.conflict.current, second.conflict.by) == ({"count": 1}, at.inspectors[0].name)
    assert answer(at, sheet) == {"count": 1}
    assert [(row.new, row.old) for row in queries.contested(sheet)] == [({"count": 2}, {"count": 1})]


def test_two_who_write_the_same_do_not_contradict_each_other():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.IN_PROGRESS)

    first = write(at, sheet, {"count": 1}, base=0)
    second = write(at, sheet, {"count": 1}, base=0, by=at.other_inspector)

    assert second == first
    assert sheet.changes.count() == 1


@pytest.mark.parametrize("chosen", [{"count": 1}, {"count": 2}, {"count": 3}])
def test_a_sheet_is_handed_in_once_somebody_has_chosen(chosen):
    at = inspections.scene()
    sheet = inspections.sheet(at, State.IN_PROGRESS)
    inspections.fill(at, sheet, {**inspections.GOOD, "A2": {"count": 1}}, by=at.inspector)
    told = write(at, sheet, {"count": 2}, base=0, by=at.other_inspector)

    with pytest.raises(RuleBroken) as refused:
        actions.submit(sheet_id=sheet.pk, assessment="良好", by=at.inspector, now=NOW)
    assert refused.value.code == "sheet.contested"
    held = write(at, sheet, chosen, base=told.revision)
    actions.submit(sheet_id=sheet.pk, assessment="良好", by=at.inspector, now=NOW)

    assert held.conflict is None
    assert held.revision > told.revision
    assert answer(at, sheet) == chosen
    assert queries.contested(sheet) == []


def test_every_field_has_a_revision_of_its_own():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.IN_PROGRESS)

    value = write(at, sheet, {"count": 1}, base=0)
    note = write(at, sheet, "纸屑", base=0, field="note", by=at.other_inspector)
    other = write(at, sheet, {"met": True}, base=0, code="A1", by=at.other_inspector)
    whole = actions.change(sheet_id=sheet.pk, field="assessment", base=0, new="尚可", by=at.inspector, now=NOW)

    assert {value.conflict, note.conflict, other.conflict, whole.conflict} == {None}
    assert queries.revisions([sheet.pk]) == {
        (sheet.pk, at.item("A2").pk, "value"): value.revision,
        (sheet.pk, at.item("A2").pk, "note"): note.revision,
        (sheet.pk, at.item("A1").pk, "value"): other.revision,
        (sheet.pk, None, "assessment"): whole.revision,
    }


def test_an_answer_can_be_taken_back():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.IN_PROGRESS)

    first = write(at, sheet, {"count": 1}, base=0)
    write(at, sheet, None, base=first.revision)

    assert answer(at, sheet) is None


def test_what_comes_after_the_sheet_was_handed_in_is_kept_and_changes_nothing():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.SUBMITTED)

    told = write(at, sheet, {"count": 3}, base=0, by=at.other_inspector, now=LATER, happened_at=NOW)

    sheet.refresh_from_db()
    assert told.conflict is not None
    assert told.conflict.why == "late"
    assert (sheet.score, answer(at, sheet)) == (10_000, {"count": 0})
    assert [(row.new, row.happened_at, row.at) for row in queries.kept_aside(sheet)] == [({"count": 3}, NOW, LATER)]


def test_an_item_of_another_version_finds_its_line_or_is_kept_aside():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.IN_PROGRESS)
    newer = {"A1": inspections.ITEMS["A1"], "Z9": ("bin", 100, {}, {})}
    other = inspections.version(newer, number=2, handbook=at.version.handbook)
    same, gone = Item.objects.get(version=other, code="A1"), Item.objects.get(version=other, code="Z9")

    found = write(at, sheet, {"met": True}, base=0, item_id=same.pk)
    strange = write(at, sheet, {"met": False}, base=0, item_id=gone.pk)

    assert (found.conflict, answer(at, sheet, "A1")) == (None, {"met": True})
    assert strange.conflict is not None
    assert strange.conflict.why == "not_in_version"
    assert [(row.item_id, row.new) for row in queries.kept_aside(sheet)] == [(gone.pk, {"met": False})]


@pytest.mark.parametrize(
    ("field", "new"),
    [
        ("value", {"count": -1}),
        ("value", {"met": True}),
        ("value", "alles gut"),
        ("value", {"count": 1, "extra": 1}),
        ("note", 7),
        ("note", "长" * 2001),
        ("score", 100),
        ("assessment", "an item has none"),
    ],
)
def test_what_a_field_cannot_say_is_refused(field, new):
    at = inspections.scene()
    sheet = inspections.sheet(at, State.IN_PROGRESS)

    with pytest.raises(InputRefused):
        write(at, sheet, new, base=0, field=field)

    assert not sheet.changes.exists()
    write(at, sheet, {"count": 1}, base=0)


def test_a_sheet_is_filled_in_once_it_is_begun_and_by_its_inspectors():
    at = inspections.scene()
    ahead, begun = inspections.sheet(at, State.ASSIGNED), inspections.sheet(at, State.IN_PROGRESS)

    with pytest.raises(RuleBroken) as refused:
        write(at, ahead, {"count": 1}, base=0)
    assert refused.value.code == "sheet.not_begun"
    with pytest.raises(PermissionDenied):
        write(at, begun, {"count": 1}, base=0, by=at.office_head)
    with pytest.raises(Sheet.DoesNotExist):
        write(at, begun, {"count": 1}, base=0, by=at.elsewhere)
    write(at, begun, {"count": 1}, base=0, by=at.other_inspector)


@pytest.mark.django_db(transaction=True)
def test_of_two_devices_that_write_at_once_one_holds_and_the_other_is_kept():
    at = inspections.scene()
    sheet = inspections.sheet(at, State.IN_PROGRESS)
    actors, told = [at.inspector, at.other_inspector], []
    gate = threading.Barrier(2)

    def run(number: int) -> None:
        try:
            gate.wait()
            told.append(write(at, sheet, {"count": number + 1}, base=0, by=actors[number]))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    held = [each for each in told if each.conflict is None]
    kept = [each for each in told if each.conflict is not None]
    assert (len(held), len(kept)) == (1, 1)
    assert kept[0].revision == held[0].revision
    assert len(queries.contested(sheet)) == 1
