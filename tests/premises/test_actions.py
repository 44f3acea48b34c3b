"""Areas, counters, devices and hours, with rights and the audit trail."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from biaogan.accounts.access import Actor, Grant, Role, job_actor
from biaogan.audit.models import Event
from biaogan.core.errors import RuleBroken
from biaogan.core.time import ZONE
from biaogan.premises import actions, queries
from biaogan.premises.kinds import USUAL_AREAS, AreaKind, DeviceKind, DeviceStatus
from biaogan.premises.models import Area, Device, OpeningException, OpeningHours
from biaogan.premises.rules import Span
from tests.conftest import NOW
from tests.factories import org, premises

pytestmark = pytest.mark.django_db

JOB = job_actor("test")
TODAY = NOW.date()
TOMORROW = TODAY + dt.timedelta(days=1)
NINE_TO_FIVE = Span(9 * 60, 17 * 60)


@pytest.fixture
def outlet():
    return org.unit("outlet", org.unit("branch"))


def head(unit):
    return Actor(ref="user:1", grants=(Grant(Role.OUTLET_HEAD, unit.path),))


def test_premises_are_refused_without_right_place_or_name(outlet):
    other = org.unit("outlet", org.unit("branch"))
    theirs, taken = premises.area(other), premises.area(outlet, name="大堂")
    premises.counter(outlet, number=1)
    premises.device(outlet, kind=DeviceKind.CAMERA, serial="C1")
    reader = Actor(ref="user:2", grants=(Grant(Role.VIEWER, outlet.path),))

    with pytest.raises(PermissionDenied):
        actions.add_area(outlet=outlet, kind=AreaKind.LOBBY, name="x", by=reader, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.add_counter(outlet=other, number=9, by=head(outlet), now=NOW)
    with pytest.raises(Area.DoesNotExist):
        actions.change_area(theirs, by=head(outlet), now=NOW, name="y")
    for attempt, reason in [
        (
            lambda: actions.add_area(outlet=outlet, kind="lobby", name="大堂", by=head(outlet), now=NOW),
            "area.name_taken",
        ),
        (lambda: actions.add_counter(outlet=outlet, number=1, by=head(outlet), now=NOW), "counter.number_taken"),
        (
            lambda: actions.add_counter(outlet=outlet, number=2, area=theirs, by=head(outlet), now=NOW),
            "premises.of_another_outlet",
        ),
        (
            lambda: actions.add_device(outlet=outlet, kind="camera", serial="C1", by=head(outlet), now=NOW),
            "device.serial_taken",
        ),
        (
            lambda: actions.add_area(outlet=org.unit("branch"), kind="lobby", name="x", by=JOB, now=NOW),
            "premises.no_outlet",
        ),
    ]:
        with pytest.raises(RuleBroken) as broken:
            attempt()
        assert broken.value.code == reason

    assert not Event.objects.exists()
    area = actions.add_area(outlet=outlet, kind=AreaKind.LOBBY, name="二楼", floor=2, by=head(outlet), now=NOW)
    assert (area.place, taken.place) == (0, 0)


def test_the_usual_areas_are_added_once_in_the_order_of_a_walk(outlet):
    premises.area(outlet, kind=AreaKind.LOBBY, name="营业大厅")

    first = actions.add_usual_areas(outlet=outlet, by=head(outlet), now=NOW)
    second = actions.add_usual_areas(outlet=outlet, by=head(outlet), now=NOW)

    assert len(first) == len(USUAL_AREAS) - 1
    assert second == []
    assert [area.kind for area in queries.areas(outlet, on=TODAY)][1:3] == [AreaKind.FRONTAGE, AreaKind.FACADE]
    assert all(area.name != area.name_en for area in first)


def test_a_removed_area_leaves_the_plan_and_its_name_is_free(outlet):
    area = premises.area(outlet, name="大堂")

    actions.remove_area(area, by=head(outlet), now=NOW)

    assert queries.areas(outlet, on=TODAY) == []
    assert queries.areas(outlet, on=TODAY - dt.timedelta(days=1)) == [area]
    actions.add_area(outlet=outlet, kind=AreaKind.LOBBY, name="大堂", by=head(outlet), now=NOW)
    with pytest.raises(RuleBroken, match="removed_already"):
        actions.remove_area(area, by=head(outlet), now=NOW)


def test_a_counter_with_a_device_is_not_removed(outlet):
    counter = premises.counter(outlet)
    device = premises.device(outlet, counter=counter)

    with pytest.raises(RuleBroken, match="has_devices"):
        actions.remove_counter(counter, by=head(outlet), now=NOW)
    actions.change_device(device, counter=None, by=head(outlet), now=NOW)
    actions.remove_counter(counter, by=head(outlet), now=NOW)

    assert queries.counters(outlet, on=TODAY) == []
    assert Event.objects.get(name="device.changed").facts == {"fields": ["counter"]}


def test_a_device_is_put_up_with_a_code_and_removed_once(outlet):
    device = actions.add_device(outlet=outlet, kind=DeviceKind.TICKET_MACHINE, serial="T1", by=head(outlet), now=NOW)

    actions.remove_device(device, by=head(outlet), now=NOW)

    assert Device.objects.get().status == DeviceStatus.REMOVED
    assert Device.objects.get().put_up_at == NOW
    assert queries.devices_at(outlet) == []
    assert len(device.code) == 10
    with pytest.raises(RuleBroken, match="removed_already"):
        actions.remove_device(device, by=head(outlet), now=NOW)
    names = Event.objects.filter(name__startswith="device.").order_by("id").values_list("name", flat=True)
    assert list(names) == ["device.added", "device.removed"]


def test_hours_hold_from_their_day_on_and_days_before_keep_theirs(outlet):
    week = {weekday: [NINE_TO_FIVE] for weekday in range(5)}
    actions.set_hours(outlet=outlet, weekly=week, valid_from=dt.date(2020, 1, 1), by=head(outlet), now=NOW)

    every_day = {weekday: [Span(600, 960)] for weekday in range(7)}
    actions.set_hours(outlet=outlet, weekly=every_day, valid_from=TOMORROW, by=head(outlet), now=NOW)

    table = queries.time_table(outlet, first=TODAY, last=TODAY + dt.timedelta(days=7))
    assert table.open_spans(TODAY) == [NINE_TO_FIVE]
    assert table.open_spans(TOMORROW) == [Span(600, 960)]
    assert queries.coming_hours(outlet, on=TODAY) == TOMORROW
    # Asked again for the same day, the plan is replaced.
    actions.set_hours(outlet=outlet, weekly={}, valid_from=TOMORROW, by=head(outlet), now=NOW)
    assert OpeningHours.objects.count() == 5
    assert queries.is_open(outlet, NOW)
    assert not queries.is_open(outlet, NOW + dt.timedelta(days=1))


def test_the_past_keeps_its_hours(outlet):
    premises.hours(outlet)

    with pytest.raises(RuleBroken, match=r"hours\.past"):
        actions.set_hours(outlet=outlet, weekly={}, valid_from=dt.date(2026, 11, 23), by=head(outlet), now=NOW)
    with pytest.raises(RuleBroken, match=r"hours\.past"):
        actions.set_exception(
            outlet=outlet, first=dt.date(2026, 11, 23), last=TOMORROW, spans=[], reason="", by=head(outlet), now=NOW
        )


def test_exceptions_replace_each_other_and_can_be_withdrawn(outlet):
    premises.hours(outlet)

    def set_days(first, last, spans):
        actions.set_exception(outlet=outlet, first=first, last=last, spans=spans, reason="元旦", by=JOB, now=NOW)

    set_days(dt.date(2027, 1, 1), dt.date(2027, 1, 3), [])
    set_days(dt.date(2027, 1, 2), dt.date(2027, 1, 2), [Span(600, 720), Span(780, 840)])
    found = queries.exceptions_from(outlet, on=TODAY)
    actions.withdraw_exception(outlet=outlet, day=dt.date(2027, 1, 1), by=JOB, now=NOW)

    assert [(day.day, len(spans)) for day, spans, _reason in found] == [(1, 0), (2, 2), (3, 0)]
    table = queries.time_table(outlet, first=dt.date(2027, 1, 1), last=dt.date(2027, 1, 3))
    assert table.open_spans(dt.date(2027, 1, 1)) == [NINE_TO_FIVE]
    assert table.open_spans(dt.date(2027, 1, 2)) == [Span(600, 720), Span(780, 840)]
    with pytest.raises(RuleBroken, match="no_exception"):
        actions.withdraw_exception(outlet=outlet, day=dt.date(2027, 1, 1), by=JOB, now=NOW)


def test_hours_that_run_into_each_other_can_never_be_stored(outlet):
    premises.hours(outlet)

    with pytest.raises(IntegrityError), transaction.atomic():
        premises.hours(outlet, begins=16 * 60, ends=18 * 60)
    premises.closed(outlet, TOMORROW)
    with pytest.raises(IntegrityError), transaction.atomic():
        premises.closed(outlet, TOMORROW)

    assert OpeningException.objects.count() == 1
    assert queries.is_open(outlet, dt.datetime(2026, 11, 24, 16, 30, tzinfo=ZONE))
