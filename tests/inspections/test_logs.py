"""The logs of outlets and the figures that handbook items on record read."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction

from biaogan.accounts.access import job_actor
from biaogan.accounts.roles import Role
from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import ZONE
from biaogan.inspections.actions.logs import keep_log
from biaogan.inspections.models import LogKind, OutletLog
from biaogan.inspections.queries.logs import kept_today, logs, patrols_required
from biaogan.metrics.periods import Period, parse
from biaogan.metrics.queries import Question, figures
from biaogan.org.models import PostKind
from tests.conftest import NOW
from tests.factories import accounts, inspections, org, premises

pytestmark = pytest.mark.django_db

AFTER = dt.datetime(2027, 1, 5, tzinfo=ZONE)


@pytest.fixture
def made():
    inspections.ship()
    return org.branch()


@pytest.fixture
def outlet(made):
    premises.hours(made.outlets[0])
    return made.outlets[0]


@pytest.fixture
def lobby(outlet):
    return accounts.actor_with(PostKind.LOBBY_MANAGER, outlet)


def moment(day: int, hour: int = 10, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=ZONE)


def share(code, outlet, period, *, as_of=AFTER):
    figure = figures([code], Question(outlet, period, as_of), actor=job_actor("test"))[code]
    return figure.numerator, figure.denominator


def test_a_log_keeps_both_moments_and_no_personal_numbers(outlet, lobby):
    log = keep_log(
        unit=outlet,
        kind=LogKind.HOME_VISIT,
        text="为行动不便客户上门，电话13800138000",
        facts={"served": 1, "areas": ["lobby"]},
        by=lobby,
        now=NOW,
        happened_at=NOW - dt.timedelta(days=2),
    )

    assert (log.happened_at, log.at, log.by) == (NOW - dt.timedelta(days=2), NOW, lobby.person)
    assert "13800138000" not in log.text
    assert Event.objects.get(name="outlet.log_kept").facts == {"kind": "home_visit"}
    with pytest.raises(ProgrammingError), transaction.atomic():
        OutletLog.objects.update(text="改了")


def test_a_log_is_refused_without_right_words_or_time(made, outlet, lobby):
    def attempt(**told):
        keep_log(**{"unit": outlet, "kind": LogKind.DRILL, "text": "演练", "by": lobby, "now": NOW, **told})

    for by in (
        accounts.actor_with(Role.AUDITOR, made.bank),
        accounts.actor_with(PostKind.LOBBY_MANAGER, made.outlets[1]),
    ):
        with pytest.raises(PermissionDenied):
            attempt(by=by)
    with pytest.raises(RuleBroken, match="no_outlet"):
        attempt(unit=made.office, by=job_actor("test"))
    for told, reason in [
        ({"text": " "}, "says_nothing"),
        ({"kind": "party"}, "unknown_kind"),
        ({"happened_at": NOW + dt.timedelta(minutes=1)}, "moment_out_of_range"),
        ({"happened_at": NOW - dt.timedelta(days=93)}, "moment_out_of_range"),
        ({"facts": {"a": {"b": 1}}}, "facts_unreadable"),
        ({"facts": {"a": "x" * 201}}, "facts_unreadable"),
        ({"facts": {str(n): n for n in range(13)}}, "facts_unreadable"),
    ]:
        with pytest.raises(InputRefused, match=reason):
            attempt(**told)

    assert not OutletLog.objects.exists()
    attempt(kind=LogKind.PATROL, text="")


def test_logs_are_seen_at_the_outlet_and_above_it(made, outlet, lobby):
    log = keep_log(unit=outlet, kind=LogKind.PATROL, by=lobby, now=NOW)

    assert list(logs(lobby)) == [log]
    assert list(logs(accounts.actor_with(Role.OFFICE_HEAD, made.branch), under=made.branch, kind="patrol")) == [log]
    assert list(logs(accounts.actor_with(PostKind.OUTLET_HEAD, made.outlets[1]))) == []
    assert list(logs(lobby, first=NOW.date() + dt.timedelta(days=1))) == []
    assert kept_today(outlet, now=NOW)["patrol"] == 1
    assert patrols_required(on=NOW.date()) == 3


def test_a_days_fourth_patrol_does_not_make_up_for_another(outlet, lobby):
    for day, times in ((23, 4), (24, 1)):
        for hour in range(times):
            at = moment(day, 9 + hour)
            keep_log(unit=outlet, kind=LogKind.PATROL, by=lobby, now=at)
    three_days = Period(dt.date(2026, 11, 22), dt.date(2026, 11, 25))

    # Sunday is no business day of this outlet.
    assert share("patrols-logged", outlet, three_days) == (4, 6)
    # A day that is not over does not count yet.
    assert share("patrols-logged", outlet, three_days, as_of=moment(24, 18)) == (3, 3)


def test_what_is_written_down_later_does_not_change_a_figure_as_of_before(outlet, lobby):
    monday = Period(dt.date(2026, 11, 23), dt.date(2026, 11, 24))
    keep_log(
        unit=outlet, kind=LogKind.MORNING_MEETING, text="服务提示", by=lobby, now=moment(25), happened_at=moment(23, 8)
    )

    assert share("morning-meetings-held", outlet, monday, as_of=moment(24, 12)) == (0, 1)
    assert share("morning-meetings-held", outlet, monday) == (1, 1)


def test_a_half_year_counts_when_its_drill_was_held_or_when_it_is_over(outlet, lobby):
    november, december = parse("2026-11"), parse("2026-12")
    assert share("drills-held", outlet, november) == (0, 0)
    assert share("drills-held", outlet, december) == (0, 1)
    assert share("drills-held", outlet, december, as_of=moment(31, 12, 12)) == (0, 0)

    keep_log(unit=outlet, kind=LogKind.DRILL, text="抢劫处置演练", by=lobby, now=moment(24))

    assert share("drills-held", outlet, november) == share("drills-held", outlet, december) == (1, 1)
    assert share("drills-held", outlet, parse("2026-10")) == (0, 0)
    assert share("drills-held", outlet, parse("2026")) == (1, 2)


def test_checks_of_keypads_count_by_day(outlet, lobby):
    for hour in (9, 15):
        keep_log(unit=outlet, kind=LogKind.KEYPAD_CHECK, text="正常", by=lobby, now=moment(23, hour))

    assert share("keypad-checks-logged", outlet, Period(dt.date(2026, 11, 23), dt.date(2026, 11, 25))) == (1, 2)
