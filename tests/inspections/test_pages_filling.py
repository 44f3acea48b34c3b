"""Filling a sheet in at a desk, handing it in, disputing and settling it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from biaogan.inspections import actions, queries
from biaogan.inspections.choices import Channel, State
from biaogan.inspections.models import Answer, AnswerEvidence, Guidance, Sheet, SheetChange, SheetScore
from biaogan.rectification.models import Finding, Notice
from tests.conftest import NOW
from tests.factories import evidence
from tests.factories import inspections as make
from tests.inspections.desk import LOST, SCORE, address, browser, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> make.Scene:
    return make.scene()


def send(at: make.Scene, sheet: Sheet, code: str, by: Any = None, *, htmx: bool = True, **sent: Any) -> Any:
    headers = {"HTTP_HX_REQUEST": "true"} if htmx else {}
    item = at.item(code)
    data = {"field": "value", "base": queries.standing(sheet, item.pk, sent.get("field", "value")).revision, **sent}
    return browser(by or at.inspector).post(address(sheet, f"items/{item.pk}/"), data, **headers)


@pytest.mark.parametrize(
    ("code", "sent", "value"),
    [
        ("A1", {"met": "yes"}, {"met": True}),
        ("A1", {"met": "no"}, {"met": False}),
        ("A1", {"na": "on"}, {"na": True}),
        ("A2", {"count": "2"}, {"count": 2}),
        ("A2", {"count_typed": "7"}, {"count": 7}),
        ("A3", {"level": "C"}, {"level": "C"}),
        ("B1", {"working": "3", "tested": "4"}, {"working": 3, "tested": 4}),
        ("B2", {"hit": "yes"}, {"hit": True}),
    ],
)
def test_each_kind_of_item_is_answered_by_its_buttons_or_fields(at, code, sent, value):
    sheet = make.sheet(at, State.IN_PROGRESS)

    assert send(at, sheet, code, **sent).status_code == 200

    assert Answer.objects.get(sheet=sheet, item__code=code).value == value


def test_an_answer_with_full_points_leads_to_the_next_item_and_a_lost_one_stays_for_note_and_proof(at):
    sheet = make.sheet(at, State.IN_PROGRESS)

    assert "Item A2" in text_of(send(at, sheet, "A1", met="yes")).split("All items")[0]
    stays = text_of(send(at, sheet, "A1", met="no")).split("All items")[0]

    assert "Item A1" in stays
    assert "Proof is needed" in stays


@pytest.mark.parametrize("sent", [{"count_typed": "many"}, {"count_typed": "-1"}, {}])
def test_what_cannot_be_an_answer_is_said_on_the_item_and_not_stored(at, sent):
    sheet = make.sheet(at, State.IN_PROGRESS)

    page = send(at, sheet, "A2", **sent)

    assert "Not saved:" in text_of(page)
    assert not Answer.objects.filter(sheet=sheet, item__code="A2").exists()


def test_without_scripts_an_answer_leads_back_to_the_list_of_items(at):
    sheet = make.sheet(at, State.IN_PROGRESS)

    answered = send(at, sheet, "A1", htmx=False, met="yes")

    assert answered.status_code == 302
    assert answered.url.startswith(address(sheet, "work/"))


def test_an_item_on_record_is_shown_as_without_figures_and_never_typed(at):
    sheet = make.sheet(at, State.IN_PROGRESS)
    item = at.item("B3")

    page = browser(at.inspector).get(address(sheet, f"work/?item={item.pk}"))

    assert "No figures yet" in text_of(page)
    assert 'name="met"' not in page.content.decode()


def test_two_who_answer_differently_see_both_and_choose(at):
    sheet, item = make.sheet(at, State.IN_PROGRESS), at.item("A1")
    change = {"sheet_id": sheet.pk, "item_id": item.pk, "field": "value", "now": NOW}
    actions.change(base=0, new={"met": True}, by=at.other_inspector, **change)

    page = send(at, sheet, "A1", base=0, met="no")

    assert "Somebody else answered meanwhile" in text_of(page)
    assert Answer.objects.get(sheet=sheet, item=item).value == {"met": True}
    assert SheetChange.objects.filter(sheet=sheet, applied=False).count() == 1
    taken = send(at, sheet, "A1", raw='{"met": false}')
    assert "Somebody else answered meanwhile" not in text_of(taken)
    assert Answer.objects.get(sheet=sheet, item=item).value == {"met": False}


@pytest.mark.parametrize(("keep", "value"), [("current", {"met": True}), ("aside", {"met": False})])
def test_what_was_kept_aside_is_chosen_on_the_sheets_page(at, keep, value):
    sheet, item = make.sheet(at, State.IN_PROGRESS), at.item("A1")
    change = {"sheet_id": sheet.pk, "item_id": item.pk, "field": "value", "now": NOW}
    actions.change(base=0, new={"met": True}, by=at.other_inspector, **change)
    actions.change(base=0, new={"met": False}, by=at.inspector, **change)
    assert "Two answers for one field" in text_of(browser(at.inspector).get(address(sheet)))
    aside = SheetChange.objects.get(sheet=sheet, applied=False)

    send(at, sheet, "A1", keep="current" if keep == "current" else aside.pk)

    assert Answer.objects.get(sheet=sheet, item=item).value == value
    assert "Two answers for one field" not in text_of(browser(at.inspector).get(address(sheet)))


def test_a_note_and_the_same_fault_are_stored_field_by_field(at):
    sheet = make.sheet(at, State.IN_PROGRESS)
    make.fill(at, sheet, {"A1": {"met": False}, "A2": {"count": 1}}, by=at.inspector)

    send(at, sheet, "A2", field="note", note="填单台两支笔写不出")
    send(at, sheet, "A2", field="same_as", same_as=at.item("A1").pk)

    answer = Answer.objects.get(sheet=sheet, item__code="A2")
    assert answer.note == "填单台两支笔写不出"
    assert answer.same_as == at.item("A1")


def test_photos_prove_an_item_and_one_that_is_refused_does_not_take_the_others_with_it(at):
    sheet, item = make.sheet(at, State.IN_PROGRESS), at.item("A1")
    good = SimpleUploadedFile("a.jpg", evidence.picture(), content_type="image/jpeg")
    bad = SimpleUploadedFile("b.jpg", b"no picture", content_type="image/jpeg")

    page = browser(at.inspector).post(address(sheet, f"items/{item.pk}/proof/"), {"uploads": [bad, good]})

    assert "b.jpg" in text_of(page)
    assert AnswerEvidence.objects.filter(sheet=sheet, item=item).count() == 1


def test_a_sheet_with_open_items_is_not_handed_in_and_says_which(at):
    sheet = make.sheet(at, State.IN_PROGRESS)
    make.fill(at, sheet, {"A1": {"met": True}}, by=at.inspector)

    page = browser(at.inspector).post(address(sheet, "submit/"), {"assessment": "总体良好"})

    assert page.status_code == 422
    assert "A2" in text_of(page)
    assert "总体良好" in page.content.decode()


def test_a_sheet_is_handed_in_with_its_assessment_and_shows_score_grade_and_findings(at):
    sheet = make.sheet(at, State.IN_PROGRESS)
    make.fill(at, sheet, LOST, by=at.inspector)

    browser(at.inspector).post(address(sheet, "submit/"), {"assessment": "填单台要补笔"})

    sheet.refresh_from_db()
    assert (sheet.state, sheet.score) == (State.SUBMITTED, SCORE)
    shown = text_of(browser(at.outlet_head).get(address(sheet)))
    assert "75" in shown
    assert "填单台要补笔" in shown
    assert Finding.objects.get(source_case=sheet.pk).case.number in shown


def test_guidance_on_the_spot_is_kept_and_shown(at):
    sheet = make.sheet(at, State.IN_PROGRESS)

    browser(at.inspector).post(address(sheet, "guide/"), {"text": "叫号屏朝门转一点", "to_whom": "大堂经理"})

    assert Guidance.objects.get(sheet=sheet).to_whom == "大堂经理"
    assert "叫号屏朝门转一点" in text_of(browser(at.outlet_head).get(address(sheet)))


def test_the_outlet_confirms_with_one_press(at):
    sheet = make.sheet(at, State.SUBMITTED)

    browser(at.outlet_head).post(address(sheet, "confirm/"))

    sheet.refresh_from_db()
    assert sheet.state == State.CONFIRMED


def test_the_outlet_disputes_item_by_item_and_the_office_settles_with_old_and_new_kept(at):
    sheet, item = make.sheet(at, State.SUBMITTED, answers=LOST), at.item("A2")
    form = text_of(browser(at.outlet_head).get(address(sheet, "dispute/")))
    assert "Item A2" in form
    assert "Item A1" not in form

    sent = {"reason": "笔当天已补", f"item_{item.pk}": "on", f"why_{item.pk}": "上午已更换"}
    browser(at.outlet_head).post(address(sheet, "dispute/"), sent)
    sheet.refresh_from_db()
    assert sheet.state == State.DISPUTED
    settled = browser(at.office_head).post(
        address(sheet, "settle/"), {f"new_{item.pk}": "0", "reason": "核实录像，当天已更换"}
    )

    assert settled.status_code == 302
    sheet.refresh_from_db()
    assert (sheet.state, sheet.score) == (State.FINAL, 10_000)
    assert [row.score for row in SheetScore.objects.filter(sheet=sheet).order_by("pk")] == [SCORE, 10_000]
    shown = text_of(browser(at.outlet_head).get(address(sheet)))
    for words in ("上午已更换", "核实录像，当天已更换", "2 occurrences", "0 occurrences"):
        assert words in shown


def test_a_settlement_may_leave_everything_as_it_is(at):
    sheet, item = make.sheet(at, State.SUBMITTED, answers=LOST), at.item("A2")
    actions.dispute(sheet_id=sheet.pk, reason="不认可", items=[item.pk], by=at.outlet_head, now=NOW)

    browser(at.office_head).post(address(sheet, "settle/"), {f"new_{item.pk}": "", "reason": "照片清楚"})

    sheet.refresh_from_db()
    assert (sheet.state, sheet.score) == (State.FINAL, SCORE)


def test_a_notice_is_drafted_from_the_sheets_findings(at):
    sheet = make.sheet(at, State.SUBMITTED, answers=LOST)
    finding = Finding.objects.get(source_case=sheet.pk)

    drafted = browser(at.inspector).post(address(sheet, "notice/"), {"findings": [finding.pk]})

    notice = Notice.objects.get()
    assert drafted.status_code == 302
    assert str(notice.pk) in drafted.url
    assert notice.case.subject_unit == at.outlet


def test_a_sheet_is_cancelled_with_a_reason(at):
    sheet = make.sheet(at, State.ASSIGNED)
    client = browser(at.office_head)

    assert client.post(address(sheet, "cancel/"), {"reason": ""}).status_code == 422
    client.post(address(sheet, "cancel/"), {"reason": "网点装修"})

    sheet.refresh_from_db()
    assert sheet.state == State.CANCELLED


def test_the_outlet_begins_its_own_check_goes_on_with_it_and_sees_it_beside_the_branchs(at):
    from biaogan.handbook.queries import current

    make.sheet(at, State.SUBMITTED, answers=LOST)
    client = browser(at.outlet_head)
    if current() is None:
        pytest.skip("no handbook is shipped")

    begun = client.post(f"/inspections/self-checks/{at.outlet.pk}/begin/")
    again = client.post(f"/inspections/self-checks/{at.outlet.pk}/begin/")

    assert begun.status_code == again.status_code == 302
    assert begun.url == again.url
    assert Sheet.objects.filter(channel=Channel.SELF_CHECK).count() == 1
    assert "Go on with the self-check" in text_of(client.get("/inspections/self-checks/"))


def test_self_check_and_branch_stand_side_by_side_with_their_difference(at):
    make.sheet(at, State.SUBMITTED, channel=Channel.SELF_CHECK)
    make.sheet(at, State.SUBMITTED, answers=LOST)

    shown = text_of(browser(at.outlet_head).get("/inspections/self-checks/"))

    assert "By area: the outlet and the branch" in shown
    assert "+25" in shown
