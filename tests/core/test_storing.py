from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from biaogan.audit.models import Event
from biaogan.core.models import IdempotencyKey
from biaogan.core.prepared import Joined, ask
from biaogan.core.storing import append, store, together
from biaogan.org.models import Post, PostKind, Unit
from tests.factories import org

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)


def _event(number: int) -> Event:
    return Event(name="cake.baked", subject_type="cake", subject_id=str(number), actor_ref="job:oven", at=NOW)


@pytest.mark.parametrize("count", [1, 2, 60])
def test_stored_rows_get_their_keys_in_their_order(count):
    made = store([_event(number) for number in range(count)])

    assert [row.subject_id for row in Event.objects.filter(pk__in=[each.pk for each in made]).order_by("pk")] == [
        str(number) for number in range(count)
    ]
    assert not any(row._state.adding for row in made)


def test_rows_keep_the_keys_that_they_bring():
    store([Unit(pk=77, code="U77", level="outlet", name="七十七", pinyin="qi", path="77")])

    assert Unit.objects.get().pk == 77


@pytest.mark.parametrize("count", [1, 60])
def test_nothing_in_a_json_field_is_no_value(count):
    store([IdempotencyKey(actor_ref="user:1", key=str(number), digest="d", at=NOW) for number in range(count)])

    assert IdempotencyKey.objects.filter(answer__isnull=True).count() == count


def test_what_is_stored_together_is_there_afterwards():
    with together():
        append([_event(1)])
        made = store([_event(2)])
        append([_event(3)])

    assert made[0].pk is not None
    assert [row.subject_id for row in Event.objects.order_by("pk")] == ["1", "2", "3"]


def test_a_refusal_of_what_is_stored_together_shows_at_the_end_and_takes_all_back():
    branch = org.unit("branch", None)

    def attempt() -> None:
        with transaction.atomic(), together():
            append([_event(1)])
            append([Post(unit=branch, kind=PostKind.PRESIDENT), Post(unit=branch, kind=PostKind.PRESIDENT)])
            append([_event(2)])

    with pytest.raises(IntegrityError):
        attempt()

    assert not Event.objects.exists()
    assert not Post.objects.exists()


def test_joined_rows_are_instances_and_none_where_there_is_no_partner():
    bank = org.unit("bank", None)
    branch = org.unit("branch", bank)
    store([Post(unit=branch, kind=PostKind.PRESIDENT)])
    posts = Joined(
        "FROM org_unit unit LEFT JOIN org_post post ON post.unit_id = unit.id WHERE unit.id = ANY(%s) ORDER BY unit.id",
        unit=Unit,
        post=Post,
    )

    found = list(posts.rows([bank.pk, branch.pk]))

    assert [unit for unit, _post in found] == [bank, branch]
    assert found[0][1] is None
    assert found[1][1] == Post.objects.get()


def test_prepared_statements_are_counted_like_others(query_count):
    with query_count() as counted:
        assert ask("SELECT %s::int + 1", [1]) == [(2,)]

    assert len(counted) == 1
