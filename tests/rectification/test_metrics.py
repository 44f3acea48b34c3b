from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from biaogan.accounts.access import job_actor
from biaogan.core.time import ZONE
from biaogan.metrics.periods import month_of
from biaogan.metrics.queries import Question, figures, rows
from biaogan.org.models import Unit
from biaogan.rectification import actions
from biaogan.rectification.choices import Source
from biaogan.rectification.models import Finding
from tests.conftest import NOW
from tests.factories import rectification as make

pytestmark = pytest.mark.django_db

NOVEMBER, DECEMBER, NEXT = (month_of(day) for day in (dt.date(2026, 11, 1), dt.date(2026, 12, 1), dt.date(2027, 1, 1)))
JANUARY = dt.datetime(2027, 1, 30, 10, 0, tzinfo=ZONE)
ANYBODY = job_actor("test")
DAY = dt.timedelta(days=1)


def _figure(code: str, unit: Unit, *, as_of: dt.datetime = JANUARY, period: Any = NOVEMBER) -> tuple[int, int]:
    found = figures([code], Question(unit, period, as_of), actor=ANYBODY)[code]
    return found.numerator, found.denominator


def test_findings_are_counted_without_self_checks_and_without_what_was_withdrawn_by_then():
    at_desk = make.desk()
    make.finding(at_desk)
    make.finding(at_desk, by=at_desk.service_manager, source=Source.SELF_CHECK)
    wrong = make.finding(at_desk, item_code="E02")
    actions.withdraw_finding(finding_id=wrong.pk, reason="记错", by=at_desk.inspector, now=make.LATER)

    assert _figure("findings-raised", at_desk.branch.branch)[1] == 1
    # As of the day before it was withdrawn, it counted.
    assert _figure("findings-raised", at_desk.branch.branch, as_of=make.LATER - DAY)[1] == 2


def test_repeats_are_counted_and_can_be_listed():
    at_desk = make.desk()
    make.finding(at_desk, found_at=NOW - 10 * DAY)
    repeat = make.finding(at_desk)

    assert _figure("findings-repeated", at_desk.outlet)[1] == 1
    listed = rows("findings-repeated", Question(at_desk.outlet, NOVEMBER, JANUARY), actor=ANYBODY)
    assert [case.pk for case in listed] == [repeat.pk]


def test_what_is_open_at_the_end_of_a_month_stays_so_when_asked_again_later():
    at_desk = make.desk()
    one = make.answered(at_desk)
    make.checked(at_desk, one, now=dt.datetime(2026, 12, 3, 10, 0, tzinfo=ZONE))

    assert _figure("findings-open", at_desk.outlet)[1] == 1
    assert _figure("findings-open", at_desk.outlet, period=DECEMBER)[1] == 0


def _due_in_december(at_desk: Any, **details: Any) -> Finding:
    one = make.noticed(at_desk, **details)
    assert DECEMBER.first <= one.due_at.astimezone(ZONE).date() < DECEMBER.end
    return one


def test_in_time_is_what_was_answered_by_its_limit_and_right_when_looked_at():
    at_desk = make.desk()
    in_time, late, waiting = (_due_in_december(at_desk, item_code=code) for code in ("E01", "E02", "E03"))
    _due_in_december(at_desk, item_code="E04")
    make.checked(at_desk, make.answered(at_desk, in_time), now=make.LATER)
    past = late.due_at + DAY
    make.checked(at_desk, make.answered(at_desk, late, now=past), now=past)
    make.answered(at_desk, waiting)

    # The one that nobody answered counts against the unit, the one that waits for the inspector does not count.
    assert _figure("rectification-on-time", at_desk.outlet, period=DECEMBER) == (1, 3)


def test_a_limit_counts_only_once_it_has_ended_and_as_it_was_last_extended():
    at_desk = make.desk()
    one = _due_in_december(at_desk)
    eve = one.due_at - DAY

    assert _figure("rectification-on-time", at_desk.outlet, period=DECEMBER, as_of=eve) == (0, 0)
    actions.extend(
        finding_id=one.pk, due_at=dt.datetime(2027, 1, 8, tzinfo=ZONE), reason="采购", by=at_desk.inspector, now=eve
    )
    assert _figure("rectification-on-time", at_desk.outlet, period=DECEMBER) == (0, 0)
    assert _figure("rectification-on-time", at_desk.outlet, period=NEXT) == (0, 1)


def test_what_is_written_down_after_a_figure_was_closed_does_not_change_it():
    at_desk = make.desk()
    one = _due_in_december(at_desk)
    closing = one.due_at + 3 * DAY
    arrives = closing + DAY
    make.answer(at_desk, one, now=arrives, happened_at=one.due_at, done_at=one.due_at)
    make.checked(at_desk, make.again(one), now=arrives)

    assert _figure("rectification-on-time", at_desk.outlet, period=DECEMBER, as_of=closing) == (0, 1)
    assert _figure("rectification-on-time", at_desk.outlet, period=DECEMBER) == (1, 1)
