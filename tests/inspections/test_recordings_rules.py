"""What is drawn for a sample, what may happen to a request, and until when a recording exists."""

from __future__ import annotations

import datetime as dt

import pytest

from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import ZONE
from biaogan.inspections.rules.footage import MOVES, Move, Request, expires_on, require_stretch, state_after
from biaogan.inspections.rules.sampling import METHOD, Size, Stretch, draw, frame_of
from biaogan.premises.rules import Span

DAYS = [dt.date(2026, 11, day) for day in (2, 3, 4, 5, 6)]
PEAK = Span(600, 720)


def frame(hours: list[Span] | None = None):
    spans = hours or [Span(540, 1020)]
    return frame_of(dict.fromkeys(DAYS, spans), cameras=["3号窗口", "1号窗口", "2号窗口"], always=["大厅"], peak=PEAK)


SIZE = Size(days=2, minutes=15, cameras=2)


def test_a_draw_comes_out_the_same_for_ever():
    # Written down once: another way of drawing is another method, and gets another word.
    found = draw("seed-1", frame(), SIZE)

    assert METHOD == "sha256-rank-1"
    assert found[:3] == [
        Stretch(found[0].day, "opening", "大厅", 540, 555),
        Stretch(found[0].day, "opening", found[1].camera, 540, 555),
        Stretch(found[0].day, "opening", found[2].camera, 540, 555),
    ]
    assert found == draw("seed-1", frame(), SIZE)
    assert found[0].as_json()["camera"] == "大厅"
    assert (
        sorted({each.day.day for each in found}),
        {each.begins for each in found if each.slot == "peak"},
    ) == EXPECTED


EXPECTED = ([4, 6], {605, 635})


def test_two_days_times_three_windows_times_three_cameras_are_drawn():
    found = draw("another", frame(), SIZE)

    assert len(found) == 2 * 3 * 3
    assert {each.slot for each in found} == {"opening", "peak", "closing"}
    assert all(each.ends - each.begins == 15 for each in found)


def test_another_seed_draws_something_else():
    drawn = {tuple(draw(f"seed-{number}", frame(), SIZE)) for number in range(20)}

    assert len(drawn) > 10


def test_over_many_seeds_every_day_is_drawn_about_as_often():
    counts = dict.fromkeys(DAYS, 0)
    for number in range(500):
        for day in {each.day for each in draw(f"seed-{number}", frame(), SIZE)}:
            counts[day] += 1

    assert all(150 < count < 250 for count in counts.values()), counts


def test_the_order_in_which_cameras_are_named_changes_nothing():
    turned = frame_of(
        {day: [Span(540, 1020)] for day in DAYS}, cameras=["1号窗口", "2号窗口", "3号窗口"], always=["大厅"], peak=PEAK
    )

    assert draw("seed", turned, SIZE) == draw("seed", frame(), SIZE)


def test_the_windows_lie_within_the_hours_of_the_day():
    split = [Span(510, 690), Span(810, 1020)]

    for number in range(50):
        for each in draw(f"s{number}", frame(split), SIZE):
            assert any(span.begins <= each.begins and each.ends <= span.ends for span in split)


def test_an_outlet_that_is_shut_at_the_busy_time_is_watched_at_its_ends_alone():
    found = draw("seed", frame([Span(780, 1020)]), SIZE)

    assert {each.slot for each in found} == {"opening", "closing"}


NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)


def stretch(day: int, month: int = 11, hour: int = 9, minutes: int = 15) -> tuple[dt.datetime, dt.datetime]:
    begins = dt.datetime(2026, month, day, hour, tzinfo=ZONE)
    return begins, begins + dt.timedelta(minutes=minutes)


def test_a_recording_exists_for_so_many_days_after_its_own():
    assert expires_on(dt.date(2026, 10, 25), 30) == dt.date(2026, 11, 24)


def test_the_last_day_of_a_recording_is_not_too_late_and_the_next_one_is():
    require_stretch(*stretch(25, 10), keep_days=30, now=NOW)

    with pytest.raises(InputRefused, match=r"recording\.overwritten"):
        require_stretch(*stretch(24, 10), keep_days=30, now=NOW)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [stretch(24, hour=10, minutes=1), stretch(23, minutes=0), stretch(23, minutes=-5), stretch(22, minutes=13 * 60)],
    ids=["ahead", "empty", "backwards", "half a day and more"],
)
def test_a_stretch_that_cannot_be_is_refused(begins, ends):
    with pytest.raises(InputRefused):
        require_stretch(begins, ends, keep_days=30, now=NOW)


@pytest.mark.parametrize("state", Request)
@pytest.mark.parametrize("move", Move)
def test_a_move_is_refused_from_every_state_that_is_not_in_the_table(move, state):
    starts_from, leads_to = MOVES[move]
    if state in starts_from:
        assert state_after(move, state) == leads_to
    else:
        with pytest.raises(RuleBroken):
            state_after(move, state)
