"""Warnings and escalation: once a step, to the right people, however many workers run."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection

from biaogan.audit.models import Event
from biaogan.cases.actions import bar
from biaogan.core.time import ZONE, span_of_days
from biaogan.notify.models import Notification
from biaogan.obligations import actions, jobs, queries
from biaogan.obligations.models import DutyCase, Obligation, RecurringDuty, StepTaken
from biaogan.org.models import Holding, PostKind
from biaogan.org.queries import post_at
from tests.conftest import NOW
from tests.factories import org
from tests.factories.obligations import BY, DUTY, WINDOW, owe


def at(day: int, hour: int = 12, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=ZONE)


def told(code: str) -> set[int]:
    return set(Notification.objects.filter(code=code).values_list("person", flat=True))


@pytest.mark.django_db
def test_the_ladder_is_climbed_step_by_step_and_each_step_tells_whom_it_names():
    network = org.branch()
    outlet = network.outlets[0]
    duty = owe(outlet, post_kind=PostKind.SERVICE_MANAGER)
    manager, head = network.holder(PostKind.SERVICE_MANAGER, outlet), network.holder(PostKind.OUTLET_HEAD, outlet)
    office = network.holder(PostKind.OFFICE_HEAD, network.office)
    vice = network.holder(PostKind.VICE_PRESIDENT, network.branch)

    assert [jobs.sweep(now=now) for now in (at(25, 8), at(25), at(25, 13))] == [0, 1, 0]
    assert told("obligation.due_soon") == {manager.pk}
    assert [jobs.sweep(now=now) for now in (at(26, 17), at(26, 18), at(26, 19))] == [0, 1, 0]
    assert told("obligation.overdue") == {manager.pk}
    assert told("obligation.escalated") == {head.pk}
    assert [jobs.sweep(now=now) for now in (at(27, 17), at(27, 18), at(30))] == [0, 1, 0]
    assert told("obligation.escalated") == {head.pk, office.pk, vice.pk}

    duty.refresh_from_db()
    assert (duty.level, duty.next_step_at) == (3, None)
    assert list(StepTaken.objects.order_by("pk").values_list("level", "told")) == [(1, 1), (2, 2), (3, 2)]
    names = Event.objects.filter(actor_ref="job:obligations.sweep").order_by("pk").values_list("name", flat=True)
    assert list(names) == ["obligation.warned", "obligation.escalated", "obligation.escalated"]


@pytest.mark.django_db
def test_what_was_done_dropped_or_is_a_window_takes_no_step():
    unit = org.unit()
    actions.meet(owe(unit), by=BY, now=NOW)
    actions.cancel(owe(unit), by=BY, now=NOW, reason="撤回")
    owe(unit, kind=WINDOW)

    assert jobs.sweep(now=at(30, month=12)) == 0


@pytest.mark.django_db
def test_where_a_post_stands_vacant_the_next_head_above_is_told():
    network = org.branch()
    outlet = network.outlets[0]
    owe(outlet)
    Holding.objects.filter(post__unit=outlet).update(valid=span_of_days(dt.date(2020, 1, 1), dt.date(2026, 11, 1)))

    jobs.sweep(now=at(25))

    assert told("obligation.due_soon") == {network.holder(PostKind.SUB_BRANCH_HEAD, network.sub_branches[0]).pk}


@pytest.mark.django_db
def test_a_step_is_taken_and_recorded_even_where_nobody_is_named_up_to_the_top():
    owe(org.unit())

    assert jobs.sweep(now=at(25)) == 1
    assert StepTaken.objects.get().told == 0
    assert not Notification.objects.exists()


@pytest.mark.django_db
def test_somebody_barred_from_the_case_hears_nothing_of_it():
    network = org.branch()
    outlet = network.outlets[0]
    duty = owe(outlet, post_kind=PostKind.SERVICE_MANAGER)
    head = network.holder(PostKind.OUTLET_HEAD, outlet)
    bar(duty.case, head, reason="被投诉人", by=BY, now=NOW)

    jobs.sweep(now=at(26, 18))

    assert told("obligation.escalated") == set()


@pytest.mark.django_db
def test_one_bad_row_costs_one_row(caplog):
    network = org.branch()
    bad, good = owe(network.outlets[0]), owe(network.outlets[1])
    Obligation.objects.filter(pk=bad.pk).update(calendar="xx")

    assert jobs.sweep(now=at(25)) == 1

    assert list(StepTaken.objects.values_list("obligation", flat=True)) == [good.pk]
    assert f"obligation {bad.pk} takes no step" in caplog.text


@pytest.mark.django_db
def test_more_rows_than_one_reading_are_all_met(monkeypatch):
    monkeypatch.setattr(jobs, "BATCH", 3)
    unit = org.unit()
    for _ in range(8):
        owe(unit)

    assert jobs.sweep(now=at(25)) == 8


def in_threads(*works) -> list[object]:
    """Run each on its own connection, all started at once."""
    found: list[object] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(place: int, work) -> None:
        try:
            gate.wait(timeout=10)
            found[place] = work()
        except Exception as error:
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_take_every_step_exactly_once():
    network = org.branch()
    for outlet in network.outlets:
        for _ in range(8):
            owe(outlet)

    late = at(30)
    taken = in_threads(*[lambda: jobs.sweep(now=late)] * 3)
    taken.append(jobs.sweep(now=late))

    steps = list(StepTaken.objects.values_list("obligation", "level"))
    assert sum(taken) == len(steps) == len(set(steps)) == 2 * 32
    assert Notification.objects.filter(code="obligation.overdue").count() == 32
    assert Event.objects.filter(name="obligation.escalated").count() == 64


@pytest.mark.django_db(transaction=True)
def test_a_sweep_killed_in_the_middle_of_a_step_leaves_nothing_half_done(monkeypatch):
    network = org.branch()
    owe(network.outlets[0])
    real = jobs.record_event

    def killed(*args, **kwargs):
        real(*args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(jobs, "record_event", killed)
    with pytest.raises(KeyboardInterrupt):
        jobs.sweep(now=at(25))
    monkeypatch.undo()

    assert not StepTaken.objects.exists()
    assert not Notification.objects.exists()
    assert jobs.sweep(now=at(25)) == 1
    assert Notification.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_end_the_same_one_wins_and_the_other_is_told_so():
    duty = owe(org.unit())

    first, second = in_threads(*[lambda: actions.meet(duty, by=BY, now=NOW)] * 2)

    codes = sorted(getattr(each, "code", "met") for each in (first, second))
    assert codes == ["met", "obligation.ended"]
    assert Event.objects.filter(name="obligation.met").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_kind_that_two_workers_meet_first_at_once_gets_one_limit():
    first, second = org.unit(), org.unit()
    made = in_threads(lambda: owe(first), lambda: owe(second))

    assert {duty.rule_id for duty in made} == {Obligation.objects.first().rule_id}


def _monthly(post_kind: str = PostKind.SERVICE_MANAGER, begins_on: dt.date = dt.date(2026, 11, 24)) -> RecurringDuty:
    return actions.set_recurring_duty(
        post_kind=post_kind,
        name="服务自查",
        name_en="self-check",
        cadence="monthly",
        limit="5wd",
        begins_on=begins_on,
        by=BY,
        now=NOW,
    )


@pytest.mark.django_db(transaction=True)
def test_a_recurring_duty_opens_once_a_period_at_every_filled_post_however_many_workers_run():
    network = org.branch()
    _monthly()
    Holding.objects.filter(post__unit=network.outlets[3]).update(valid=span_of_days(None, dt.date(2026, 11, 1)))

    opened = in_threads(*[lambda: jobs.open_recurring(now=NOW)] * 2)

    # Two sub-branches and three of four outlets.
    assert sum(opened) == DutyCase.objects.count() == Obligation.objects.count() == 5
    assert jobs.open_recurring(now=NOW) == 0
    assert jobs.open_recurring(now=at(1, month=12)) == 5


@pytest.mark.django_db
def test_when_a_recurring_duty_was_last_met_is_remembered_for_who_met_it():
    from biaogan.accounts.access import actor_of
    from tests.factories.accounts import user

    network = org.branch()
    outlet = network.outlets[0]
    manager = network.holder(PostKind.SERVICE_MANAGER, outlet)
    post = post_at(PostKind.SERVICE_MANAGER, outlet)
    assert queries.last_met([(manager.pk, post.pk)]) == {}
    _monthly()
    jobs.open_recurring(now=NOW)
    assert queries.last_met([(manager.pk, post.pk)]) == {(manager.pk, post.pk): dt.date(2026, 11, 24)}

    duty = Obligation.objects.get(debtor_post=post)
    actions.finish(duty, note="已自查", by=actor_of(user(person=manager), now=NOW), now=at(30))

    assert queries.last_met([(manager.pk, post.pk)]) == {(manager.pk, post.pk): dt.date(2026, 11, 30)}
    case = DutyCase.objects.get(pk=duty.case_id)
    assert (case.note, case.case.closed_at) == ("已自查", at(30))


@pytest.mark.django_db
def test_a_recurring_duty_that_has_ended_opens_no_more():
    org.branch()
    duty = _monthly()
    actions.end_recurring_duty(duty, last_day=dt.date(2026, 11, 30), by=BY, now=NOW)

    assert jobs.open_recurring(now=NOW) > 0
    assert jobs.open_recurring(now=at(1, month=12)) == 0
    assert DUTY
