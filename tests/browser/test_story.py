"""Both ways of inspecting in one story, in Chinese: from the plan to the notice that closes by itself."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from biaogan.audit.models import Event
from biaogan.core.time import local_day
from biaogan.evidence.models import Evidence
from biaogan.inspections.choices import Channel
from biaogan.inspections.choices import State as SheetState
from biaogan.inspections.models import Answer, AnswerEvidence, Draw, Mark, RecordingRequest, Sheet, SheetChange, Viewing
from biaogan.inspections.rules.footage import Request
from biaogan.org.models import PostKind, Unit
from biaogan.papers.models import Paper
from biaogan.rectification.choices import NoticeState, Source, State
from biaogan.rectification.models import Finding, Notice, Recheck, Reply
from biaogan.sync.models import DeviceReceipt, Upload
from tests.browser.people import Reader, Stage
from tests.browser.phones import Phone, code_for, noise, phone
from tests.factories import inspections as make
from tests.factories import papers
from tests.factories.evidence import picture
from tests.papers.reading import words_of_pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LEVELS = {"levels": [{"code": "A", "share": 10_000}, {"code": "C", "share": 0}]}
ONSITE, OFFSITE = {"channels": ["onsite"]}, {"channels": ["offsite"]}
ITEMS: dict[str, tuple[str, int, dict[str, Any], dict[str, Any]]] = {
    "A1": ("bin", 200, {}, ONSITE),
    "A2": ("ded", 300, {"each": 100}, ONSITE),
    "A3": ("lvl", 100, LEVELS, {**ONSITE, "proof": "none"}),
    "A4": ("bin", 400, {}, ONSITE),
    "B2": ("veto", 0, {}, {**ONSITE, "proof": "none"}),
    "C1": ("bin", 200, {}, OFFSITE),
    "C2": ("lvl", 100, LEVELS, {**OFFSITE, "proof": "none"}),
}
SEED = "二〇二六年第四季度"


@dataclass
class Cast:
    """Everybody in the story, each in front of a browser of their own."""

    at: make.Scene
    stage: Stage
    phone: Phone

    def comes(self, name: str, kind: PostKind, unit: Unit) -> Reader:
        return self.stage.somebody(name, signed_in=self.at.actor(kind, unit).user)

    def inspector(self, number: int) -> Reader:
        return self.stage.somebody(f"inspector {number}", signed_in=self.at.actor_for(self.at.inspectors[number]).user)


@pytest.fixture
def cast(browser: Browser, live_server: LiveServer, settings: Any, tmp_path: Path) -> Iterator[Cast]:
    settings.EVIDENCE_ROOT = tmp_path
    at = make.scene(ITEMS)
    papers.issuer_code(at.branch.branch)
    stage = Stage(browser, live_server.url, "zh-hans")
    carried = phone(browser, live_server.url, stage.troubles, locale="zh-CN")
    yield Cast(at, stage, carried)
    carried.context.close()
    stage.leave()

    assert stage.troubles == []


def test_both_ways_of_inspecting_lead_from_a_plan_to_a_notice_that_closes_by_itself(cast: Cast) -> None:
    head = cast.comes("office head", PostKind.OFFICE_HEAD, cast.at.branch.office)
    onsite = plans_and_draws(head, cast)
    outlet = onsite.case.subject_unit
    names_two_inspectors(head, cast, onsite)
    walks_the_outlet_without_a_network(cast, onsite)
    host = cast.comes("outlet head", PostKind.OUTLET_HEAD, outlet)
    confirms(host, onsite)

    reviewer, colleague = cast.inspector(0), cast.inspector(1)
    offsite = make.sheet(cast.at, SheetState.ASSIGNED, channel=Channel.OFFSITE, unit=outlet, now=timezone.now())
    asks_to_view(reviewer, offsite)
    rules_on_it(head)
    reviews_at_the_recorder(reviewer, offsite)

    notice = drafts_a_notice(reviewer, cast, outlet)
    approves(head, notice)
    issues(reviewer, notice)
    signs_for_it(host, notice)
    first, *others = [each.pk for each in Finding.objects.order_by("pk")]
    for each in (first, *others):
        reports_back(host, each, "已整改，并列入开门前检查")
    checks_again(colleague, first, passed=False)
    for each in others:
        checks_again(colleague, each, passed=True)
    assert Notice.objects.get().state == NoticeState.RECEIVED
    reports_back(host, first, "更换门垫，每日三次保洁")
    checks_again(colleague, first, passed=True)

    number = sees_it_closed(reviewer, notice)
    takes_the_paper(reviewer, notice, number)
    inspections_stand_as_told(onsite, offsite)
    rectification_stands_as_told(cast, number)
    everything_is_on_the_trail()


def again(sheet: Sheet) -> Sheet:
    return Sheet.objects.select_related("case__subject_unit").get(pk=sheet.pk)


def types_day(reader: Reader, label: str, day: dt.date) -> None:
    reader.page.locator("main").get_by_label(reader.word(label)).first.fill(day.isoformat())


# The first way: a plan, a draw by lot, an outlet and a phone.


def plans_and_draws(head: Reader, cast: Cast) -> Sheet:
    """Return the sheet that the draw came to."""
    today = local_day(timezone.now())
    head.opens("/inspections/plans/")
    head.follows("New plan")
    head.types("Name of the plan", "四季度现场检查")
    head.page.locator("[name=handbook]").select_option(value=str(cast.at.version.handbook_id))
    types_day(head, "First day", today)
    types_day(head, "Last day", today + dt.timedelta(days=30))
    head.presses("New plan")
    head.is_at("四季度现场检查")
    head.follows("Draw by lot")
    head.page.locator("main").get_by_label(head.word("How many units")).fill("1")
    head.page.locator("[name=seed]").fill(SEED)
    head.presses("Draw by lot")
    head.reads(SEED, head.word("drawn again, the same"))
    head.page.get_by_role("link", name="四季度现场检查").click()
    head.follows("Plan the drawn units")
    head.presses("Plan the drawn units")
    head.is_at("四季度现场检查")
    return again(Sheet.objects.get())


def names_two_inspectors(head: Reader, cast: Cast, sheet: Sheet) -> None:
    head.page.get_by_role("link", name=sheet.case.number).click()
    head.follows("Name inspectors")
    for label, person in zip(("Leads", "With"), cast.at.inspectors, strict=True):
        select = head.page.locator("main").get_by_label(head.word(label)).first
        select.select_option(value=str(person.pk))
    head.presses("Name inspectors")
    head.is_at(sheet.case.number)
    head.reads(*(person.name for person in cast.at.inspectors), where="body")


def walks_the_outlet_without_a_network(cast: Cast, sheet: Sheet) -> None:
    at = cast.phone
    at.pairs(code_for(cast.at, cast.at.inspectors[0]))
    at.shows(sheet.case.subject_unit.name)
    at.network(there=False)
    at.opens(f"#/sheet/{sheet.pk}")
    at.presses("Begin")
    at.shows("In progress")
    answers = {"A3": "A · 100%", "A4": "Met", "B2": "Not crossed"}
    for code, name in answers.items():
        at.answers(sheet.pk, cast.at.item(code).pk, name)
    for code, name, what in (("A1", "Not met", "门口有杂物"), ("A2", "One more", "一名柜员未佩戴工号牌")):
        at.answers(sheet.pk, cast.at.item(code).pk, name)
        at.opens(f"#/sheet/{sheet.pk}/item/{cast.at.item(code).pk}")
        at.notes(what)
        at.photographs(noise(300), f"{code}.jpg")
    at.hands_in(sheet.pk, "环境尚可，门口需整理")
    at.shows("Handed in, to be sent")
    assert at.unsent > 6
    assert again(sheet).state == SheetState.ASSIGNED
    at.network(there=True)
    at.has_sent_all()


def confirms(host: Reader, sheet: Sheet) -> None:
    host.opens(f"/inspections/sheets/{sheet.pk}/")
    host.reads("70", where=".tiles")
    host.reads("环境尚可，门口需整理")
    host.presses("Confirm", "sheet")
    host.reads(host.word(SheetState.CONFIRMED.label))


# The second way: recordings, and somebody who lets them be viewed.


def asks_to_view(reviewer: Reader, sheet: Sheet) -> None:
    reviewer.opens(f"/inspections/desk/{sheet.pk}/")
    reviewer.follows("Ask for recordings")
    expect(reviewer.page.locator("[name=sheet]")).to_have_value(sheet.case.number)
    types_day(reviewer, "Day", local_day(timezone.now()) - dt.timedelta(days=1))
    reviewer.page.locator("[name=begins]").fill("09:00")
    reviewer.page.locator("[name=ends]").fill("09:15")
    reviewer.page.locator("[name=cameras]").fill("大厅")
    reviewer.types("Purpose", "月度非现场监测")
    reviewer.presses("Ask", "recording")
    reviewer.reads("月度非现场监测", "09:00–09:15")
    approve = reviewer.page.get_by_role("button", name=reviewer.word("Approve the viewing"), exact=True)
    expect(approve).to_have_count(0)


def rules_on_it(head: Reader) -> None:
    asked = RecordingRequest.objects.select_related("case").get()
    head.opens("/inspections/recordings/")
    head.page.get_by_role("link", name=asked.case.number).click()
    head.presses("Approve the viewing")
    head.reads(head.word(Request.APPROVED.label))


def reviews_at_the_recorder(reviewer: Reader, sheet: Sheet) -> None:
    page = reviewer.page
    page.reload()
    page.get_by_text(reviewer.word("Add a clip, or the place on the recorder")).click()
    reviewer.types("Recorder", "NVR-3")
    reviewer.presses("Note the place")
    reviewer.reads("NVR-3")
    reviewer.follows("To the review desk")
    reviewer.presses("Write it down and begin")
    page.locator("#shot-time").fill("09:03:07")
    shot = {"name": "shot.png", "mimeType": "image/png", "buffer": picture("PNG", size=(640, 360))}
    page.locator("#shot-picture").set_input_files(shot)  # type: ignore[arg-type]
    page.locator("#shot-note").fill("柜员离柜未放置暂停服务牌")
    reviewer.presses("Keep the screenshot on the item")
    reviewer.reads("09:03:07", reviewer.word("Not met", "answer"))
    page.keyboard.press("i")
    expect(page.locator("#desk-work h2").first).to_contain_text("C2")
    page.locator("#desk-work").get_by_role("radio").first.check()
    expect(page.locator("#desk-work .desk-items [data-tone=proven]")).to_have_count(1)
    reviewer.follows("To the sheet")
    reviewer.follows("Hand in")
    reviewer.types("Assessment", "离柜规范执行不到位")
    reviewer.presses("Hand in")
    reviewer.reads("33.33", where=".tiles")
    reviewer.reads("离柜规范执行不到位")


# What both have found goes out on one notice.


def drafts_a_notice(drafter: Reader, cast: Cast, outlet: Unit) -> str:
    """Return the address of the notice once it waits for somebody to approve it."""
    page = drafter.page
    drafter.opens("/rectification/?show=unserved")
    for each in page.locator("main [name=findings]").all():
        each.check()
    drafter.presses("Draft a notice from those ticked")
    drafter.is_at(drafter.word("Draft a notice"))
    expect(page.locator("main [name=findings]:checked")).to_have_count(3)
    drafter.presses("Draft it")
    drafter.is_at(drafter.word("Edit the notice"))
    limit = (local_day(timezone.now()) + dt.timedelta(days=14)).isoformat()
    for finding in Finding.objects.order_by("pk"):
        page.locator(f"[name=f{finding.pk}-unit]").fill(outlet.code)
        page.locator(f"[name=f{finding.pk}-person]").fill(cast.at.branch.holder(PostKind.OUTLET_HEAD, outlet).staff_no)
        page.locator(f"[name=f{finding.pk}-due_on]").fill(limit)
        page.locator(f"[name=f{finding.pk}-requirement]").fill("立即整改，举一反三")
    drafter.presses("Save the draft")
    drafter.reads(drafter.word("The draft is saved."), where="body")
    drafter.presses("Ask for approval")
    address = page.url
    expect(
        page.locator("main").get_by_role("button", name=drafter.word("Approve", "notice"), exact=True)
    ).to_have_count(0)
    return address


def approves(head: Reader, notice: str) -> None:
    head.opens(notice)
    head.presses("Approve", "notice")
    head.reads(head.word(NoticeState.APPROVED.label))


def issues(drafter: Reader, notice: str) -> None:
    drafter.opens(notice)
    drafter.follows("Issue", "notice")
    drafter.presses("Issue", "notice")
    expect(drafter.page.get_by_role("heading", level=1)).to_contain_text(f"〔{local_day(timezone.now()).year}〕1号")


def signs_for_it(host: Reader, notice: str) -> None:
    host.opens("/inbox/")
    host.page.get_by_role("link", name=Notice.objects.select_related("case").get().case.number).first.click()
    expect(host.page).to_have_url(notice)
    host.follows("Sign for it")
    host.presses("Sign for it")
    host.reads(host.word(NoticeState.RECEIVED.label))


def reports_back(host: Reader, finding: int, action: str) -> None:
    host.opens(f"/rectification/{finding}/")
    host.follows("Report back")
    photo = {"name": f"{action[:4]}.jpg", "mimeType": "image/jpeg", "buffer": noise(80)}
    host.page.locator("main [name=photos]").set_input_files(photo)  # type: ignore[arg-type]
    host.page.locator("[name=cause]").fill("日常检查不到位")
    host.page.locator("[name=action]").fill(action)
    host.presses("Report back")
    host.reads(host.word(State.ANSWERED.label), action)


def checks_again(colleague: Reader, finding: int, *, passed: bool) -> None:
    colleague.opens(f"/rectification/{finding}/")
    colleague.follows("Check again")
    colleague.picks("Yes, close it" if passed else "No, give it back")
    colleague.page.locator("[name=note]").fill("现场查看，已整改" if passed else "仍有杂物")
    colleague.presses("Check again")
    colleague.reads(colleague.word((State.CLOSED if passed else State.RETURNED).label))


def sees_it_closed(drafter: Reader, notice: str) -> str:
    """Return the number in its heading."""
    drafter.opens(notice)
    drafter.reads("3 / 3", drafter.word("Ended"), where="body")
    found = re.search(r"\S+〔\d{4}〕\d+号", drafter.page.get_by_role("heading", level=1).inner_text())
    assert found
    return found[0]


def takes_the_paper(drafter: Reader, notice: str, number: str) -> None:
    with drafter.page.expect_download() as taken:
        drafter.follows("PDF")
    content = Path(taken.value.path()).read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) >= 1
    assert number in words_of_pdf(content)


def inspections_stand_as_told(onsite: Sheet, offsite: Sheet) -> None:
    onsite, offsite = again(onsite), again(offsite)
    assert (onsite.state, onsite.score, onsite.earned, onsite.applicable) == (SheetState.CONFIRMED, 7_000, 700, 1_000)
    assert (offsite.state, offsite.score, offsite.earned, offsite.applicable) == (SheetState.SUBMITTED, 3_333, 100, 300)
    assert Draw.objects.get().seed == SEED
    assert onsite.draw == Draw.objects.get()
    assert onsite.inspectors.count() == 2
    # Sent once, though the network came and went.
    written = list(SheetChange.objects.filter(sheet=onsite, why="").values_list("item__code", "field"))
    assert len(written) == len(set(written))
    assert Answer.objects.filter(sheet=onsite).count() == 5
    assert AnswerEvidence.objects.filter(sheet=onsite).count() == 2
    # Each photo, and the one under what was drawn on it.
    assert Evidence.objects.filter(case=onsite.case).count() == 4
    assert not DeviceReceipt.objects.exclude(state="accepted").exists()
    assert set(Upload.objects.values_list("state", flat=True)) == {"claimed"}
    asked = RecordingRequest.objects.get()
    assert (asked.state, asked.sheet) == (Request.APPROVED, offsite)
    assert asked.ruled_by_id not in (None, asked.asked_by_id)
    assert Viewing.objects.get().span == asked.spans.get()
    assert Mark.objects.get().evidence == AnswerEvidence.objects.get(sheet=offsite).evidence


def rectification_stands_as_told(cast: Cast, number: str) -> None:
    notice = Notice.objects.get()
    findings = list(Finding.objects.order_by("pk"))
    assert notice.state == NoticeState.CLOSED
    assert notice.approver_id not in (None, notice.drafter_id)
    assert [(each.item_code, each.source, each.points, each.state) for each in findings] == [
        ("A1", Source.ONSITE, 200, State.CLOSED),
        ("A2", Source.ONSITE, 100, State.CLOSED),
        ("C1", Source.OFFSITE, 200, State.CLOSED),
    ]
    assert {(each.responsible_unit_id, each.responsible_person_id) for each in findings} == {
        (each.case.subject_unit_id, cast.at.branch.holder(PostKind.OUTLET_HEAD, each.case.subject_unit).pk)
        for each in findings
    }
    assert [(paper.number, paper.running) for paper in Paper.objects.all()] == [(number, 1)]
    replies = Reply.objects.order_by("finding", "pk").values_list("finding__item_code", flat=True)
    assert list(replies) == ["A1", "A1", "A2", "C1"]
    checks = Recheck.objects.order_by("finding", "pk").values_list("finding__item_code", "passed")
    assert list(checks) == [("A1", False), ("A1", True), ("A2", True), ("C1", True)]
    doers = set(Reply.objects.values_list("doer", flat=True))
    assert not doers & set(Recheck.objects.values_list("by", flat=True))


#: What everybody did, as often as they did it.
ONCE = (
    "plan.made plan.drawn sheet.confirmed recording.asked recording.approved recording.reference_added recording.viewed"
    " review.frame_kept notice.drafted notice.submitted notice.approved notice.issued notice.received finding.returned"
    " notice.closed"
)
TRAIL = {
    **dict.fromkeys(ONCE.split(), 1),
    **dict.fromkeys(("sheet.planned", "sheet.assigned", "sheet.begun", "sheet.submitted"), 2),
    "finding.raised": 3,
    "finding.answered": 4,
    "finding.closed": 3,
}


def everything_is_on_the_trail() -> None:
    counted = {name: Event.objects.filter(name=name).count() for name in TRAIL}
    assert counted == TRAIL
