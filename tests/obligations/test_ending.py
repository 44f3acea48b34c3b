"""How obligations begin and end."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import ZONE, span_of_days
from biaogan.obligations import actions
from biaogan.obligations.actions import StartRow
from biaogan.obligations.models import LimitRule, Obligation
from biaogan.obligations.rules import State
from biaogan.org.models import PostKind
from biaogan.org.queries import post_at
from tests.conftest import NOW
from tests.factories import org
from tests.factories.cases import make_case
from tests.factories.obligations import BY, DUTY, LEGAL, QUICK, WINDOW, owe, register_test_kinds

pytestmark = pytest.mark.django_db

#: Two working days after Tuesday 24 November 2026.
THURSDAY = dt.datetime(2026, 11, 26, 17, 30, tzinfo=ZONE)


def test_an_obligation_keeps_the_rule_it_began_under_and_says_so_in_the_trail():
    duty = owe(org.unit())

    assert (duty.due_at, duty.first_due_at, duty.is_provisional) == (THURSDAY, THURSDAY, False)
    assert duty.warn_at == duty.next_step_at == dt.datetime(2026, 11, 25, 9, 0, tzinfo=ZONE)
    assert duty.rule.basis_text == "测试依据"
    event = Event.objects.get(name="obligation.started")
    assert (event.case_ref, event.unit_ref) == (duty.case_id, duty.debtor_unit_id)
    assert event.facts == {"kind": DUTY, "due": duty.due_at.isoformat()}


def test_a_limit_that_changes_later_leaves_what_runs_alone():
    duty = owe(org.unit())
    LimitRule.objects.filter(kind=DUTY).update(valid=span_of_days(None, dt.date(2026, 12, 1)))
    longer = {"amount": 3, "clock": "wd", "basis": "新规", "valid": span_of_days(dt.date(2026, 12, 1), None)}
    LimitRule.objects.create(kind=DUTY, **longer)

    later = owe(org.unit(), start_at=dt.datetime(2026, 12, 1, 10, tzinfo=ZONE))

    assert (duty.rule.amount, later.rule.amount) == (2, 3)
    assert later.due_at == dt.datetime(2026, 12, 4, 17, 30, tzinfo=ZONE)


def test_the_nearest_unit_with_a_limit_of_its_own_decides():
    network = org.branch()
    owe(network.outlets[0])
    own = {"amount": 1, "clock": "wd", "basis": "本支行规定", "valid": span_of_days(None, None)}
    LimitRule.objects.create(kind=DUTY, unit=network.sub_branches[0], **own)

    assert owe(network.outlets[0]).amount == 1
    assert owe(network.outlets[-1]).amount == 2


def test_a_limit_is_never_edited_or_deleted():
    register_test_kinds()
    actions.ensure_rules()
    rule = LimitRule.objects.filter(kind=DUTY)

    with pytest.raises(ProgrammingError), transaction.atomic():
        rule.update(amount=9)
    with pytest.raises(ProgrammingError), transaction.atomic():
        rule.delete()


def test_same_day_limits_begun_after_closing_end_on_the_next_working_day():
    evening = dt.datetime(2026, 11, 27, 20, 0, tzinfo=ZONE)

    duty = owe(org.unit(), start_at=evening, limit="0wd")

    assert duty.due_at == dt.datetime(2026, 11, 30, 17, 30, tzinfo=ZONE)


def test_a_window_has_no_debtor_takes_no_step_and_is_never_missed():
    window = owe(org.unit(), kind=WINDOW)
    after = window.due_at + dt.timedelta(days=1)

    assert (window.is_window, window.next_step_at, window.warn_at) == (True, None, None)
    assert window.state_at(after) == State.ENDED
    with pytest.raises(RuleBroken, match="window_ended"):
        actions.meet(window, by=BY, now=after)
    assert not Obligation.objects.owed().exists()


def test_done_at_the_very_end_is_in_time_and_an_instant_later_is_late():
    in_time, late = owe(org.unit()), owe(org.unit())

    actions.meet(in_time, by=BY, now=THURSDAY)
    actions.meet(late, by=BY, now=THURSDAY + dt.timedelta(microseconds=1))

    states = [each.state_at(NOW) for each in Obligation.objects.order_by("pk")]
    assert states == [State.MET, State.MET_LATE]
    facts = [event.facts["in_time"] for event in Event.objects.filter(name="obligation.met").order_by("pk")]
    assert facts == [True, False]


def test_work_done_offline_counts_from_when_it_was_done_and_both_moments_are_kept():
    duty = owe(org.unit())
    sent = THURSDAY + dt.timedelta(hours=3)

    met = actions.meet(duty, by=BY, now=sent, happened_at=THURSDAY)

    assert (met.met_at, met.met_recorded_at) == (THURSDAY, sent)
    assert met.state_at(sent) == State.MET
    assert Event.objects.get(name="obligation.met").happened_at == THURSDAY


def test_what_lies_ahead_cannot_have_been_done():
    duty = owe(org.unit())

    with pytest.raises(InputRefused, match="met_ahead"):
        actions.meet(duty, by=BY, now=NOW, happened_at=NOW + dt.timedelta(minutes=1))

    duty.refresh_from_db()
    assert duty.is_open
    assert not Event.objects.filter(name="obligation.met").exists()


def test_what_has_ended_ends_once():
    duty = owe(org.unit())
    actions.meet(duty, by=BY, now=NOW)

    for again in (actions.meet, lambda *a, **k: actions.cancel(*a, reason="撤回", **k)):
        with pytest.raises(RuleBroken, match=r"obligation\.ended"):
            again(duty, by=BY, now=NOW)

    assert Event.objects.filter(name__in=["obligation.met", "obligation.cancelled"]).count() == 1


def test_all_that_is_open_of_a_kind_is_met_and_all_that_is_open_of_a_case_is_dropped():
    unit = org.unit()
    case = make_case(unit)
    first, second, other = (owe(unit, on=case), owe(unit, on=case), owe(unit, kind=LEGAL, on=case))

    assert actions.meet_open(DUTY, on=case, by=BY, now=NOW) == 2
    assert actions.meet_open(DUTY, on=case, by=BY, now=NOW) == 0
    assert actions.cancel_open(case, by=BY, now=NOW, reason="撤回") == 1

    for each in (first, second, other):
        each.refresh_from_db()
    assert (bool(first.met_at), bool(second.met_at), bool(other.cancelled_at)) == (True, True, True)
    assert Event.objects.get(name="obligation.cancelled").facts["reason"] == "撤回"


def test_who_met_it_is_kept():
    head = org.person()
    duty = owe(org.unit(), person=head)

    met = actions.meet(duty, by=BY, now=NOW)

    assert met.met_by is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Obligation.objects.filter(pk=owe(org.unit()).pk).update(met_by=head)


def test_a_thousand_limits_are_stored_with_a_handful_of_statements(query_count):
    register_test_kinds()
    unit = org.unit()
    post, cases = post_at(PostKind.OUTLET_HEAD, unit), [make_case(unit) for _ in range(100)]
    rows = [
        (kind, StartRow(case, post, NOW - dt.timedelta(days=number), met_at=NOW if number % 2 else None))
        for number, case in enumerate(cases)
        for kind in (DUTY, LEGAL, QUICK)
    ]
    actions.ensure_rules()

    with query_count() as queries:
        made = actions.start_all(rows, by=BY, now=NOW)

    assert len(queries) <= 8
    stored = {duty.pk: duty for duty in Obligation.objects.all()}
    one_by_one = [
        actions.start(kind, on=row.on, debtor=row.debtor, by=BY, now=NOW, start_at=row.start_at)
        for kind, row in rows[:9]
    ]
    for copied, single in zip(made, one_by_one, strict=False):
        same = ("kind", "rule_id", "due_at", "first_due_at", "warn_at", "debtor_unit_id", "calendar", "amount", "clock")
        assert [getattr(stored[copied.pk], name) for name in same] == [getattr(single, name) for name in same]
    assert sum(duty.met_at is not None and duty.next_step_at is None for duty in stored.values()) == 150
    assert Event.objects.filter(name="obligation.started").count() == 309
