from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.accounts.access import Role
from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.handbook import actions, queries
from biaogan.handbook.actions import Grade, ItemValues
from biaogan.handbook.choices import Kind, State
from biaogan.handbook.models import Handbook, Item, Version
from tests.conftest import NOW
from tests.factories import accounts, org
from tests.factories import handbook as make

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 24)
NEXT_MONTH = dt.date(2026, 12, 1)
VALUES = ItemValues("A01", "门楣清洁", Kind.DEDUCTION, 200, {"each": 50}, ["onsite"], name_en="Fascia clean")


@pytest.fixture
def head():
    return _actor(Role.OFFICE_HEAD)


def _actor(role):
    return accounts.actor_with(role, org.unit("branch"))


def _events():
    return list(Event.objects.filter(name__startswith="handbook.").order_by("id").values_list("name", flat=True))


def test_a_handbook_is_made_filled_and_published(head):
    book = actions.make_handbook(code="night", name_zh="夜间检查", by=head, now=NOW)
    draft = book.versions.get()
    actions.add_area(version_id=draft.pk, code="A", name_zh="外部", by=head, now=NOW)
    item = actions.add_item(version_id=draft.pk, area="A", values=VALUES, by=head, now=NOW)

    version = actions.publish(version_id=draft.pk, first_day=dt.date(2020, 1, 1), by=head, now=NOW)

    assert (version.state, version.number, item.position) == (State.PUBLISHED, 1, 1)
    assert queries.current("night", day=TODAY) == version
    assert [band.code for band in queries.bands_of(version)] == ["excellent", "good", "pass", "fail"]
    assert _events() == ["handbook.made", "handbook.area_added", "handbook.item_added", "handbook.version_published"]


def test_a_draft_is_a_copy_of_an_older_version_and_ends_it_when_published(head):
    first = make.published(make.handbook())
    draft = actions.draft_version(handbook_id=first.handbook_id, by=head, now=NOW)

    assert draft.number == 2
    assert [item.code for item in draft.items.all()] == [item.code for item in first.items.all()]
    assert not queries.compare(first, draft).count("same") < len(make.EACH_KIND)

    actions.publish(version_id=draft.pk, first_day=NEXT_MONTH, by=head, now=NOW)

    assert queries.version_on(first.handbook, NEXT_MONTH - dt.timedelta(days=1)) == first
    assert queries.version_on(first.handbook, NEXT_MONTH) == draft
    assert Version.objects.get(pk=first.pk).last_day == dt.date(2026, 11, 30)


def test_a_version_that_had_not_begun_is_withdrawn_as_if_it_had_never_been(head):
    first = make.published()
    draft = actions.draft_version(handbook_id=first.handbook_id, by=head, now=NOW)
    actions.publish(version_id=draft.pk, first_day=NEXT_MONTH, by=head, now=NOW)

    actions.withdraw(version_id=draft.pk, because="总行改版", by=head, now=NOW)

    assert queries.version_on(first.handbook, NEXT_MONTH) == first
    assert Version.objects.get(pk=first.pk).last_day is None
    assert _events()[-1] == "handbook.version_withdrawn"


def test_a_version_in_force_is_withdrawn_and_no_sheet_is_begun_with_it(head):
    version = make.published()

    with pytest.raises(InputRefused):
        actions.withdraw(version_id=version.pk, because=" ", by=head, now=NOW)
    actions.withdraw(version_id=version.pk, because="有误", by=head, now=NOW)
    with pytest.raises(RuleBroken):
        actions.withdraw(version_id=version.pk, because="有误", by=head, now=NOW)

    assert queries.version_on(version.handbook, TODAY) is None


def test_publishing_is_refused_with_all_that_is_missing(head):
    draft = make.draft()
    with pytest.raises(InputRefused) as refused:
        actions.publish(version_id=draft.pk, first_day=NEXT_MONTH, by=head, now=NOW)
    assert [refusal.column for refusal in refused.value.refusals] == [""]

    make.item(draft, channels=["record"], metric="x", code="R1")
    draft.bands.filter(code="fail").delete()
    with pytest.raises(InputRefused) as refused:
        actions.publish(version_id=draft.pk, first_day=NEXT_MONTH, by=head, now=NOW)
    assert [refusal.column for refusal in refused.value.refusals] == ["R1", ""]


def test_a_later_version_begins_after_today_and_after_those_before_it(head):
    first = make.published()
    draft = actions.draft_version(handbook_id=first.handbook_id, by=head, now=NOW)

    with pytest.raises(InputRefused):
        actions.publish(version_id=draft.pk, first_day=TODAY - dt.timedelta(days=1), by=head, now=NOW)
    actions.publish(version_id=draft.pk, first_day=NEXT_MONTH, by=head, now=NOW)
    third = actions.draft_version(handbook_id=first.handbook_id, like=first.pk, by=head, now=NOW)
    with pytest.raises(RuleBroken):
        actions.publish(version_id=third.pk, first_day=NEXT_MONTH, by=head, now=NOW)


def test_a_handbook_has_one_draft_at_a_time(head):
    version = make.published()
    draft = actions.draft_version(handbook_id=version.handbook_id, by=head, now=NOW)

    with pytest.raises(RuleBroken):
        actions.draft_version(handbook_id=version.handbook_id, by=head, now=NOW)
    actions.discard_draft(version_id=draft.pk, by=head, now=NOW)

    assert actions.draft_version(handbook_id=version.handbook_id, by=head, now=NOW).number == 2


def test_an_item_is_changed_moved_and_removed_in_a_draft_only(head):
    draft = make.draft(items=[(Kind.BINARY, 200, {})])
    make.area(draft, code="B")
    item = draft.items.get()

    changed = actions.edit_item(version_id=draft.pk, item_id=item.pk, area="B", values=VALUES, by=head, now=NOW)
    actions.edit_item(version_id=draft.pk, item_id=item.pk, area="B", values=VALUES, by=head, now=NOW)

    assert (changed.code, changed.kind, changed.rule, changed.area.code) == ("A01", "ded", {"each": 50}, "B")
    assert _events() == ["handbook.item_changed"]
    assert "area" in Event.objects.get(name="handbook.item_changed").facts["fields"]
    make.publish(draft)
    for attempt in (actions.remove_item, actions.edit_item):
        more = {"area": "B", "values": VALUES} if attempt is actions.edit_item else {}
        with pytest.raises(RuleBroken):
            attempt(version_id=draft.pk, item_id=item.pk, by=head, now=NOW, **more)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"code": "A 01"}, "code"),
        ({"name_zh": " "}, "name_zh"),
        ({"points": 0}, "points"),
        ({"points": -1}, "points"),
        ({"rule": {"each": -5}}, "each"),
        ({"channels": []}, "channels"),
        ({"channels": ["radio"]}, "channels"),
        ({"channels": ["record"]}, "metric"),
        ({"metric": "Not A Code"}, "metric"),
        ({"proof": "perhaps"}, "proof"),
        ({"device_kinds": ["boat"]}, "device_kinds"),
        ({"kind": Kind.VETO, "rule": {}}, "points"),
        ({"channels": ["onsite", "record"], "metric": "x", "kind": Kind.BINARY, "rule": {}}, "met_when"),
    ],
)
def test_an_item_that_cannot_be_is_refused_and_names_the_field(head, change, part):
    draft = make.draft()

    values = ItemValues(**{**VALUES.__dict__, **change})

    with pytest.raises(InputRefused) as refused:
        actions.add_item(version_id=draft.pk, area="A", values=values, by=head, now=NOW)

    assert refused.value.refusals[0].column == part
    assert not Event.objects.filter(name="handbook.item_added").exists()


def test_two_items_cannot_have_one_code_and_an_item_needs_a_known_area(head):
    draft = make.draft()
    actions.add_item(version_id=draft.pk, area="A", values=VALUES, by=head, now=NOW)

    for area in ("A", "Z"):
        with pytest.raises(InputRefused):
            actions.add_item(version_id=draft.pk, area=area, values=VALUES, by=head, now=NOW)


def test_areas_are_added_changed_and_removed_when_empty(head):
    draft = make.draft(items=[(Kind.BINARY, 200, {})])
    area = actions.add_area(version_id=draft.pk, code="B", name_zh="大堂", by=head, now=NOW)

    actions.edit_area(version_id=draft.pk, area_id=area.pk, code="C", name_zh="大厅", position=0, by=head, now=NOW)
    assert [each.code for each in draft.areas.all()] == ["C", "A"]
    actions.remove_area(version_id=draft.pk, area_id=area.pk, by=head, now=NOW)
    with pytest.raises(RuleBroken):
        actions.remove_area(version_id=draft.pk, area_id=draft.areas.get().pk, by=head, now=NOW)


@pytest.mark.parametrize(
    "grades",
    [
        [],
        [Grade(0, "all", "合格")],
        [Grade(100, "pass", "合格"), Grade(1, "fail", "不合格", is_fail=True)],
        [Grade(0, "pass", "合格"), Grade(8000, "fail", "不合格", is_fail=True)],
        [Grade(0, "fail", "不合格", is_fail=True), Grade(0, "pass", "合格")],
        [Grade(0, "fail", "不合格", is_fail=True), Grade(10_001, "pass", "合格")],
        [Grade(0, "fail", " ", is_fail=True)],
        [Grade(0, "no good", "不合格", is_fail=True)],
    ],
)
def test_grades_that_leave_a_score_without_a_grade_are_refused(head, grades):
    with pytest.raises(InputRefused):
        actions.set_bands(version_id=make.draft().pk, bands=grades, by=head, now=NOW)


def test_grades_and_scale_of_a_draft_are_set(head):
    draft = make.draft()
    grades = [Grade(6000, "pass", "合格"), Grade(0, "fail", "不合格", is_fail=True)]

    actions.set_bands(version_id=draft.pk, bands=grades[::-1], by=head, now=NOW)
    actions.set_bands(version_id=draft.pk, bands=grades, by=head, now=NOW)
    actions.edit_version(version_id=draft.pk, scale="deduct", basis_zh="检查办法", by=head, now=NOW)

    assert [band.code for band in queries.bands_of(draft)] == ["pass", "fail"]
    assert Version.objects.get(pk=draft.pk).scale == "deduct"
    assert _events() == ["handbook.grades_set", "handbook.version_changed"]


def test_only_who_keeps_handbooks_changes_them_and_who_sees_none_finds_none(head):
    draft = make.draft(items=[(Kind.BINARY, 200, {})])
    inspector, administrator = _actor(Role.INSPECTOR), _actor(Role.ADMINISTRATOR)
    deeds = [
        lambda by: actions.make_handbook(code="x", name_zh="x", by=by, now=NOW),
        lambda by: actions.draft_version(handbook_id=draft.handbook_id, by=by, now=NOW),
        lambda by: actions.edit_version(version_id=draft.pk, scale="share", by=by, now=NOW),
        lambda by: actions.add_area(version_id=draft.pk, code="B", name_zh="大堂", by=by, now=NOW),
        lambda by: actions.publish(version_id=draft.pk, first_day=TODAY, by=by, now=NOW),
        lambda by: actions.discard_draft(version_id=draft.pk, by=by, now=NOW),
    ]

    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed(inspector)
        with pytest.raises((PermissionDenied, Handbook.DoesNotExist, Version.DoesNotExist)):
            deed(administrator)

    assert not Event.objects.filter(name__startswith="handbook.").exists()
    deeds[3](head)


def test_a_published_version_is_read_once_a_process(django_assert_num_queries):
    version = make.published()
    queries.items_of(version)

    with django_assert_num_queries(0):
        assert len(queries.items_of(version)) == len(make.EACH_KIND)
    draft = make.draft()
    queries.items_of(draft)
    make.item(draft)
    assert len(queries.items_of(draft)) == Item.objects.filter(version=draft).count()


def test_the_package_has_all_that_the_offline_page_needs():
    package = queries.package(make.ship())

    items = [item for area in package["areas"] for item in area["items"]]
    assert (package["handbook"], package["number"], package["scale"], len(items)) == ("service", 1, "share", 109)
    assert {"id", "code", "name_zh", "name_en", "kind", "points", "rule", "channels", "proof"} <= items[0].keys()
    assert [band["floor"] for band in package["bands"]] == [9500, 9000, 8000, 0]
