"""The offline page as inspectors live with it: no network, pages that are killed, two phones, clocks that are wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect
from pytest_django.live_server_helper import LiveServer

from biaogan.evidence.models import Evidence
from biaogan.inspections.choices import State
from biaogan.inspections.models import AnswerEvidence, Sheet, SheetChange
from biaogan.sync.models import DeviceReceipt, Upload
from tests.browser.phones import Phone, code_for, noise, phone
from tests.factories import inspections as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NewPhone = Callable[..., Phone]


@pytest.fixture
def scene(settings: Any, tmp_path: Any) -> make.Scene:
    settings.EVIDENCE_ROOT = tmp_path
    return make.scene()


@pytest.fixture
def phones(browser: Browser, live_server: LiveServer) -> Iterator[NewPhone]:
    made: list[Phone] = []
    troubles: list[str] = []

    def another(**more: Any) -> Phone:
        made.append(phone(browser, live_server.url, troubles, **more))
        return made[-1]

    yield another
    for each in made:
        each.context.close()

    assert troubles == []


@pytest.fixture
def sheet(scene: make.Scene) -> Sheet:
    return make.sheet(scene, State.ASSIGNED)


def begins(at: Phone, sheet: Sheet) -> None:
    at.opens(f"#/sheet/{sheet.pk}")
    at.presses("Begin")
    at.shows("In progress")


def answers_all(at: Phone, scene: make.Scene, sheet: Sheet) -> None:
    for code, name in {"A1": "Not met", "A2": "0", "A3": "A · 100%", "B2": "Not crossed"}.items():
        at.answers(sheet.pk, scene.item(code).pk, name)
    at.opens(f"#/sheet/{sheet.pk}/item/{scene.item('B1').pk}")
    at.page.get_by_label("Working").fill("2")
    at.page.get_by_label("Tested").fill("2")
    at.page.get_by_label("Tested").blur()
    at.page.wait_for_timeout(100)


def test_work_without_a_network_outlives_the_page_and_arrives_once(scene, sheet, phones):
    at = phones()
    at.pairs(code_for(scene, scene.inspectors[0]))
    at.shows(scene.outlet.name)
    at.network(there=False)

    begins(at, sheet)
    answers_all(at, scene, sheet)
    at.opens(f"#/sheet/{sheet.pk}/item/{scene.item('A1').pk}")
    at.notes("Rubbish at the door")
    at.photographs(noise(600))
    before = [work["id"] for work in at.kept("outbox")]
    at.is_killed()
    assert [work["id"] for work in at.kept("outbox")] == before
    assert at.unsent == len(before) > 6
    at.hands_in(sheet.pk, "Well kept but for the door")
    at.shows("Handed in, to be sent")
    at.is_killed()
    at.network(there=True)
    at.has_sent_all()

    sheet.refresh_from_db()
    assert (sheet.state, sheet.assessment) == (State.SUBMITTED, "Well kept but for the door")
    written = SheetChange.objects.filter(sheet=sheet, why="").values_list("item__code", "field")
    assert sorted(written, key=str) == sorted(set(written), key=str)
    assert {("A1", "value"), ("A1", "note"), ("B1", "value")} <= set(written)
    assert AnswerEvidence.objects.filter(sheet=sheet).count() == 1
    assert Evidence.objects.filter(case=sheet.case).count() == 2
    assert not DeviceReceipt.objects.exclude(state="accepted").exists()
    at.opens("#/")
    at.shows("Submitted")


def test_what_two_phones_wrote_differently_is_shown_and_chosen(scene, sheet, phones):
    first, second = phones(), phones()
    first.pairs(code_for(scene, scene.inspectors[0]))
    second.pairs(code_for(scene, scene.inspectors[1]))
    begins(first, sheet)
    first.has_sent_all()
    second.page.reload()
    second.shows("In progress")
    a1 = scene.item("A1").pk
    for each in (first, second):
        each.network(there=False)

    first.answers(sheet.pk, a1, "Met")
    second.answers(sheet.pk, a1, "Not met")
    second.notes("Mine")
    first.network(there=True)
    first.has_sent_all()
    second.network(there=True)
    second.has_sent_all()

    second.opens(f"#/conflicts/{sheet.pk}")
    conflict = second.page.locator(f".conflict[data-item='{a1}']")
    expect(conflict).to_contain_text("Not met")
    expect(conflict).to_contain_text(scene.inspectors[0].name)
    expect(second.page.locator(".conflict")).to_have_count(1)
    second.presses("Keep mine")
    expect(second.page.locator(".conflict")).to_have_count(0)
    second.has_sent_all()
    assert sheet.answers.get().value == {"met": False}
    assert sheet.answers.get().note == "Mine"
    assert SheetChange.objects.filter(sheet=sheet, applied=False).count() == 1


def test_an_upload_that_is_cut_off_goes_on_from_where_it_was(scene, sheet, phones):
    at = phones()
    at.pairs(code_for(scene, scene.inspectors[0]))
    begins(at, sheet)
    at.has_sent_all()
    offsets: list[int] = []

    def cut(route: Route) -> None:
        offset = int(route.request.url.partition("offset=")[2])
        if offset > 0 and len(offsets) < 3:
            offsets.append(offset)
            return route.abort()
        return route.continue_()

    at.context.route("**/api/v1/sync/uploads/*offset=*", cut)
    at.opens(f"#/sheet/{sheet.pk}/item/{scene.item('A1').pk}")
    at.photographs(noise())
    at.page.wait_for_timeout(500)
    at.is_killed()
    at.has_sent_all()

    assert offsets[0] > 0
    assert AnswerEvidence.objects.filter(sheet=sheet).count() == 1
    assert Evidence.objects.filter(case=sheet.case).count() == 2
    assert set(Upload.objects.values_list("state", flat=True)) == {"claimed"}


@pytest.mark.parametrize("days", [1, -1, 30])
def test_a_clock_that_is_wrong_by_days_is_put_right(scene, sheet, phones, days):
    at = phones()
    at.context.add_init_script(
        f"const off = {days} * 86400000;"
        """const Right = Date;
        globalThis.Date = class extends Right {
          constructor(...given) { given.length ? super(...given) : super(Right.now() + off); }
          static now() { return Right.now() + off; }
        };"""
    )
    at.pairs(code_for(scene, scene.inspectors[0]))
    at.network(there=False)
    begins(at, sheet)
    at.answers(sheet.pk, scene.item("A1").pk, "Met")
    at.network(there=True)
    at.has_sent_all()

    change = SheetChange.objects.get()
    assert abs((change.at - change.happened_at).total_seconds()) < 60
    assert not DeviceReceipt.objects.exclude(state="accepted").exists()
    at.opens("#/more")
    at.shows("clock")


def test_a_full_phone_says_so_keeps_what_was_typed_and_goes_on_later(scene, sheet, phones):
    at = phones()
    at.context.add_init_script(
        """const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...given) {
          if (globalThis.isFull && this.name === "blobs") throw new DOMException("full", "QuotaExceededError");
          return put.apply(this, given);
        };"""
    )
    at.pairs(code_for(scene, scene.inspectors[0]))
    begins(at, sheet)
    at.opens(f"#/sheet/{sheet.pk}/item/{scene.item('A1').pk}")
    at.has_sent_all()
    at.page.evaluate("globalThis.isFull = true")

    with at.page.expect_file_chooser() as chooser:
        at.presses("Photo")
    chooser.value.set_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": noise(300)})
    at.presses("Use the photo")
    expect(at.page.get_by_role("heading", name="The phone is full")).to_be_visible()
    assert at.unsent == 0
    at.page.evaluate("globalThis.isFull = false")
    at.presses("Try again")
    expect(at.page.locator(".thumb")).to_have_count(1)
    at.has_sent_all()

    assert AnswerEvidence.objects.filter(sheet=sheet).count() == 1


def test_a_broken_photo_is_refused_with_the_reason_and_stays_on_the_phone(scene, sheet, phones):
    at = phones()
    at.pairs(code_for(scene, scene.inspectors[0]))
    begins(at, sheet)
    at.opens(f"#/sheet/{sheet.pk}/item/{scene.item('A1').pk}")

    with at.page.expect_file_chooser() as chooser:
        at.presses("Photo")
    chooser.value.set_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff" + b"broken" * 3000})
    expect(at.page.locator("#unsent")).to_have_attribute("data-refused", "1", timeout=30_000)
    at.opens("#/outbox")
    at.shows("damaged")

    assert len(at.kept("files")) == 1
    assert not AnswerEvidence.objects.exists()
    at.presses("Seen, remove")
    expect(at.page.locator("#unsent")).to_have_attribute("data-refused", "0")


def test_a_photo_that_the_browser_cannot_show_is_sent_as_it_is(scene, sheet, phones):
    heif = pytest.importorskip("pillow_heif")
    import io

    from PIL import Image

    content = io.BytesIO()
    heif.from_pillow(Image.effect_noise((64, 64), 50).convert("RGB")).save(content)
    at = phones()
    at.pairs(code_for(scene, scene.inspectors[0]))
    begins(at, sheet)
    at.opens(f"#/sheet/{sheet.pk}/item/{scene.item('A1').pk}")

    with at.page.expect_file_chooser() as chooser:
        at.presses("Photo")
    chooser.value.set_files({"name": "IMG_1.HEIC", "mimeType": "image/heic", "buffer": content.getvalue()})
    expect(at.page.locator(".thumb")).to_have_count(1)
    at.has_sent_all()

    assert Evidence.objects.get(case=sheet.case).media_type == "image/heic"
