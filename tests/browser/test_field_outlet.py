"""What else a phone does without a network: a signature, machines that fail, an outlet's own logs and checks, two tabs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from biaogan.evidence.models import Evidence
from biaogan.inspections.choices import Channel, State
from biaogan.inspections.models import DeviceTest, OutletLog, Sheet, SheetChange
from biaogan.org.models import PostKind
from biaogan.premises.models import Repair
from biaogan.sync.models import DeviceReceipt
from tests.browser.people import RULES
from tests.browser.phones import Phone, code_for
from tests.browser.test_field import begins, phones, pytestmark, scene, sheet
from tests.factories import handbook, premises
from tests.factories import inspections as make

__all__ = ["phones", "pytestmark", "scene", "sheet"]


def signs(page: Page) -> None:
    paper = page.locator(".signature canvas")
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 80, steps=5)
    page.mouse.up()


def of_the_outlet(at: Phone, scene: make.Scene) -> None:
    """Pair the phone of the head of the outlet, who has no sheet to fill in."""
    handbook.ship()
    head = scene.branch.holder(PostKind.OUTLET_HEAD, scene.outlet)
    at.page.goto(f"{at.address}/field/#pair={code_for(scene, head)}")
    expect(at.page.get_by_role("button", name="Begin a self-check")).to_be_visible()
    at.page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def everything_was_taken() -> bool:
    return not DeviceReceipt.objects.exclude(state="accepted").exists()


def test_a_sheet_that_was_signed_without_a_network_is_handed_in_later(scene, sheet, phones):
    at = phones()
    at.pairs(code_for(scene, scene.inspectors[0]))
    at.network(there=False)
    begins(at, sheet)
    for code, name in {"A1": "Met", "A2": "0", "A3": "A · 100%", "B1": "Not applicable", "B2": "Not crossed"}.items():
        at.answers(sheet.pk, scene.item(code).pk, name)

    at.opens(f"#/sheet/{sheet.pk}/submit")
    at.page.get_by_label("Assessment").fill("In order")
    signs(at.page)
    at.presses("Hand in")
    at.shows("Handed in, to be sent")
    at.is_killed()
    at.network(there=True)
    at.has_sent_all()

    sheet.refresh_from_db()
    assert (sheet.state, sheet.assessment) == (State.SUBMITTED, "In order")
    assert Evidence.objects.get(case=sheet.case).media_type == "image/png"
    assert everything_was_taken()


def test_a_machine_that_fails_without_a_network_is_to_be_mended_later(scene, sheet, phones):
    machine = premises.device(scene.outlet, kind="ticket_machine")
    at = phones()
    at.pairs(code_for(scene, scene.inspectors[0]))
    at.network(there=False)
    begins(at, sheet)

    at.opens(f"#/unit/{scene.outlet.pk}/machine/{machine.pk}")
    steps = at.page.locator(".step")
    expect(steps).not_to_have_count(0)
    for n in range(steps.count()):
        steps.nth(n).get_by_role("button", name="Faulty" if n == 1 else "Works", exact=True).click()
    at.page.get_by_label("What is wrong").fill("No ticket comes out")
    at.presses("Save")
    at.shows("Machines")
    assert at.unsent > 0
    at.network(there=True)
    at.has_sent_all()

    tested = DeviceTest.objects.get(sheet=sheet)
    repair = Repair.objects.get(device=machine)
    assert (tested.works, tested.repair_id) == (False, repair.pk)
    assert "No ticket comes out" in repair.fault
    assert everything_was_taken()


def test_an_outlet_keeps_its_log_without_a_network(scene, phones):
    at = phones()
    of_the_outlet(at, scene)
    at.network(there=False)

    at.opens("#/logs")
    at.presses("Morning meeting")
    at.page.get_by_label("People present").fill("8")
    at.page.get_by_label("What happened").fill("Queues at noon")
    at.presses("Save")
    expect(at.page.locator("#unsent")).to_have_attribute("data-unsent", "1")
    at.is_killed()
    at.network(there=True)
    at.has_sent_all()

    kept = OutletLog.objects.get(unit=scene.outlet)
    assert (kept.kind, kept.text, kept.facts) == ("morning_meeting", "Queues at noon", {"present": 8})
    assert everything_was_taken()


def test_a_self_check_that_was_begun_without_a_network_goes_on_when_it_has_a_number(scene, phones):
    at = phones()
    of_the_outlet(at, scene)
    at.network(there=False)

    at.page.get_by_role("button", name="Begin a self-check").click()
    at.page.locator(".item-line").first.click()
    at.page.locator("textarea").fill("Seen on the phone")
    at.page.wait_for_timeout(600)
    here = at.page.url
    at.network(there=True)
    at.has_sent_all()
    # The screen still knows the sheet by its first name.
    at.page.locator("textarea").fill("Seen twice")
    at.page.wait_for_timeout(600)
    at.has_sent_all()
    at.page.goto(here)
    at.page.reload()

    expect(at.page.locator("textarea")).to_have_value("Seen twice")
    made = Sheet.objects.get(channel=Channel.SELF_CHECK)
    assert [each.number for each in [made.case]] == [each["number"] for each in at.kept("sheets")]
    assert made.answers.get(note="Seen twice")
    assert everything_was_taken()


def test_two_tabs_of_one_phone_write_one_sheet(scene, sheet, phones):
    at = phones()
    at.pairs(code_for(scene, scene.inspectors[0]))
    begins(at, sheet)
    at.has_sent_all()
    other = Phone(at.context, at.address, at.troubles)
    other.page.goto(f"{at.address}/field/#/sheet/{sheet.pk}")
    expect(other.page.locator(".item-line")).to_have_count(6)
    a1 = scene.item("A1").pk
    at.network(there=False)

    at.answers(sheet.pk, a1, "Not met")
    expect(other.page.locator(f".item-line[data-item='{a1}']")).to_contain_text("Needs proof")
    other.answers(sheet.pk, a1, "Met")
    other.opens(f"#/sheet/{sheet.pk}/item/{a1}")
    other.notes("From the other tab")
    at.answers(sheet.pk, scene.item("B2").pk, "Not crossed")
    at.network(there=True)
    at.has_sent_all()
    other.has_sent_all()

    found = {each.item.code: (each.value, each.note) for each in sheet.answers.select_related("item")}
    assert found["A1"] == ({"met": True}, "From the other tab")
    assert found["B2"][0] == {"hit": False}
    assert not SheetChange.objects.filter(sheet=sheet, applied=False).exists()
    assert everything_was_taken()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_can_use_the_screens_of_the_phone(scene, sheet, phones, theme: Any):
    machine = premises.device(scene.outlet, kind="ticket_machine")
    at = phones(color_scheme=theme)
    at.page.goto(f"{at.address}/field/")
    found = faults(at, "Pair this phone")
    at.pairs(code_for(scene, scene.inspectors[0]))
    found += faults(at, "Sheets")
    begins(at, sheet)
    at.answers(sheet.pk, scene.item("A1").pk, "Not met")
    items = {f"#/sheet/{sheet.pk}/item/{scene.item(code).pk}": code for code in ("A1", "A2", "A3", "B1", "B2", "B3")}
    places = {
        f"#/sheet/{sheet.pk}": scene.outlet.name,
        **items,
        f"#/sheet/{sheet.pk}/submit": "Hand in the sheet",
        f"#/unit/{scene.outlet.pk}/machine/{machine.pk}": "SN",
        "#/outbox": "Unsent work",
        "#/more": "Settings",
    }
    for hash_, heading in places.items():
        at.opens(hash_)
        found += faults(at, heading)

    assert found == []


#: What a thumb presses, and is smaller than 44 px.
TOO_SMALL = """() => [...document.querySelectorAll("a, button, textarea, summary, .switch, .form-control")]
    .filter((each) => each.checkVisibility())
    .filter((each) => { const box = each.getBoundingClientRect(); return box.height < 43.5 || box.width < 43.5; })
    .map((each) => `${each.className} «${each.textContent.trim().slice(0, 20)}»`)"""


def faults(at: Phone, heading: str) -> list[str]:
    expect(at.page.locator("h1")).to_contain_text(heading)
    expect(at.page.locator("#unsent")).to_have_attribute("data-unsent", re.compile(r"\d"))
    violations = Axe().run(at.page, options=RULES).response["violations"]
    found = [f"{heading}: {each['id']} at {[node['target'] for node in each['nodes']][:3]}" for each in violations]
    if (width := at.page.evaluate("document.documentElement.scrollWidth")) > 390:
        found.append(f"{heading}: {width} px wide")
    return found + [f"{heading}: too small: {each}" for each in at.page.evaluate(TOO_SMALL)]
