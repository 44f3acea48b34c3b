"""Changing calendars by hand, the stamp by which processes notice, and what apps above are told."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.workcal import actions, jobs, queries, shipped
from biaogan.workcal.kinds import YearState
from biaogan.workcal.models import CalendarChange, DayMark, Layer, LayerHours, LayerKind, LayerYear
from biaogan.workcal.rules import Mark
from biaogan.workcal.rules.notices import Changes, Notice
from tests.conftest import NOW
from tests.factories.workcal import JOB, Reader, bank_layer, nation, year

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 12, 31)


def mark(**more: Any) -> Changes:
    wanted = {"layer": "bank:north", "day": DAY, "working": False, "name": "年终决算", "by": JOB, "now": NOW}
    return actions.mark_day(**{**wanted, **more})


def test_a_bank_marks_a_day_and_lets_go_of_it():
    layer = bank_layer()

    changes = mark()

    assert [(change.day, change.was_working, change.is_working) for change in changes.days] == [(DAY, True, False)]
    assert not queries.calendar_for("bank:north").is_working_day(DAY)
    assert queries.calendar_for("cn").is_working_day(DAY)
    assert layer.years.get().state == "provisional"
    assert CalendarChange.objects.get().layer == layer
    assert Event.objects.get().name == "calendar.day_marked"

    actions.clear_day(layer="bank:north", day=DAY, by=JOB, now=NOW)

    assert queries.calendar_for("bank:north").is_working_day(DAY)
    assert not DayMark.objects.filter(notice__layer=layer).exists()


def test_the_same_mark_again_changes_and_records_nothing():
    bank_layer()

    mark()
    again = mark()

    assert not again
    assert Event.objects.count() == CalendarChange.objects.count() == 1


def test_clearing_a_day_that_has_no_mark_does_nothing():
    bank_layer()

    assert not actions.clear_day(layer="bank:north", day=DAY, by=JOB, now=NOW)
    assert not Event.objects.exists()


def test_marking_is_refused_without_right_for_the_nation_and_for_an_unknown_layer():
    bank_layer()

    with pytest.raises(PermissionDenied):
        mark(by=Reader())
    with pytest.raises(RuleBroken):
        mark(layer="cn")
    with pytest.raises(InputRefused):
        mark(layer="bank:south")

    assert not Event.objects.exists()
    assert mark()


def test_a_year_without_days_of_its_own_becomes_final_when_the_bank_says_so():
    bank_layer()
    before = queries.calendar_for("bank:north")

    actions.settle_year(layer="bank:north", year=2026, state=YearState.FINAL, source="行办〔2026〕3号", by=JOB, now=NOW)

    after = queries.calendar_for("bank:north")
    day = dt.date(2026, 11, 24)
    assert not before.is_settled(day, day)
    assert after.is_settled(day, day)
    change = CalendarChange.objects.get()
    assert (change.first_day, change.last_day) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    with pytest.raises(RuleBroken):
        actions.settle_year(layer="cn", year=2027, state=YearState.FINAL, by=JOB, now=NOW)


def test_working_hours_hold_from_a_day_on_until_the_next_row():
    bank_layer()

    def set_hours(day: str, opens_at: str, closes_at: str) -> None:
        times = {"opens_at": dt.time.fromisoformat(opens_at), "closes_at": dt.time.fromisoformat(closes_at)}
        actions.set_hours(layer="bank:north", starts_on=dt.date.fromisoformat(day), **times, by=JOB, now=NOW)

    set_hours("2026-10-01", "09:00", "17:00")
    set_hours("2026-07-01", "08:30", "18:00")

    calendar = queries.calendar_for("bank:north")
    assert calendar.hours_on(dt.date(2026, 6, 30)) == (dt.time(9), dt.time(17, 30))
    assert calendar.hours_on(dt.date(2026, 7, 1)) == (dt.time(8, 30), dt.time(18))
    assert calendar.hours_on(dt.date(2026, 10, 1)) == (dt.time(9), dt.time(17))
    assert CalendarChange.objects.latest("pk").last_day == dt.date(2026, 9, 30)
    with pytest.raises(InputRefused):
        set_hours("2026-08-01", "18:00", "09:00")
    assert Event.objects.filter(name="calendar.hours_set").count() == 2


def test_a_layer_is_added_over_the_nation_or_a_region():
    def add(**more: Any) -> Layer:
        wanted = {
            "code": "bank:south",
            "kind": LayerKind.BANK,
            "parent": "cn-gx",
            "name": "南行",
            "by": JOB,
            "now": NOW,
        }
        return actions.add_layer(**{**wanted, **more})

    layer = add()

    assert [each.code for each in queries.layers_of("bank:south")] == ["cn", "cn-gx", "bank:south"]
    assert queries.calendar_for("bank:south").unsettled_layers(dt.date(2026, 11, 24)) == ("cn-gx", "bank:south")
    assert layer.years.count() == 0
    for wrong in [{}, {"kind": LayerKind.NATION, "code": "cx"}, {"kind": LayerKind.REGION, "code": "cn-yn"}]:
        with pytest.raises(RuleBroken):
            add(**wrong)
    with pytest.raises(PermissionDenied):
        add(by=Reader(), code="bank:west")
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"code": "cn-yn", "kind": "bank"},
        {"code": "bank:Ä", "kind": "bank"},
        {"code": "bank:east", "kind": "bank", "parent": None},
    ],
)
def test_the_database_refuses_layers_that_cannot_be(values: dict[str, Any]):
    with pytest.raises(IntegrityError), transaction.atomic():
        Layer.objects.create(**{"name": "x", "parent": Layer.objects.get(code="cn"), **values})


def test_the_database_refuses_work_that_ends_before_it_begins_and_a_second_mark_of_a_notice():
    layer = bank_layer()
    notice = year(layer, 2026, rest=("2026-12-31",))

    with pytest.raises(IntegrityError), transaction.atomic():
        LayerHours.objects.create(layer=layer, starts_on=DAY, opens_at=dt.time(9), closes_at=dt.time(9))
    with pytest.raises(IntegrityError), transaction.atomic():
        DayMark.objects.create(notice=notice, day=DAY, working=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        LayerYear.objects.create(layer=layer, year=1492, state="final", imported_at=NOW)


def test_what_was_shown_must_still_be_what_would_change():
    bank_layer()
    wanted = [Notice(2026, {DAY: Mark(False, "年终决算")})]
    shown = queries.changes_by(wanted, layer=Layer.objects.get(code="bank:north"))
    mark(name="另一名称")

    with pytest.raises(RuleBroken):
        actions.import_notices(wanted, layer="bank:north", by=JOB, now=NOW, expected=shown.digest)

    again = queries.changes_by(wanted, layer=Layer.objects.get(code="bank:north"))
    assert actions.import_notices(wanted, layer="bank:north", by=JOB, now=NOW, expected=again.digest) == again


def test_years_of_a_newer_library_are_taken_in_and_imported_ones_left_alone(monkeypatch: pytest.MonkeyPatch):
    held = LayerYear.objects.get(layer__code="cn", year=2026)
    LayerYear.objects.filter(pk=held.pk).update(source="notice")
    brought = [*shipped.notices(), Notice(2027, {dt.date(2027, 2, 8): Mark(False, "春节")}, source=shipped.SOURCE)]
    monkeypatch.setattr(shipped, "notices", lambda: brought)

    assert jobs.fill_from_library(now=NOW) == 1
    assert jobs.fill_from_library(now=NOW) == 0

    held.refresh_from_db()
    assert held.source == "notice"
    assert not queries.calendar_for("cn").is_working_day(dt.date(2027, 2, 8))
    assert CalendarChange.objects.get().actor_ref == "job:workcal.fill_from_library"


def test_a_change_concerns_the_calendars_above_it():
    bank_layer("bank:south", parent="cn-gx")
    bank_layer()

    assert queries.codes_resting_on(Layer.objects.get(code="cn")) == ["cn", "bank:north", "cn-gx", "bank:south"]
    assert queries.codes_resting_on(Layer.objects.get(code="bank:north")) == ["bank:north"]


def test_apps_above_find_the_changes_after_the_last_one_they_read(django_assert_num_queries: Any):
    bank_layer()
    mark()
    first = CalendarChange.objects.get()
    mark(day=dt.date(2026, 12, 30))

    with django_assert_num_queries(1):
        found = queries.changes_after(first.pk)
        assert [(change.layer.code, change.first_day) for change in found] == [("bank:north", dt.date(2026, 12, 30))]


def test_a_calendar_is_compiled_once_and_looked_at_without_a_query(django_assert_num_queries: Any):
    first = queries.calendar_for("cn")

    with django_assert_num_queries(0):
        assert queries.calendar_for("cn") is first


def test_a_calendar_of_a_change_that_was_rolled_back_is_forgotten():
    bank_layer()

    with transaction.atomic():
        mark()
        assert not queries.calendar_for("bank:north").is_working_day(DAY)
        transaction.set_rollback(True)

    assert queries.calendar_for("bank:north").is_working_day(DAY)


def test_an_unknown_calendar_is_refused_by_name():
    with pytest.raises(InputRefused) as refused:
        queries.calendar_for("cn-zz")
    assert "cn-zz" in refused.value.message


@pytest.mark.django_db(transaction=True)
def test_without_stored_layers_the_shipped_calendars_serve():
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE workcal_layer CASCADE")

    queries.forget_calendars()

    assert queries.layers_of("cn-gx") == list(shipped.layers("cn-gx"))
    with pytest.raises(InputRefused):
        queries.calendar_for("bank:north")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_mark_the_same_day_at_once_both_are_kept_in_turn():
    nation()
    bank_layer()
    start, problems = threading.Barrier(2), []

    def attempt(working: bool) -> None:
        try:
            start.wait()
            mark(working=working, name=str(working))
        except Exception as error:
            problems.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=[working]) for working in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not problems
    assert DayMark.objects.filter(day=DAY).count() == 1
    assert Event.objects.filter(name="calendar.day_marked").count() == 2
