from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from biaogan.core import wording
from biaogan.core.time import ZONE

MONDAY = dt.datetime(2026, 11, 23, 17, 30, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("language", "moment", "day", "short"),
    [
        ("zh-hans", "2026-11-23 周一 17:30", "2026-11-23 周一", "11月23日"),
        ("en", "Mon 23 Nov 2026, 17:30", "Mon 23 Nov 2026", "23 Nov"),
    ],
)
def test_dates_are_written_with_their_weekday_in_both_languages(
    language: str, moment: str, day: str, short: str
) -> None:
    with translation.override(language):
        assert wording.moment_text(MONDAY) == moment
        assert wording.day_text(MONDAY.date()) == day
        assert wording.short_day_text(MONDAY.date()) == short


def test_a_moment_is_written_in_the_network_s_zone() -> None:
    with translation.override("en"):
        assert wording.moment_text(dt.datetime(2026, 11, 23, 16, 0, tzinfo=dt.UTC)) == "Tue 24 Nov 2026, 00:00"


def test_the_last_instant_of_a_day_is_written_24_00() -> None:
    end = dt.datetime(2026, 11, 23, 23, 59, 59, 999999, tzinfo=ZONE)

    assert wording.moment_text(end) == "2026-11-23 周一 24:00"
    assert wording.time_text(dt.time(23, 59)) == "23:59"


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "0 minutes"), (1, "1 minute"), (119, "119 minutes"), (120, "2 hours"), (2879, "47 hours"), (2880, "2 days")],
)
def test_a_span_is_told_in_its_largest_sensible_unit(minutes: int, text: str) -> None:
    with translation.override("en"):
        assert wording.span_text(dt.timedelta(minutes=minutes)) == text


def test_what_is_left_turns_into_what_is_overdue_after_the_end_not_at_it() -> None:
    with translation.override("en"):
        assert wording.left_text(MONDAY, MONDAY) == "0 minutes left"
        assert wording.left_text(MONDAY, MONDAY + dt.timedelta(hours=5)) == "5 hours overdue"


@pytest.mark.parametrize(
    ("amount", "text"),
    [(None, "—"), (0, "¥0.00"), (123_400, "¥1,234.00"), (-5, "-¥0.05"), (Decimal("1234.565"), "¥1,234.57")],
)
def test_money_has_its_sign_commas_and_two_decimals_rounded_half_up(amount: int | Decimal | None, text: str) -> None:
    assert wording.money_text(amount) == text


@pytest.mark.parametrize(
    ("hundredths", "text"),
    [(None, "—"), (0, "0"), (9850, "98.5"), (10_000, "100"), (5, "0.05"), (Decimal("87.5"), "87.5")],
)
def test_points_drop_decimals_that_say_nothing(hundredths: int | Decimal | None, text: str) -> None:
    assert wording.points_text(hundredths) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(125, 200, "62.5%"), (1, 3, "33.3%"), (1, 16, "6.3%"), (0, 5, "0.0%"), (0, 0, "—"), (None, 5, "—")],
)
def test_a_share_of_nothing_is_a_dash_not_a_zero(part: int | None, whole: int, text: str) -> None:
    assert wording.share_text(part, whole) == text


def test_counts_have_commas_and_stop_at_their_cap() -> None:
    assert wording.count_text(1234567) == "1,234,567"
    assert wording.count_text(1000, cap=1000) == "1,000"
    assert wording.count_text(1001, cap=1000) == "1,000+"
    assert wording.count_text(None) == "—"
