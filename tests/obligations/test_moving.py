"""Pauses, extensions, hand-overs, and calendars that change under what runs."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.accounts.access import Role
from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import ZONE
from biaogan.notify.models import Notification
from biaogan.obligations import actions, jobs, queries
from biaogan.obligations.models import Change, Obligation, Pause
from biaogan.obligations.rules import State
from biaogan.org.hooks import HandOver
from biaogan.org.models import PostKind
from biaogan.org.queries import post_at
from biaogan.workcal.models import CalendarChange, DayMark, Layer, LayerYear
from tests.conftest import NOW
from tests.factories import org
from tests.factories.accounts import actor_with
from tests.factories.obligations import BY, DUTY, HANDY, LEGAL, owe

pytestmark = pytest.mark.django_db


def at(day: int, hour: int = 10, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=ZONE)


THURSDAY = at(26, 17) + dt.timedelta(minutes=30)


def test_a_paused_clock_takes_no_step_and_the_end_moves_by_what_did_not_count():
    duty = owe(org.unit())

    paused = actions.pause(duty, reason="外部鉴定", proof="鉴字3号", by=BY, now=at(24, 11))
    assert (paused.state_at(at(30)), paused.next_step_at) == (State.PAUSED, None)
    assert jobs.sweep(now=at(30)) == 0

    resumed = actions.resume(duty, by=BY, now=at(25, 9))
    friday = THURSDAY + dt.timedelta(days=1)
    assert (resumed.due_at, resumed.first_due_at) == (friday, THURSDAY)
    assert resumed.next_step_at == at(26, 9)
    change = Change.objects.get()
    assert (change.cause, change.old_due_at, change.new_due_at) == ("resumed", THURSDAY, friday)
    assert list(Event.objects.order_by("pk").values_list("name", flat=True))[-2:] == [
        "obligation.paused",
        "obligation.resumed",
    ]


def test_a_pause_needs_a_reason_and_a_running_clock():
    duty = owe(org.unit())

    with pytest.raises(InputRefused, match="no_reason"):
        actions.pause(duty, reason=" ", proof="", by=BY, now=NOW)
    with pytest.raises(RuleBroken, match="ran_out"):
        actions.pause(duty, reason="鉴定", proof="", by=BY, now=THURSDAY + dt.timedelta(seconds=1))
    with pytest.raises(RuleBroken, match=r"obligation\.running"):
        actions.resume(duty, by=BY, now=NOW)
    assert not Pause.objects.exists()

    actions.pause(duty, reason="鉴定", proof="", by=BY, now=NOW)
    with pytest.raises(RuleBroken, match="paused_already"):
        actions.pause(duty, reason="鉴定", proof="", by=BY, now=NOW)


def test_what_is_done_while_the_clock_stands_still_is_in_time():
    duty = owe(org.unit())
    actions.pause(duty, reason="调解", proof="调字1号", by=BY, now=at(25))

    met = actions.meet(duty, by=BY, now=at(10, month=12))

    assert met.state_at(at(11, month=12)) == State.MET
    assert Pause.objects.get().to_at == at(10, month=12)


def test_an_extension_comes_before_the_end_and_keeps_the_original():
    duty = owe(org.unit(), kind=LEGAL)
    original = duty.due_at

    longer = actions.extend(duty, limit="15d", reason="情况复杂", by=BY, now=original)

    assert longer.due_at == original + dt.timedelta(days=15)
    assert longer.first_due_at == original
    with pytest.raises(RuleBroken, match="ran_out"):
        actions.extend(duty, limit="1d", reason="再延", by=BY, now=longer.due_at + dt.timedelta(seconds=1))
    with pytest.raises(InputRefused):
        actions.extend(duty, limit="0d", reason="再延", by=BY, now=NOW)
    with pytest.raises(InputRefused):
        actions.extend(duty, limit="forever", reason="再延", by=BY, now=NOW)
    assert Change.objects.count() == 1


def test_a_new_end_is_warned_of_and_escalated_anew():
    network = org.branch()
    duty = owe(network.outlets[0])
    assert jobs.sweep(now=at(25, 12)) == 1

    actions.extend(duty, limit="2wd", reason="等候资料", by=BY, now=at(25, 13))

    assert jobs.sweep(now=at(26, 18)) == 0
    assert jobs.sweep(now=at(27, 12)) == 1
    levels = list(Obligation.objects.get().steps.order_by("pk").values_list("level", "due_at"))
    assert levels == [(1, THURSDAY), (1, at(30, 17) + dt.timedelta(minutes=30))]


@pytest.mark.parametrize("kind", [HANDY, LEGAL])
def test_extending_by_hand_belongs_to_the_authority_that_the_kind_names(kind):
    network = org.branch()
    duty = owe(network.outlets[0], kind=kind)
    own, above = actor_with(Role.LEADER, network.branch), actor_with(Role.LEADER, network.region)
    outlet = actor_with(Role.LEADER, network.outlets[0])

    def extend(by):
        return actions.extend_by_hand(duty, limit="1d", reason="情况复杂", by=by, now=NOW)

    with pytest.raises(PermissionDenied):
        extend(actor_with(Role.COMPLAINT_OFFICER, network.branch))
    with pytest.raises(PermissionDenied):
        extend(actor_with(Role.LEADER, network.sub_branches[1]))
    if kind == LEGAL:
        # The outlet is an institution of its own; what stands above it may.
        with pytest.raises(PermissionDenied):
            extend(outlet)
        extend(own)
    else:
        extend(outlet)
    assert extend(above).due_at > duty.due_at
    assert Event.objects.filter(name="obligation.extended").count() == 2


def test_a_city_branch_does_not_extend_from_above_what_its_own_office_owes():
    network = org.branch()
    duty = owe(network.office, kind=LEGAL, post_kind=PostKind.COMPLAINT_OFFICER)

    with pytest.raises(PermissionDenied):
        actions.extend_by_hand(
            duty, limit="30d", reason="特别复杂", by=actor_with(Role.LEADER, network.branch), now=NOW
        )
    actions.extend_by_hand(duty, limit="30d", reason="特别复杂", by=actor_with(Role.LEADER, network.region), now=NOW)


def test_nobody_extends_what_they_owe_themselves():
    network = org.branch()
    head = actor_with(PostKind.OFFICE_HEAD, org.unit("department", network.branch, function="office"))
    duty = owe(kind=HANDY, post=post_at(PostKind.OFFICE_HEAD, network.office), person=head.person)

    with pytest.raises(PermissionDenied):
        actions.extend_by_hand(duty, limit="1wd", reason="忙", by=head, now=NOW)


def test_pausing_by_hand_needs_supervision_proof_and_a_kind_that_allows_it():
    network = org.branch()
    handy, plain = owe(network.outlets[0], kind=HANDY), owe(network.outlets[0], kind=DUTY)
    officer = actor_with(Role.COMPLAINT_OFFICER, network.branch)

    def pause(duty, by, proof="鉴字3号"):
        return actions.pause_by_hand(duty, reason="外部鉴定", proof=proof, by=by, now=NOW)

    with pytest.raises(PermissionDenied):
        pause(handy, actor_with(Role.OUTLET_HEAD, network.outlets[0]))
    with pytest.raises(InputRefused, match="no_proof"):
        pause(handy, officer, proof=" ")
    with pytest.raises(RuleBroken, match="done_on_the_case"):
        pause(plain, officer)
    assert not Pause.objects.exists()
    pause(handy, officer)
    actions.resume_by_hand(handy, by=officer, now=NOW)


def test_only_who_owes_it_finishes_it_by_hand_and_only_once():
    outlet = org.unit()
    head = actor_with(PostKind.OUTLET_HEAD, outlet)
    duty = owe(outlet, kind=HANDY)

    with pytest.raises(PermissionDenied):
        actions.finish(duty, note="已办", by=actor_with(PostKind.TELLER, outlet), now=NOW)
    with pytest.raises(InputRefused):
        actions.finish(duty, note=" ", by=head, now=NOW)
    with pytest.raises(RuleBroken, match="done_on_the_case"):
        actions.finish(owe(outlet), note="已办", by=head, now=NOW)
    assert actions.finish(duty, note="已办", by=head, now=NOW).met_by == head.person
    with pytest.raises(RuleBroken, match=r"obligation\.ended"):
        actions.finish(duty, note="已办", by=head, now=NOW)


def test_what_a_leaver_owed_goes_to_the_successor_who_is_told_once():
    outlet, leaver, successor = org.unit(), org.person(), org.person()
    post = post_at(PostKind.OUTLET_HEAD, outlet)
    mine = [owe(outlet, person=leaver) for _ in range(3)]
    other = owe(outlet, person=org.person())

    passed = actions.pass_on(HandOver(post, leaver, successor, None, BY, NOW))

    assert passed == 3
    assert {Obligation.objects.get(pk=duty.pk).person for duty in mine} == {successor}
    assert Obligation.objects.get(pk=other.pk).person != successor
    told = Notification.objects.get(code="obligation.handed_over")
    assert (told.person, told.values["count"]) == (successor, 3)
    assert Event.objects.filter(name="obligation.handed_over").count() == 3


def test_without_a_successor_open_duties_are_escalated_to_the_post_above():
    network = org.branch()
    outlet, leaver = network.outlets[0], org.person()
    post, above = post_at(PostKind.OUTLET_HEAD, outlet), post_at(PostKind.SUB_BRANCH_HEAD, network.sub_branches[0])
    head = network.holder(PostKind.SUB_BRANCH_HEAD, network.sub_branches[0])
    named, unnamed = owe(outlet, person=leaver), owe(outlet)

    assert actions.pass_on(HandOver(post, leaver, None, (above, [head]), BY, NOW)) == 2

    for duty in (named, unnamed):
        duty.refresh_from_db()
        assert (duty.debtor_post, duty.debtor_unit, duty.person) == (above, network.sub_branches[0], None)
    assert Notification.objects.get(code="obligation.handed_over").person == head


def _calendar(*rest_days: dt.date) -> Layer:
    """A nation whose year 2026 is final and 2027 missing, with these days of rest."""
    from biaogan.workcal.queries import forget_calendars

    layer, _made = Layer.objects.get_or_create(code="cn", defaults={"kind": "nation", "name": "全国"})
    if not layer.hours.exists():
        layer.hours.create(starts_on=dt.date(1980, 1, 1), opens_at=dt.time(9), closes_at=dt.time(17, 30))
    year, _made = LayerYear.objects.get_or_create(
        layer=layer, year=2026, defaults={"state": "final", "imported_at": NOW}
    )
    for day in rest_days:
        DayMark.objects.create(notice=year, day=day, working=False, name="临时放假")
        CalendarChange.objects.create(layer=layer, first_day=day, last_day=day, at=NOW, actor_ref="job:test")
    forget_calendars()
    return layer


def test_when_a_calendar_changes_open_limits_move_with_a_mark_and_what_was_met_stays_met():
    network = org.branch()
    _calendar()
    running, met, window = owe(network.outlets[0]), owe(network.outlets[0]), owe(network.outlets[1], kind=LEGAL)
    actions.meet(met, by=BY, now=THURSDAY)

    _calendar(dt.date(2026, 11, 26))

    assert jobs.follow_calendars(now=NOW) == 1
    assert jobs.follow_calendars(now=NOW) == 0
    running.refresh_from_db()
    met.refresh_from_db()
    window.refresh_from_db()
    friday = THURSDAY + dt.timedelta(days=1)
    assert (running.due_at, running.first_due_at, met.due_at) == (friday, THURSDAY, THURSDAY)
    assert met.state_at(NOW) == State.MET
    change = Change.objects.get()
    assert (change.cause, change.old_due_at, change.new_due_at) == ("calendar", THURSDAY, friday)
    counted = Event.objects.get(name="obligation.recounted").facts
    assert [dt.datetime.fromisoformat(counted[name]) for name in ("old", "due")] == [THURSDAY, friday]
    assert Notification.objects.get(code="obligation.moved").person == network.holder(
        PostKind.OUTLET_HEAD, network.outlets[0]
    )


def test_a_pause_and_an_extension_are_counted_again_on_the_new_calendar():
    unit = org.unit()
    _calendar()
    duty = owe(unit)
    actions.pause(duty, reason="鉴定", proof="", by=BY, now=at(24, 11))
    actions.resume(duty, by=BY, now=at(25, 9))
    actions.extend(duty, limit="1wd", reason="等候", by=BY, now=at(25, 12))
    duty.refresh_from_db()
    assert duty.due_at == at(30, 17) + dt.timedelta(minutes=30)

    _calendar(dt.date(2026, 11, 27))
    jobs.follow_calendars(now=at(25, 13))

    duty.refresh_from_db()
    assert duty.due_at == at(1, 17, month=12) + dt.timedelta(minutes=30)
    assert [stretch.part.due_at.day for stretch in queries.why(duty).stretches] == [26, 30, 1]


def test_a_provisional_end_waits_for_its_year_and_is_then_escalated():
    network = org.branch()
    layer = _calendar()
    start = dt.datetime(2026, 12, 30, 10, tzinfo=ZONE)
    duty = owe(network.outlets[0], start_at=start)
    assert duty.is_provisional
    after = dt.datetime(2027, 1, 20, 10, tzinfo=ZONE)
    assert jobs.sweep(now=after) == 1
    assert jobs.sweep(now=after) == 0
    assert Notification.objects.get().code == "obligation.due_soon_provisional"

    LayerYear.objects.create(layer=layer, year=2027, state="final", imported_at=NOW)
    first, last = dt.date(2027, 1, 1), dt.date(2027, 12, 31)
    CalendarChange.objects.create(layer=layer, first_day=first, last_day=last, at=NOW, actor_ref="job:test")
    jobs.follow_calendars(now=after)
    duty.refresh_from_db()

    assert (duty.is_provisional, duty.level) == (False, 1)
    assert jobs.sweep(now=after) == 2
