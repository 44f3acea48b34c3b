from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from biaogan.handbook.choices import Kind, State
from biaogan.handbook.models import Area, GradeBand, Item, Version
from tests.conftest import NOW
from tests.factories import handbook as make

pytestmark = pytest.mark.django_db


def test_nothing_of_a_published_version_can_be_changed():
    version = make.published()
    item, area = version.items.all()[0], version.areas.all()[0]
    attempts = [
        lambda: Item.objects.filter(pk=item.pk).update(points=900),
        lambda: Item.objects.filter(pk=item.pk).delete(),
        lambda: make.item(version),
        lambda: Area.objects.filter(pk=area.pk).update(name_zh="别处"),
        lambda: make.area(version),
        lambda: GradeBand.objects.filter(version=version).update(floor=1),
        lambda: Version.objects.filter(pk=version.pk).update(scale="deduct"),
        lambda: Version.objects.filter(pk=version.pk).update(state=State.DRAFT, valid=None, published_at=None),
        lambda: Version.objects.filter(pk=version.pk).delete(),
    ]

    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()

    assert Item.objects.get(pk=item.pk).points == item.points
    assert Version.objects.get(pk=version.pk).state == State.PUBLISHED


def test_a_draft_can_be_changed_and_thrown_away():
    version = make.draft(items=make.EACH_KIND)

    Item.objects.filter(version=version, kind=Kind.BINARY).update(points=900)
    version.items.all().delete()
    version.areas.all().delete()
    version.bands.all().delete()
    version.delete()

    assert not Version.objects.filter(pk=version.pk).exists()


def test_an_item_cannot_be_moved_out_of_a_published_version_into_a_draft():
    version, draft = make.published(), make.draft()

    with pytest.raises(DatabaseError), transaction.atomic():
        Item.objects.filter(version=version).update(version=draft)
    with pytest.raises(DatabaseError), transaction.atomic():
        make.item(draft).__class__.objects.filter(version=draft).update(version=version)


def test_two_published_versions_of_a_handbook_never_hold_on_the_same_day():
    first = make.published(before=dt.date(2026, 7, 1))
    make.published(first.handbook, from_=dt.date(2026, 7, 1))

    with pytest.raises(IntegrityError), transaction.atomic():
        make.published(first.handbook, from_=dt.date(2026, 6, 30), before=dt.date(2026, 7, 1))


def test_a_withdrawn_version_makes_room_and_is_not_published_again():
    first = make.published()
    Version.objects.filter(pk=first.pk).update(state=State.WITHDRAWN, withdrawn_at=NOW, withdrawn_because="错版")
    make.published(first.handbook)

    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=first.pk).update(state=State.PUBLISHED)


@pytest.mark.parametrize(
    "details",
    [
        {"kind": Kind.VETO, "points": 100},
        {"kind": Kind.BINARY, "points": 0},
        {"channels": []},
        {"channels": ["record"], "metric": ""},
    ],
)
def test_an_item_that_cannot_be_is_refused_by_the_database(details):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.item(make.draft(), **details)


def test_a_draft_has_no_days_and_a_published_version_has():
    draft = make.draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=draft.pk).update(state=State.PUBLISHED)


def test_a_handbook_has_one_draft_at_a_time():
    draft = make.draft()

    with pytest.raises(IntegrityError), transaction.atomic():
        make.draft(draft.handbook)
