from __future__ import annotations

import pytest

from biaogan.accounts.access import Role
from biaogan.handbook.choices import Kind, State
from biaogan.handbook.models import Handbook, Item, Version
from tests.factories import accounts, org
from tests.factories import handbook as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return _client(Role.OFFICE_HEAD)


def _client(role):
    return accounts.signed_in_client(accounts.user_with_role(role, org.unit("branch"), language="en"))


def _text(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


ITEM = {
    "area": "A",
    "code": "A99",
    "name_zh": "门前整洁",
    "kind": Kind.DEDUCTION,
    "points": "2",
    "channels": ["onsite"],
    "proof": "deduction",
    "rule-each": "0.5",
}


def test_the_list_shows_each_handbook_with_its_versions(office, query_count):
    version = make.ship()
    make.draft(version.handbook)
    text = _text(office.get("/handbook/"))
    with query_count() as first:
        office.get("/handbook/")
    for _ in range(3):
        make.published()
    with query_count() as second:
        office.get("/handbook/")

    assert "Service and environment handbook" in text
    assert "In force" in text
    assert len(second) == len(first)


def test_a_version_shows_areas_items_rules_and_grades_in_few_questions(office, query_count):
    version = make.ship()
    text = _text(office.get(f"/handbook/versions/{version.pk}/"))
    with query_count() as asked:
        office.get(f"/handbook/versions/{version.pk}/")

    assert "Queue machine works" in text
    assert "−0.5 for each occurrence, not below 0" in text
    assert "no figures yet" in text
    assert len(asked) <= 10


def test_items_are_searched_and_narrowed(office):
    version = make.ship()

    def codes(question):
        text = _text(office.get(f"/handbook/versions/{version.pk}/?{question}"))
        return [code for code in ("A01", "B10", "C01", "D08", "L01") if f">{code}<" in text]

    assert codes("q=queue+machine") == ["C01"]
    assert codes("q=门楣") == ["A01"]
    assert codes("kind=veto") == ["D08"]
    assert codes("channel=record") == ["L01"]
    assert "No item fits this choice" in _text(office.get(f"/handbook/versions/{version.pk}/?q=zebra"))


def test_an_item_says_how_it_is_checked_and_what_answers_earn(office):
    item = make.ship().items.get(code="C03")

    text = _text(office.get(f"/handbook/items/{item.pk}/"))

    for words in ("≤ 10 minutes: 4", "10.01 minutes", "3 of 4", "no figures yet", "does not count"):
        assert words in text, words


def test_a_version_is_handed_out_as_a_file(office):
    answer = office.get(f"/handbook/versions/{make.ship().pk}/?export=csv")

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.count("\n") > 109
    assert "minutes ≤ 10:4; 15:3; 20:2; 30:1" in text


def test_a_version_is_drafted_changed_published_and_compared(office):
    version = make.ship()
    assert "Draft a new version" in _text(office.get(f"/handbook/versions/{version.pk}/"))
    office.post(f"/handbook/versions/{version.pk}/draft/")
    draft = Version.objects.get(handbook=version.handbook, number=2)
    item = draft.items.get(code="A01")

    told = {**ITEM, "code": "A01", "name_zh": "门楣", "points": "3", "rule-each": "1"}
    assert office.post(f"/handbook/items/{item.pk}/edit/", told).status_code == 302
    office.post(f"/handbook/items/{draft.items.get(code='A02').pk}/remove/")
    assert office.post(f"/handbook/versions/{draft.pk}/items/new/", ITEM).status_code == 302
    assert "Version 1 ends the day before" in _text(office.get(f"/handbook/versions/{draft.pk}/publish/"))
    comparison = _text(office.get(f"/handbook/versions/{draft.pk}/compare/{version.pk}/"))
    answer = office.post(f"/handbook/versions/{draft.pk}/publish/", {"first_day": "2999-12-01"})

    assert answer.status_code == 302
    for words in ("A99", "门楣", "−1 for each occurrence", "taken out"):
        assert words in comparison, words
    draft.refresh_from_db()
    assert draft.state == State.PUBLISHED


def test_the_rule_is_tried_out_as_it_is_filled_in(office):
    draft = make.draft()
    address = f"/handbook/versions/{draft.pk}/items/preview/"

    assert "1.5 of 2" in _text(office.post(address, ITEM))
    assert "每处扣" in _text(office.post(address, ITEM)) or "−0.5" in _text(office.post(address, ITEM))
    assert "Fill in the rule" in _text(office.post(address, {**ITEM, "rule-each": "x"}))
    assert "how many points" in _text(office.post(address, {**ITEM, "points": ""}))
    assert "whole number" in _text(office.post(address, {**ITEM, "rule-each": "0"}))


@pytest.mark.parametrize(
    ("kind", "told", "shown"),
    [
        (Kind.BINARY, {}, "rule-met_when"),
        (Kind.DEDUCTION, {}, "rule-each"),
        (Kind.LEVELS, {}, "rule-share-0"),
        (Kind.MEASURE, {}, "rule-limit-0"),
        (Kind.MEASURE, {"rule-measure": "bands"}, "rule-better"),
        (Kind.DEVICE, {"rule-measure": "each"}, "rule-each"),
        (Kind.VETO, {}, "A red line is worth no points"),
        ("nonsense", {}, "rule-met_when"),
    ],
)
def test_the_form_shows_the_parts_of_the_chosen_way_of_scoring(office, kind, told, shown):
    draft = make.draft()

    text = _text(office.post(f"/handbook/versions/{draft.pk}/items/rule/", {**ITEM, "kind": kind, **told}))

    assert shown in text
    assert 'id="rule-preview"' in text


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ({"kind": "bin", "rule-met_when": ""}, {}),
        (
            {"kind": "lvl", "rule-code-0": "A", "rule-share-0": "100", "rule-code-1": "B", "rule-share-1": "33.33"},
            {"levels": [{"code": "A", "share": 10000}, {"code": "B", "share": 3333}]},
        ),
        (
            {
                "kind": "cnt",
                "rule-measure": "bands",
                "rule-better": "higher",
                "rule-unit": "percent",
                "rule-limit-0": "98",
                "rule-points-0": "2",
                "rule-limit-1": "95.5",
                "rule-points-1": "0.5",
                "rule-limit-2": "",
                "rule-points-2": "",
            },
            {
                "measure": "bands",
                "better": "higher",
                "unit": "percent",
                "bands": [{"from": "98", "points": 200}, {"from": "95.5", "points": 50}],
            },
        ),
        ({"kind": "cnt", "rule-measure": "share"}, {"measure": "share"}),
        ({"kind": "dev", "rule-measure": "each", "rule-each": "1"}, {"measure": "each", "each": 100}),
        ({"kind": "dev", "rule-measure": "all"}, {"measure": "all"}),
        ({"kind": "veto", "points": ""}, {}),
    ],
)
def test_an_item_of_each_kind_is_made_in_the_form_and_shown_in_it_again(office, told, rule):
    draft = make.draft()

    answer = office.post(f"/handbook/versions/{draft.pk}/items/new/", {**ITEM, **told})

    assert answer.status_code == 302, answer.content.decode()
    item = Item.objects.get(version=draft)
    assert (item.kind, item.rule) == (told["kind"], rule)
    assert "What answers earn" in _text(office.get(f"/handbook/items/{item.pk}/edit/"))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"code": "A 1"}, "without spaces"),
        ({"channels": ["record"]}, "names the measure"),
        ({"points": "0"}, "worth some points"),
        ({"rule-each": "0"}, "whole number"),
        ({"area": "Z"}, "Select a valid choice"),
    ],
)
def test_an_item_that_cannot_be_is_refused_beside_the_field_and_nothing_is_lost(office, told, words):
    draft = make.draft()

    answer = office.post(f"/handbook/versions/{draft.pk}/items/new/", {**ITEM, **told})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert "门前整洁" in text
    assert not draft.items.exists()


def test_areas_grades_and_scale_are_changed_in_forms(office):
    draft = make.draft()
    area = draft.areas.get()

    office.post(f"/handbook/areas/{area.pk}/", {"code": "Z", "name_zh": "别处", "position": "3"})
    office.post(f"/handbook/versions/{draft.pk}/areas/new/", {"code": "Y", "name_zh": "新区"})
    office.post(f"/handbook/areas/{draft.areas.get(code='Z').pk}/remove/")
    office.post(f"/handbook/versions/{draft.pk}/edit/", {"scale": "deduct", "basis_zh": "办法"})
    grades = {
        "floor-0": "60",
        "code-0": "ok",
        "name_zh-0": "合格",
        "floor-1": "0",
        "code-1": "no",
        "name_zh-1": "不合格",
    }
    refused = office.post(f"/handbook/versions/{draft.pk}/grades/", grades)
    set_ = office.post(f"/handbook/versions/{draft.pk}/grades/", {**grades, "is_fail-1": "on"})

    draft.refresh_from_db()
    assert [each.code for each in draft.areas.all()] == ["Y"]
    assert (draft.scale, draft.basis_zh) == ("deduct", "办法")
    assert (refused.status_code, set_.status_code) == (422, 302)
    assert [(band.code, band.floor, band.is_fail) for band in draft.bands.all()] == [
        ("ok", 6000, False),
        ("no", 0, True),
    ]


def test_a_handbook_is_begun_and_its_draft_discarded(office):
    answer = office.post("/handbook/new/", {"code": "night", "name_zh": "夜间检查"})
    version = Handbook.objects.get(code="night").versions.get()

    assert answer.url == f"/handbook/versions/{version.pk}/"
    assert office.post("/handbook/new/", {"code": "night", "name_zh": "夜间检查"}).status_code == 422
    assert "It cannot be published yet" in _text(office.get(f"/handbook/versions/{version.pk}/publish/"))
    office.post(f"/handbook/versions/{version.pk}/discard/")
    assert not Version.objects.filter(pk=version.pk).exists()


def test_a_version_is_withdrawn_with_a_reason_that_is_shown(office):
    version = make.published()

    office.post(f"/handbook/versions/{version.pk}/withdraw/", {"reason": "分值有误"})

    text = _text(office.get(f"/handbook/versions/{version.pk}/"))
    assert "分值有误" in text
    assert "Withdrawn" in text


def test_readers_see_handbooks_without_moves_and_cannot_change_them(office):
    version, draft = make.ship(), make.draft(items=[(Kind.BINARY, 200, {})])
    reader = _client(Role.LOBBY_MANAGER)

    assert "Draft a new version" not in _text(reader.get(f"/handbook/versions/{version.pk}/"))
    assert reader.post(f"/handbook/versions/{version.pk}/draft/").status_code == 403
    assert reader.get(f"/handbook/versions/{draft.pk}/items/new/").status_code == 403
    assert reader.get(f"/handbook/versions/{version.pk}/?export=csv").headers["Content-Type"].startswith("text/html")


def test_a_published_version_has_no_forms(office):
    version = make.published()
    item, area = version.items.first(), version.areas.first()

    for address in (
        f"versions/{version.pk}/edit/",
        f"versions/{version.pk}/grades/",
        f"versions/{version.pk}/publish/",
        f"versions/{version.pk}/items/new/",
        f"items/{item.pk}/edit/",
        f"areas/{area.pk}/",
    ):
        assert office.get(f"/handbook/{address}").status_code == 404, address
    assert office.post(f"/handbook/items/{item.pk}/remove/").status_code == 409
