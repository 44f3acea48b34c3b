from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.accounts.access import job_actor
from biaogan.audit.models import Event
from biaogan.cases.models import Case
from biaogan.core.errors import InputRefused
from biaogan.obligations.models import Obligation
from biaogan.org.models import PostKind
from biaogan.rectification import actions
from biaogan.rectification.actions import Wrong
from biaogan.rectification.choices import FigureCode, Source, State
from biaogan.rectification.models import Finding, FindingState
from tests.conftest import NOW
from tests.factories import rectification as make

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
JOB = job_actor("test")


def test_a_finding_is_a_case_of_its_unit_with_state_number_and_event():
    at_desk = make.desk()

    made = make.finding(at_desk)

    assert (made.state, made.case.subject_unit, made.case.handling_unit) == (
        State.OPEN,
        at_desk.outlet,
        at_desk.branch.office,
    )
    assert made.case.number.startswith("F-2026-")
    assert [(row.state, row.at, row.decided_at) for row in made.states.all()] == [(State.OPEN, NOW, NOW)]
    event = Event.objects.get(name="finding.raised")
    assert (event.case_ref, event.facts) == (made.pk, {"source": "onsite"})


@pytest.mark.parametrize("kind", [PostKind.OUTLET_HEAD, PostKind.LOBBY_MANAGER, PostKind.TELLER])
def test_the_outlet_raises_nothing_in_the_name_of_inspection(kind):
    at_desk = make.desk()

    with pytest.raises(PermissionDenied):
        make.finding(at_desk, by=at_desk.actor(kind))

    assert not Finding.objects.exists()


def test_what_an_outlet_finds_at_itself_is_owed_at_once_by_its_head():
    at_desk = make.desk()

    made = make.finding(at_desk, by=at_desk.service_manager, source=Source.SELF_CHECK)

    duty = Obligation.objects.get(case=made.case)
    assert (duty.kind, duty.debtor_post.kind, duty.debtor_unit) == (
        "finding.rectify",
        PostKind.OUTLET_HEAD,
        at_desk.outlet,
    )
    assert made.due_at == duty.due_at


def test_a_mystery_visit_names_nobody():
    assert make.finding(make.desk(), source=Source.MYSTERY).found_by is None


@pytest.mark.parametrize(
    "details",
    [{"fact": "  "}, {"source": "gossip"}, {"points": -1}, {"found_at": NOW + DAY}],
    ids=["no fact", "no such source", "points below nothing", "found tomorrow"],
)
def test_what_cannot_be_is_refused(details):
    at_desk = make.desk()

    with pytest.raises(InputRefused):
        make.finding(at_desk, **details)

    assert not Case.objects.filter(kind="finding").exists()


def test_personal_numbers_in_the_fact_are_masked():
    made = make.finding(make.desk(), fact="客户 13912345678 反映叫号机缺纸")

    assert "13912345678" not in made.fact


@pytest.mark.parametrize(("days", "is_repeat"), [(90, True), (91, False)])
def test_the_same_item_at_the_same_unit_within_ninety_days_is_a_repeat_of_double_weight(days, is_repeat):
    at_desk = make.desk()
    first = make.finding(at_desk, found_at=NOW - days * DAY)

    second = make.finding(at_desk)

    assert (second.repeats_id, second.weight) == ((first.pk, 200) if is_repeat else (None, 100))
    assert second.weighted_points == (400 if is_repeat else 200)


def test_what_was_withdrawn_is_not_repeated():
    at_desk = make.desk()
    first = make.finding(at_desk, found_at=NOW - DAY)
    actions.withdraw_finding(finding_id=first.pk, reason="记错了单位", by=at_desk.inspector, now=NOW)

    assert make.finding(at_desk).repeats_id is None


def test_another_outlet_repeats_nothing():
    at_desk = make.desk()
    make.finding(at_desk, found_at=NOW - DAY)

    assert make.finding(at_desk, at_desk.branch.outlets[1]).repeats_id is None


def test_a_finding_weighs_what_the_scheme_said_on_the_day_it_was_found():
    at_desk = make.desk()
    begins = (NOW + 10 * DAY).date()
    actions.set_figure(
        code=FigureCode.REPEAT_WEIGHT, value=300, begins_on=begins, basis="考核办法", by=at_desk.office_head, now=NOW
    )
    make.finding(at_desk, found_at=NOW - DAY)
    before = make.finding(at_desk, found_at=NOW)

    after = make.finding(at_desk, now=NOW + 11 * DAY)

    assert (before.weight, after.weight) == (200, 300)


def test_figures_begin_tomorrow_at_the_earliest_and_only_by_whoever_may():
    at_desk = make.desk()

    def attempt(by, value=120, day=1, basis="考核办法"):
        actions.set_figure(
            code=FigureCode.REPEAT_DAYS,
            value=value,
            begins_on=(NOW + day * DAY).date(),
            basis=basis,
            by=by,
            now=NOW,
        )

    with pytest.raises(PermissionDenied):
        attempt(at_desk.inspector)
    for wrong in ({"day": 0}, {"value": 0}, {"basis": " "}):
        with pytest.raises(InputRefused):
            attempt(at_desk.office_head, **wrong)
    attempt(at_desk.office_head)
    assert Event.objects.filter(name="rectification.figure_set").count() == 1


def test_many_are_raised_with_the_statements_of_one(django_assert_num_queries):
    at_desk = make.desk()
    rows = [
        Wrong(unit, Source.ONSITE, f"第{number}项不符合", item_code=f"E{number:02d}", points=100, found_at=NOW - DAY)
        for unit in at_desk.branch.outlets
        for number in range(100)
    ]
    actions.raise_many(rows[:1], by=JOB, now=NOW)

    with django_assert_num_queries(13, exact=False):
        made = actions.raise_many(rows, by=JOB, now=NOW)

    assert len(made) == 400
    assert FindingState.objects.filter(finding__in=[each.pk for each in made]).count() == 400
    assert Event.objects.filter(name="finding.raised").count() == 401


def test_rows_of_one_file_repeat_each_other_in_the_order_they_were_found():
    at_desk = make.desk()
    late = Wrong(at_desk.outlet, Source.ONSITE, "缺纸", item_code="E01", found_at=NOW - DAY)
    early = Wrong(at_desk.outlet, Source.ONSITE, "缺纸", item_code="E01", found_at=NOW - 30 * DAY)

    second, first = actions.raise_many([late, early], by=JOB, now=NOW)

    second.refresh_from_db()
    assert (second.repeats_id, first.repeats_id) == (first.pk, None)


def test_what_another_register_has_closed_comes_in_closed_and_owed_by_nobody():
    at_desk = make.desk()
    past = Wrong(
        at_desk.outlet,
        Source.ONSITE,
        "缺纸",
        found_at=NOW - 30 * DAY,
        closed_at=NOW - 10 * DAY,
        external_key="sf:1:2",
    )

    (made,) = actions.raise_many([past], by=JOB, now=NOW)

    made.refresh_from_db()
    assert (made.state, made.closed_at, made.case.closed_at) == (State.CLOSED, NOW - 10 * DAY, NOW - 10 * DAY)
    assert [(row.state, row.at) for row in made.states.order_by("pk")] == [
        (State.OPEN, NOW - 30 * DAY),
        (State.CLOSED, NOW - 10 * DAY),
    ]
    assert not Obligation.objects.exists()


def test_a_finding_is_found_by_its_words():
    at_desk = make.desk()
    made = make.finding(at_desk, fact="防滑垫破损卷边")

    from biaogan.cases.models import CaseWords

    assert CaseWords.objects.get(case=made.case).words
