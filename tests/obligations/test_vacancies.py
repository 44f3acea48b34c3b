"""A service manager who meets none of the shipped duties in 30 days counts as vacant: listed, alarmed, routed upwards."""

from __future__ import annotations

import datetime as dt

import pytest

from biaogan.accounts.access import actor_of
from biaogan.accounts.models import User
from biaogan.core.time import local_day
from biaogan.notify.models import Notification
from biaogan.obligations import actions, jobs, queries
from biaogan.obligations.models import DutyCase, Obligation, RecurringDuty, Source
from biaogan.org import jobs as org_jobs
from biaogan.org.models import NoticedVacancy, Person, PostKind, VacancyReason
from biaogan.org.queries import vacancies
from tests.conftest import NOW
from tests.factories import org

pytestmark = pytest.mark.django_db

#: Before the public holidays of October, so that the duties of the weeks between are ordinary ones.
BEGIN = dt.datetime(2026, 10, 12, 9, 0, tzinfo=NOW.tzinfo)


@pytest.fixture
def network() -> org.Branch:
    actions.ship_duties()
    made = org.branch()
    jobs.open_recurring(now=BEGIN)
    return made


def _meets_one(person: Person, *, now: dt.datetime) -> None:
    user = User.objects.get_or_create(person=person, defaults={"username": person.staff_no})[0]
    duty = Obligation.objects.open().filter(kind="duty.recurring", debtor_post__holdings__person=person).first()
    assert duty is not None
    actions.finish(duty, note="已检查，无问题", by=actor_of(user, now=now), now=now)


def _all_but_one_work(network: org.Branch, *, now: dt.datetime) -> Person:
    """Let every service manager meet a duty but the one of the first outlet; return the idle one."""
    idle = network.holder(PostKind.SERVICE_MANAGER, network.outlets[0])
    for unit in [*network.sub_branches, *network.outlets[1:]]:
        _meets_one(network.holder(PostKind.SERVICE_MANAGER, unit), now=now)
    return idle


def test_the_shipped_duties_wait_for_the_bank_and_are_shipped_once():
    assert actions.ship_duties() == 2
    assert actions.ship_duties() == 0

    duties = RecurringDuty.objects.all()
    assert {duty.post_kind for duty in duties} == {PostKind.SERVICE_MANAGER}
    assert {duty.source for duty in duties} == {Source.BANK_TO_CONFIRM}


def test_what_an_administrator_ended_is_not_shipped_again():
    actions.ship_duties()
    RecurringDuty.objects.update(valid=(None, dt.date(2026, 1, 1)))

    assert actions.ship_duties() == 0


def test_every_service_manager_owes_them_and_nobody_is_idle_before_there_was_something_to_do(network):
    assert DutyCase.objects.count() == 2 * (len(network.sub_branches) + len(network.outlets))
    assert vacancies(local_day(BEGIN + dt.timedelta(days=29))) == []


def test_who_met_none_in_30_days_is_listed_alarmed_and_the_upper_level_is_told(network):
    later = BEGIN + dt.timedelta(days=31)
    idle = _all_but_one_work(network, now=BEGIN + dt.timedelta(days=5))

    listed = vacancies(local_day(later))
    assert [(each.unit, each.reason, each.holders) for each in listed] == [
        (network.outlets[0], VacancyReason.IDLE, (idle,))
    ]

    assert org_jobs.watch_vacancies(now=later) == 1
    above = network.holder(PostKind.SERVICE_MANAGER, network.sub_branches[0])
    assert list(Notification.objects.filter(code="vacancy.idle").values_list("person", flat=True)) == [above.pk]
    assert org_jobs.watch_vacancies(now=later) == 0


def test_from_then_on_what_falls_due_there_goes_to_the_head_above_as_well(network):
    later = BEGIN + dt.timedelta(days=31)
    idle = _all_but_one_work(network, now=BEGIN + dt.timedelta(days=5))
    duty = Obligation.objects.filter(debtor_unit=network.outlets[0])[0]
    before = list(queries.people_to_tell(duty, ("debtor",), on=local_day(later)))

    org_jobs.watch_vacancies(now=later)
    after = list(queries.people_to_tell(duty, ("debtor",), on=local_day(later)))

    assert before == [idle]
    assert after == [idle, network.holder(PostKind.SUB_BRANCH_HEAD, network.sub_branches[0])]


def test_a_duty_met_fills_the_post_again(network):
    later = BEGIN + dt.timedelta(days=31)
    idle = _all_but_one_work(network, now=BEGIN + dt.timedelta(days=5))
    org_jobs.watch_vacancies(now=later)

    _meets_one(idle, now=later)
    org_jobs.watch_vacancies(now=later)

    assert vacancies(local_day(later)) == []
    assert NoticedVacancy.objects.get().filled_at == later


def test_a_post_that_nobody_holds_is_alarmed_in_other_words(network):
    network.people.pop((PostKind.SERVICE_MANAGER, network.outlets[2].pk)).holdings.all().delete()

    org_jobs.watch_vacancies(now=BEGIN)

    told = Notification.objects.get(code="vacancy.nobody")
    assert told.person == network.holder(PostKind.SERVICE_MANAGER, network.sub_branches[1])
