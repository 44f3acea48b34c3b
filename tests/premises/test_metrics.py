"""How much of the business hours machines worked, and what was mended in time, as it was known at a moment."""

from __future__ import annotations

import datetime as dt

import pytest

from biaogan.accounts.access import job_actor
from biaogan.core.time import ZONE
from biaogan.metrics.periods import Period
from biaogan.metrics.queries import Question, figures, rows
from biaogan.premises import actions
from biaogan.premises.kinds import DeviceKind
from tests.conftest import NOW
from tests.factories import org, premises

pytestmark = pytest.mark.django_db

JOB = job_actor("test")
#: Monday and Tuesday of the tests' week.
TWO_DAYS = Period(dt.date(2026, 11, 23), dt.date(2026, 11, 25))
AFTER = dt.datetime(2026, 12, 1, tzinfo=ZONE)
DAY = 8 * 60


def moment(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.fixture
def outlet():
    made = org.branch().outlets[0]
    premises.hours(made)
    return made


@pytest.fixture
def machine(outlet):
    return premises.device(outlet, kind=DeviceKind.CASH_MACHINE)


def up(outlet, *, as_of=AFTER, period=TWO_DAYS):
    figure = figures(["devices-up"], Question(outlet, period, as_of), actor=JOB)["devices-up"]
    return figure.numerator, figure.denominator


def in_time(outlet, *, as_of=AFTER):
    figure = figures(["repairs-in-time"], Question(outlet, TWO_DAYS, as_of), actor=JOB)["repairs-in-time"]
    return figure.numerator, figure.denominator


def test_a_machine_that_always_worked_worked_all_the_hours(outlet, machine):
    assert up(outlet) == (2 * DAY, 2 * DAY)
    # Of a day that is not over, what has passed.
    assert up(outlet, as_of=NOW) == (DAY + 60, DAY + 60)


def test_only_minutes_of_business_are_lost(outlet, machine):
    # From Monday after closing to Tuesday 11:30.
    repair = premises.repair(machine, now=moment(23, 18), down_since=moment(23, 16))
    actions.mended(repair_id=repair.pk, note="好了", by=premises.actor_at(outlet), now=moment(24, 11, 30))

    assert up(outlet) == (2 * DAY - 60 - 150, 2 * DAY)
    asked = Question(outlet, TWO_DAYS, AFTER)
    assert set(rows("devices-up", asked, actor=JOB, counted="rest").values_list("pk", flat=True)) == {repair.pk}


def test_a_figure_is_as_it_was_known(outlet, machine):
    repair = premises.repair(machine, now=moment(24, 9, 30), down_since=moment(23, 16))
    actions.mended(repair_id=repair.pk, note="好了", by=premises.actor_at(outlet), now=moment(24, 12))

    assert up(outlet, as_of=moment(24, 9, 15)) == (DAY + 15, DAY + 15)
    assert up(outlet, as_of=moment(24, 11)) == (DAY - 60, DAY + 120)
    assert up(outlet) == (2 * DAY - 60 - 180, 2 * DAY)


def test_a_mistake_costs_nothing_and_what_was_given_back_counts_on(outlet, machine):
    head = premises.actor_at(outlet)
    other = premises.device(outlet, kind=DeviceKind.SMART_TELLER)
    mistaken = premises.repair(other, now=moment(23, 9))
    actions.drop_repair(repair_id=mistaken.pk, reason="误报", by=head, now=moment(23, 16))
    repair = premises.repair(machine, now=moment(23, 9))
    actions.mended(repair_id=repair.pk, note="重启", by=head, now=moment(23, 10))
    actions.give_back(repair_id=repair.pk, reason="还是坏", by=premises.actor_at(outlet), now=moment(23, 11))
    actions.mended(repair_id=repair.pk, note="换件", by=head, now=moment(23, 13))

    assert up(outlet) == (4 * DAY - 4 * 60, 4 * DAY)


def test_hours_that_differ_and_devices_that_come_and_go_are_minded(outlet, machine):
    premises.closed(outlet, dt.date(2026, 11, 23))
    premises.device(outlet, kind=DeviceKind.CASH_MACHINE, put_up_at=moment(24, 16))
    gone = premises.device(outlet, kind=DeviceKind.CASH_MACHINE)
    repair = premises.repair(gone, now=moment(24, 9))
    actions.remove_device(gone, by=premises.actor_at(outlet), now=moment(24, 10))
    # A camera is no self-service machine.
    premises.device(outlet, kind=DeviceKind.CAMERA)

    assert up(outlet) == (DAY + 60, DAY + 60 + 60)
    assert repair.case.number


def test_an_outlet_without_hours_has_no_figure():
    outlet = org.branch().outlets[0]
    premises.device(outlet, kind=DeviceKind.CASH_MACHINE)

    assert up(outlet) == (0, 0)


def test_what_was_mended_within_its_limit_is_in_time(outlet, machine):
    head, other = premises.actor_at(outlet), premises.actor_at(outlet)
    # Two self-service machines and a camera, reported on Friday: due on Monday, and on Tuesday.
    friday = moment(20, 10)
    quick = premises.repair(machine, now=friday)
    actions.mended(repair_id=quick.pk, note="好了", by=head, now=moment(23, 9))
    back = premises.repair(premises.device(outlet, kind=DeviceKind.CASH_MACHINE), now=friday)
    actions.mended(repair_id=back.pk, note="重启", by=head, now=moment(23, 9))
    camera = premises.repair(premises.device(outlet, kind=DeviceKind.CAMERA), now=friday)

    assert in_time(outlet, as_of=moment(23, 23)) == (2, 2)
    actions.give_back(repair_id=back.pk, reason="没好", by=other, now=moment(24, 9))
    actions.mended(repair_id=back.pk, note="换件", by=head, now=moment(24, 12))
    assert in_time(outlet) == (1, 3)
    actions.drop_repair(repair_id=camera.pk, reason="误报", by=head, now=moment(25, 9))
    assert in_time(outlet) == (1, 2)
