"""The duty roster of an outlet."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.accounts.access import Actor, Grant, Role, job_actor
from biaogan.audit.models import Event
from biaogan.core.errors import RuleBroken
from biaogan.org import actions, queries
from biaogan.org.models import DutyDay, PostKind
from tests.conftest import NOW
from tests.factories import org

MONDAY = dt.date(2026, 11, 23)
TUESDAY = dt.date(2026, 11, 24)
JOB = job_actor("test")

pytestmark = pytest.mark.django_db


def test_a_week_is_set_as_given_and_other_days_stay():
    made = org.branch()
    outlet = made.outlets[0]
    lobby, teller = made.holder(PostKind.LOBBY_MANAGER, outlet), made.holder(PostKind.TELLER, outlet)
    org.on_duty(outlet, MONDAY, teller)
    org.on_duty(outlet, dt.date(2026, 11, 30), teller)

    actions.set_week(outlet=outlet, days={MONDAY: [lobby], TUESDAY: [lobby, teller]}, by=JOB, now=NOW)

    assert queries.on_duty(outlet, day=MONDAY) == [lobby]
    assert queries.on_duty(outlet, day=TUESDAY) == [lobby, teller]
    assert queries.on_duty(outlet, day=dt.date(2026, 11, 30)) == [teller]
    assert Event.objects.get(name="roster.set").facts == {"days": ["2026-11-23", "2026-11-24"]}


def test_setting_the_same_again_leaves_no_trace():
    made = org.branch()
    outlet = made.outlets[0]
    teller = made.holder(PostKind.TELLER, outlet)

    for _ in range(2):
        actions.set_duty(outlet=outlet, day=MONDAY, people=[teller, teller], by=JOB, now=NOW)

    assert DutyDay.objects.count() == 1
    assert Event.objects.filter(name="roster.set").count() == 1


def test_where_nobody_is_on_duty_the_head_is():
    made = org.branch()
    outlet, sub = made.outlets[0], made.sub_branches[0]

    assert queries.on_duty(outlet, day=MONDAY) == [made.holder(PostKind.OUTLET_HEAD, outlet)]
    assert queries.on_duty(sub, day=MONDAY) == [made.holder(PostKind.SUB_BRANCH_HEAD, sub)]


def test_the_roster_is_refused_without_right_place_or_people():
    made = org.branch()
    outlet, other = made.outlets[0], made.outlets[1]
    teller, gone = made.holder(PostKind.TELLER, outlet), org.person(left_on=MONDAY)
    head = Actor(ref="user:1", grants=(Grant(Role.OUTLET_HEAD, outlet.path),))

    def attempt(unit, people, by=head):
        actions.set_duty(outlet=unit, day=MONDAY, people=people, by=by, now=NOW)

    with pytest.raises(PermissionDenied):
        attempt(other, [teller])
    with pytest.raises(RuleBroken, match="no_outlet"):
        attempt(made.branch, [teller], by=JOB)
    with pytest.raises(RuleBroken, match="has_left"):
        attempt(outlet, [gone])

    assert not Event.objects.exists()
    attempt(outlet, [teller])


def test_the_grid_shows_the_outlets_own_people_and_whoever_helps_out():
    made = org.branch()
    outlet, helper = made.outlets[0], made.holder(PostKind.TELLER, made.outlets[1])
    org.on_duty(outlet, TUESDAY, helper)

    grid = queries.roster(outlet, MONDAY)

    assert len(grid) == 5
    marks = {row.person: [day for day, on in row.marks if on] for row in grid}
    assert marks[helper] == [TUESDAY]
    assert marks[made.holder(PostKind.TELLER, outlet)] == []
