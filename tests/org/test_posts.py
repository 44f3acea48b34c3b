"""Posts: who may hold which, hand-over, vacancies."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.accounts.access import Actor, Grant, Role, job_actor
from biaogan.audit.models import Event
from biaogan.core.errors import RuleBroken
from biaogan.org import actions, hooks, jobs, queries
from biaogan.org.models import Holding, NoticedVacancy, PostKind, StaffingRule
from tests.conftest import NOW
from tests.factories import org

TODAY = dt.date(2026, 11, 24)
YESTERDAY = dt.date(2026, 11, 23)
TOMORROW = dt.date(2026, 11, 25)
JOB = job_actor("test")

pytestmark = pytest.mark.django_db


def appoint(person, kind, unit, from_day=TODAY, by=JOB, **more):
    return actions.appoint(person=person, kind=kind, unit=unit, from_day=from_day, by=by, now=NOW, **more)


def test_an_appointment_fills_the_post_from_its_first_day_on():
    outlet, person = org.unit("outlet", org.unit("branch")), org.person()

    appoint(person, PostKind.TELLER, outlet, TOMORROW, last_day=dt.date(2026, 11, 26))

    assert queries.holders(PostKind.TELLER, outlet, on=TODAY) == []
    assert queries.holders(PostKind.TELLER, outlet, on=TOMORROW) == [person]
    assert queries.holders(PostKind.TELLER, outlet, on=dt.date(2026, 11, 27)) == []
    assert Event.objects.get().name == "post.filled"


def test_an_appointment_is_refused_without_right_place_post_or_days():
    branch = org.unit("branch")
    outlet, person = org.unit("outlet", branch), org.person()
    gone = org.person(left_on=TODAY)
    org.holding(org.person(), PostKind.OUTLET_HEAD, outlet, before=TOMORROW)
    administrator = Actor(ref="user:1", grants=(Grant(Role.ADMINISTRATOR, branch.path),))
    reader = Actor(ref="user:2", grants=(Grant(Role.VIEWER, branch.path),))

    with pytest.raises(PermissionDenied):
        appoint(person, PostKind.TELLER, outlet, by=reader)
    for somebody, kind, unit, more, reason in [
        (person, PostKind.PRESIDENT, outlet, {}, "post.not_at_this_level"),
        (person, PostKind.OFFICE_HEAD, org.unit("department", branch, function="it"), {}, "post.not_at_this_level"),
        (person, PostKind.OUTLET_HEAD, outlet, {}, "post.is_held"),
        (gone, PostKind.TELLER, outlet, {}, "person.has_left"),
        (person, PostKind.TELLER, outlet, {"last_day": YESTERDAY}, "holding.ends_before_it_begins"),
    ]:
        with pytest.raises(RuleBroken) as broken:
            appoint(somebody, kind, unit, by=administrator if unit == outlet else JOB, **more)
        assert broken.value.code == reason

    assert not Event.objects.exists()
    appoint(person, PostKind.OUTLET_HEAD, outlet, TOMORROW, by=administrator)
    with pytest.raises(RuleBroken, match="held_already"):
        appoint(person, PostKind.OUTLET_HEAD, outlet, TOMORROW, by=administrator)


def test_deputies_stand_beside_the_holder_and_come_last():
    outlet, head, deputy = org.unit("outlet", org.unit("branch")), org.person(), org.person()
    org.holding(deputy, PostKind.TELLER, outlet)

    actions.add_deputy(person=deputy, kind=PostKind.OUTLET_HEAD, unit=outlet, from_day=YESTERDAY, by=JOB, now=NOW)
    appoint(head, PostKind.OUTLET_HEAD, outlet)

    assert queries.holders(PostKind.OUTLET_HEAD, outlet, on=TODAY) == [head, deputy]


@pytest.fixture
def handed(monkeypatch):
    """What the apps above were asked to pass on."""
    seen: list[hooks.HandOver] = []
    registry = hooks.Registry("hand-over")
    registry.register("test", lambda over: seen.append(over) or 3)
    monkeypatch.setattr("biaogan.org.actions.posts.HANDOVERS", registry)
    return seen


def test_a_transfer_passes_open_duties_to_the_successor_once_the_last_day_is_over(handed):
    made = org.branch()
    outlet, successor = made.outlets[0], org.person()
    holding = Holding.objects.get(post__kind=PostKind.OUTLET_HEAD, post__unit=outlet)

    _old, new = actions.transfer(holding, last_day=TODAY, successor=successor, by=JOB, now=NOW)
    assert jobs.hand_over(now=NOW) == 0
    midnight = NOW + dt.timedelta(hours=14)
    assert jobs.hand_over(now=midnight) == 1
    assert jobs.hand_over(now=midnight) == 0

    assert new.valid.lower == TOMORROW
    assert [(over.leaver, over.successor, over.responsible) for over in handed] == [(holding.person, successor, None)]
    assert Event.objects.get(name="post.handed_over").facts["duties"] == 3


def test_without_a_successor_duties_go_to_the_first_filled_post_above(handed):
    made = org.branch()
    outlet, sub = made.outlets[0], made.sub_branches[0]
    holding = Holding.objects.get(post__kind=PostKind.OUTLET_HEAD, post__unit=outlet)

    actions.end_holding(holding, last_day=YESTERDAY, by=JOB, now=NOW)

    over = handed[0]
    assert over.successor is None
    assert over.responsible == (
        queries.post_at(PostKind.SUB_BRANCH_HEAD, sub),
        [made.holder(PostKind.SUB_BRANCH_HEAD, sub)],
    )


def test_an_ended_and_handed_over_holding_is_not_touched_again(handed):
    made = org.branch()
    holding = Holding.objects.get(post__kind=PostKind.OUTLET_HEAD, post__unit=made.outlets[0])
    actions.end_holding(holding, last_day=YESTERDAY, by=JOB, now=NOW)

    with pytest.raises(RuleBroken, match="handed_over"):
        actions.end_holding(holding, last_day=TOMORROW, by=JOB, now=NOW)


def test_only_a_holding_that_has_not_begun_can_be_withdrawn():
    outlet = org.unit("outlet", org.unit("branch"))
    coming = appoint(org.person(), PostKind.TELLER, outlet, TOMORROW)
    running = appoint(org.person(), PostKind.TELLER, outlet, TODAY)

    actions.withdraw_appointment(coming, by=JOB, now=NOW)
    with pytest.raises(RuleBroken, match="has_begun"):
        actions.withdraw_appointment(running, by=JOB, now=NOW)

    assert list(Holding.objects.all()) == [running]


def test_who_leaves_the_bank_leaves_all_posts_with_the_last_day():
    made = org.branch()
    outlet = made.outlets[0]
    head = made.holder(PostKind.OUTLET_HEAD, outlet)
    org.holding(head, PostKind.TELLER, outlet, from_=dt.date(2027, 1, 1))

    actions.record_leaving(head, last_day=TODAY, by=JOB, now=NOW)

    assert queries.holders(PostKind.OUTLET_HEAD, outlet, on=TODAY) == [head]
    assert queries.holders(PostKind.OUTLET_HEAD, outlet, on=TOMORROW) == []
    assert Holding.objects.filter(person=head).count() == 1
    with pytest.raises(RuleBroken, match="left_already"):
        actions.record_leaving(head, last_day=TODAY, by=JOB, now=NOW)


def test_a_vacant_post_is_answered_for_from_the_unit_upwards():
    made = org.branch()
    outlet, sub = made.outlets[0], made.sub_branches[0]

    def answers(kind, unit):
        post, people = queries.responsible(kind, unit, on=TODAY)
        return post.kind, post.unit, people

    own = made.holder(PostKind.SERVICE_MANAGER, outlet)
    assert answers(PostKind.SERVICE_MANAGER, outlet) == (PostKind.SERVICE_MANAGER, outlet, [own])
    Holding.objects.filter(post__unit=outlet, post__kind=PostKind.SERVICE_MANAGER).delete()
    assert answers(PostKind.SERVICE_MANAGER, outlet)[:2] == (PostKind.OUTLET_HEAD, outlet)
    Holding.objects.filter(post__unit=outlet).delete()
    assert answers(PostKind.SERVICE_MANAGER, outlet)[:2] == (PostKind.SERVICE_MANAGER, sub)
    Holding.objects.filter(post__unit=sub).delete()
    assert answers(PostKind.SERVICE_MANAGER, outlet)[:2] == (PostKind.OFFICE_HEAD, made.office)
    assert answers(PostKind.COMPLAINT_OFFICER, outlet)[:2] == (PostKind.COMPLAINT_OFFICER, made.office)
    Holding.objects.all().delete()
    assert queries.responsible(PostKind.SERVICE_MANAGER, outlet, on=TODAY) is None


def test_every_sub_branch_and_outlet_without_a_service_manager_is_vacant():
    made = org.branch()
    outlet = made.outlets[0]
    org.unit("outlet", made.sub_branches[0], closed_on=TODAY)
    Holding.objects.filter(post__unit=outlet, post__kind=PostKind.SERVICE_MANAGER).delete()
    org.holding(org.person(), PostKind.SERVICE_MANAGER, outlet, from_=TOMORROW)

    assert [(each.unit, each.reason) for each in queries.vacancies(TODAY)] == [(outlet, "nobody")]
    assert queries.vacancies(TOMORROW) == []


@pytest.fixture
def duties(monkeypatch):
    """The days on which recurring duties were last met, by (person, post)."""
    met: dict[tuple[int, int], dt.date | None] = {}
    registry = hooks.Registry("memory")
    registry.register("test", lambda pairs: {pair: met[pair] for pair in pairs if pair in met})
    monkeypatch.setattr(hooks, "LAST_DUTIES", registry)
    return met


@pytest.mark.parametrize(
    ("met", "held_from", "is_vacant"),
    [
        (dt.date(2026, 10, 25), dt.date(2020, 1, 1), True),  # 30 days ago
        (dt.date(2026, 10, 26), dt.date(2020, 1, 1), False),  # 29 days ago
        (None, dt.date(2026, 10, 26), False),  # a newcomer
        (None, dt.date(2020, 1, 1), True),
    ],
)
def test_a_holder_who_met_no_duty_in_thirty_days_counts_as_absent(duties, met, held_from, is_vacant):
    made = org.branch()
    holding = Holding.objects.get(post__unit=made.outlets[0], post__kind=PostKind.SERVICE_MANAGER)
    holding.valid = org.span_of_days(held_from, None)
    holding.save()
    duties[holding.person_id, holding.post_id] = met

    found = queries.vacancies(TODAY)

    assert [each.reason for each in found] == (["idle"] if is_vacant else [])


def test_the_number_of_idle_days_is_a_dated_rule(duties):
    made = org.branch()
    holding = Holding.objects.get(post__unit=made.outlets[0], post__kind=PostKind.SERVICE_MANAGER)
    duties[holding.person_id, holding.post_id] = dt.date(2026, 11, 14)
    rule = {"post_kind": PostKind.SERVICE_MANAGER, "idle_days": 10, "basis": "行发〔2026〕1号"}

    actions.set_staffing_rule(**rule, valid_from=TOMORROW, by=JOB, now=NOW)

    assert queries.vacancies(TODAY) == []
    assert len(queries.vacancies(TOMORROW)) == 1
    with pytest.raises(RuleBroken, match="past_rule"):
        actions.set_staffing_rule(**rule, valid_from=YESTERDAY, by=JOB, now=NOW)
    assert StaffingRule.objects.count() == 1


def test_a_vacancy_is_alarmed_once_to_the_level_above_and_struck_off_when_filled(monkeypatch):
    made = org.branch()
    outlet = made.outlets[0]
    heard: list[hooks.Alarm] = []
    registry = hooks.Registry("alarm")
    registry.register("test", heard.append)
    monkeypatch.setattr("biaogan.org.actions.vacancies.ALARMS", registry)
    Holding.objects.filter(post__unit=outlet, post__kind=PostKind.SERVICE_MANAGER).delete()

    assert jobs.watch_vacancies(now=NOW) == 1
    assert jobs.watch_vacancies(now=NOW) == 0
    sub = made.sub_branches[0]
    assert [alarm.to for alarm in heard] == [[made.holder(PostKind.SERVICE_MANAGER, sub)]]
    appoint(org.person(), PostKind.SERVICE_MANAGER, outlet)
    assert jobs.watch_vacancies(now=NOW) == 0

    assert NoticedVacancy.objects.get().filled_at == NOW
    assert set(Event.objects.values_list("name", flat=True)) >= {"vacancy.noticed", "vacancy.filled"}


def test_vacancies_of_a_large_network_take_a_handful_of_queries(django_assert_max_num_queries):
    for _ in range(3):
        org.branch()

    with django_assert_max_num_queries(5):
        queries.vacancies(TODAY)
