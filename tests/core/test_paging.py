from __future__ import annotations

import base64
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused
from biaogan.core.paging import capped_count, page, read_cursor

NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


def _events(*minutes: int) -> list[Event]:
    return Event.objects.bulk_create(
        Event(
            name="test.happened",
            subject_type="t",
            subject_id="1",
            actor_ref="job:test",
            at=NOON + dt.timedelta(minutes=each),
        )
        for each in minutes
    )


@pytest.mark.django_db
def test_pages_forwards_and_backwards_show_every_row_once_although_moments_are_equal() -> None:
    _events(3, 1, 2, 2, 2, 0, 5)
    rows, by = Event.objects.all(), ["-at", "-pk"]
    expected = list(rows.order_by(*by).values_list("pk", flat=True))

    first = page(rows, by=by, size=3)
    second = page(rows, by=by, size=3, cursor=first.next)
    third = page(rows, by=by, size=3, cursor=second.next)
    back = page(rows, by=by, size=3, cursor=third.previous)

    assert [row.pk for row in [*first, *second, *third]] == expected
    assert (first.previous, third.next) == ("", "")
    assert [row.pk for row in back] == [row.pk for row in second]


@pytest.mark.django_db
def test_a_row_that_comes_in_between_neither_doubles_nor_hides_another() -> None:
    _events(1, 2, 3, 4)
    first = page(Event.objects.all(), by=["-at", "-pk"], size=2)
    _events(9)

    second = page(Event.objects.all(), by=["-at", "-pk"], size=2, cursor=first.next)

    assert {row.pk for row in first} & {row.pk for row in second} == set()
    assert len(second) == 2


@pytest.mark.django_db
def test_the_count_stops_at_its_cap() -> None:
    _events(*range(6))

    assert capped_count(Event.objects.all(), cap=10) == 6
    assert capped_count(Event.objects.all(), cap=3) == 4


def _packed(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "ÿ",
        "====",
        _packed([]),
        _packed([0]),
        _packed([2, 1, 1]),
        _packed([0, {"t": "no"}, 1]),
        _packed([0, {"t": "2026-11-24T10:00:00"}, 1]),
        _packed([0, None, 1]),
        _packed([0, {"d": "2026-11-24"}, True]),
        _packed([0, 2**63, 1]),
        _packed([0, "\x00", 1]),
        _packed({"a": 1}),
        _packed([0, [1], 2]),
        _packed("[" * 999),
    ],
)
def test_a_cursor_that_is_none_of_ours_is_refused_in_words(cursor: str) -> None:
    with pytest.raises(InputRefused) as caught:
        page(Event.objects.all(), by=["-at", "-pk"], cursor=cursor)

    assert caught.value.code == "page.unknown_cursor"


@pytest.mark.parametrize("key", [[5, 1], [{"d": "2026-11-24"}, 1], [{"t": "2026-11-24T10:00:00+08:00"}, "a"]])
def test_a_cursor_of_another_list_is_refused_where_the_types_are_named(key: list[object]) -> None:
    with pytest.raises(InputRefused):
        read_cursor(_packed([0, *key]), fields=2, types=(dt.datetime, int))


@given(st.text(max_size=60))
def test_no_made_up_cursor_breaks_the_reader(cursor: str) -> None:
    if cursor:
        with pytest.raises(InputRefused):
            page(Event.objects.all(), by=["-at", "-pk"], cursor=cursor + "!")
