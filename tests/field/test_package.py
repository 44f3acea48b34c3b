import json
from pathlib import Path

import pytest

from biaogan.handbook.rules import half_up, score_item, score_sheet
from biaogan.inspections.choices import Channel, State
from tests.factories import inspections as make
from tests.factories import premises
from tests.field.conftest import of_person
from tests.field.phone import photo

CASES = json.loads((Path(__file__).parent / "scoring_cases.json").read_text("utf-8"))


class Plain:
    def __init__(self, **values):
        self.kind, self.points, self.rule, self.is_red_flag = "bin", 200, {}, False
        self.__dict__.update(values)


@pytest.mark.parametrize("case", CASES["items"], ids=lambda case: case["name"])
def test_an_answer_scores_as_the_phone_shows_it(case):
    found = score_item(Plain(**case["item"]), case["value"])

    assert (half_up(found.earned), found.is_applicable) == (case["earned"], case["applies"])


@pytest.mark.parametrize("case", CASES["sheets"], ids=lambda case: case["name"])
def test_a_sheet_scores_as_the_phone_shows_it(case):
    scores = [score_item(Plain(**each["item"]), each["value"]) for each in case["answers"]]

    found = score_sheet(case.get("scale", "share"), scores, [Plain(**band) for band in case.get("bands", [])])

    assert (found.score, found.grade) == (case["score"], case["grade"])


def test_a_phone_takes_along_its_sheets_with_answers_and_revisions(scene, phone):
    sheet = make.sheet(scene, State.IN_PROGRESS)
    machine = premises.device(scene.outlet, kind="ticket_machine")
    a1 = scene.item("A1").pk
    revision = phone.did("sheet.change", sheet=sheet.pk, item=a1, field="value", base=0, new={"met": False})["revision"]
    phone.did("sheet.photo", sheet=sheet.pk, item=a1, upload=phone.uploads(photo()), note="", kind="photo")

    told = phone.package().json()

    (packed,) = told["sheets"]
    assert (packed["id"], packed["state"], packed["unit"]) == (sheet.pk, "in_progress", scene.outlet.pk)
    assert packed["fields"] == [{"item": a1, "field": "value", "value": {"met": False}, "revision": revision}]
    assert packed["proofs"] == [{"item": a1, "count": 1}]
    assert set(packed["items"]) == {scene.item(code).pk for code in make.ITEMS}
    (book,) = [each for each in told["handbooks"] if each["id"] == scene.version.pk]
    assert [item["code"] for area in book["areas"] for item in area["items"]] == list(make.ITEMS)
    (unit,) = [each for each in told["units"] if each["id"] == scene.outlet.pk]
    assert unit["machines"][0]["code"] == machine.code
    assert unit["machines"][0]["name_zh"].startswith("排队")
    assert {kind["code"] for kind in told["log_kinds"]} >= {"patrol", "morning_meeting", "drill"}
    assert {script["kind"] for script in told["scripts"]} >= {"ticket_machine", "other"}


def test_what_has_not_changed_is_not_sent_again(scene, phone):
    sheet = make.sheet(scene, State.IN_PROGRESS)
    first = phone.package()
    have = f"?have={','.join(str(pk) for pk in first.json()['versions'])}"
    lean = phone.package(have)

    assert first.json()["handbooks"]
    assert lean.json()["handbooks"] == []
    assert phone.package(have, **{"If-None-Match": lean.headers["ETag"]}).status_code == 304
    phone.did("sheet.change", sheet=sheet.pk, item=scene.item("A1").pk, field="note", base=0, new="New")
    assert phone.package(have, **{"If-None-Match": lean.headers["ETag"]}).status_code == 200


def test_others_sheets_and_those_for_a_desk_stay_behind(scene, phone):
    make.sheet(scene, State.PLANNED)
    make.sheet(scene, State.ASSIGNED, channel=Channel.OFFSITE)
    stranger = of_person(scene, scene.elsewhere.person)
    make.sheet(scene, State.ASSIGNED)

    assert len(phone.package().json()["sheets"]) == 1
    assert stranger.package().json()["sheets"] == []


def test_an_outlet_takes_its_own_self_check_along_and_may_log(scene):
    sheet = make.sheet(scene, State.IN_PROGRESS, channel=Channel.SELF_CHECK)

    told = of_person(scene, scene.outlet_head.person).package().json()

    assert [each["id"] for each in told["sheets"]] == [sheet.pk]
    assert told["units"][0]["may_log"] is True


def test_many_sheets_cost_no_more_questions_than_one(scene, phone, query_count):
    make.sheet(scene, State.IN_PROGRESS)
    phone.package()
    with query_count() as one:
        phone.package()
    for unit in scene.branch.outlets[:2]:
        make.sheet(scene, State.IN_PROGRESS, unit=unit)
    phone.package()
    with query_count() as many:
        phone.package()

    assert len(many) == len(one)


@pytest.mark.parametrize("question", ["?have=", "?have=x,1,,99999999999999999999", "?have=%F0%9F%98%80"])
def test_a_strange_question_is_answered(phone, question):
    assert phone.package(question).status_code == 200
