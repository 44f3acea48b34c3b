"""A sheet of 150 items with 40 photos on a slow phone, and a new version of the page that comes while somebody writes."""

from __future__ import annotations

import os
from typing import Any

from playwright.sync_api import expect

from biaogan.core import built
from biaogan.inspections.choices import State
from biaogan.inspections.models import AnswerEvidence
from tests.browser.phones import code_for, noise
from tests.browser.test_field import begins, phones, pytestmark, sheet
from tests.factories import inspections as make

__all__ = ["phones", "pytestmark", "sheet"]

import pytest

#: How much slower than this machine a phone is taken to be.
SLOWER = 6
ITEMS = {f"A{n:03}": ("bin", 100, {}, {"proof": "none"}) for n in range(1, 151)}


@pytest.fixture
def scene(settings: Any, tmp_path: Any, request: pytest.FixtureRequest) -> make.Scene:
    settings.EVIDENCE_ROOT = tmp_path
    return make.scene(ITEMS)


def test_a_large_sheet_is_filled_in_on_a_slow_phone(scene, sheet, phones):
    at = phones()
    at.pairs(code_for(scene, scene.inspectors[0]))
    begins(at, sheet)
    at.has_sent_all()
    at.network(there=False)
    first = scene.item("A001").pk
    at.opens(f"#/sheet/{sheet.pk}/item/{first}")
    with at.page.expect_file_chooser() as chooser:
        at.presses("Album")
    files = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": noise(200)} for n in range(40)]
    chooser.value.set_files(files)  # type: ignore[arg-type]
    for _each in range(150):
        if len(at.kept("photos")) == 40:
            break
        at.page.wait_for_timeout(200)
    at.context.new_cdp_session(at.page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})

    at.opens(f"#/sheet/{sheet.pk}")
    expect(at.page.locator(".item-line")).to_have_count(150)
    at.opens(f"#/sheet/{sheet.pk}/item/{first}")
    took = [answered(at, f"A{n:03}", f"A{n + 1:03}") for n in range(1, 21)]
    at.opens(f"#/sheet/{sheet.pk}")
    expect(at.page.locator(".item-line .badge[data-tone=proven]")).to_have_count(20)
    if os.environ.get("BIAOGAN_SAY_FIGURES"):
        print(f"\nms from the tap to the next question, {SLOWER}x slower: {sorted(round(each) for each in took)}")

    at.context.new_cdp_session(at.page).send("Emulation.setCPUThrottlingRate", {"rate": 1})
    at.network(there=True)
    at.has_sent_all()
    assert sheet.answers.filter(value={"met": True}).count() == 20
    assert AnswerEvidence.objects.filter(sheet=sheet).count() == 40


def answered(at: Any, code: str, following: str) -> float:
    """Tap «Met», wait for the next question; return the milliseconds between them as the page itself measures."""
    expect(at.page.locator("h1")).to_have_text(code)
    script = """(following) => new Promise((resolve) => {
      const begun = performance.now();
      const seen = new MutationObserver(() => {
        if (document.querySelector("h1")?.textContent !== following) return;
        seen.disconnect();
        requestAnimationFrame(() => resolve(performance.now() - begun));
      });
      seen.observe(document.body, { childList: true, subtree: true });
      document.querySelector(".answer").click();
    })"""
    return float(at.page.evaluate(script, following))


def test_a_new_version_takes_over_when_nothing_is_being_typed(scene, sheet, phones, monkeypatch):
    at = phones()
    at.pairs(code_for(scene, scene.inspectors[0]))
    begins(at, sheet)
    at.page.reload()
    before = at.page.locator("html").get_attribute("data-version")
    at.opens(f"#/sheet/{sheet.pk}/item/{scene.item('A001').pk}")
    at.page.locator("textarea").press_sequentially("Half a sent")
    script = built.script_of("field/worker")
    monkeypatch.setattr(built, "script_of", lambda entry: script + "\n// another version\n")

    at.page.evaluate("navigator.serviceWorker.getRegistration('/field/').then((each) => each.update())")
    at.page.wait_for_timeout(3_000)
    assert at.page.locator("html").get_attribute("data-version") == before
    at.page.locator("textarea").press_sequentially("ence")
    at.page.wait_for_timeout(600)
    at.opens("#/")

    expect(at.page.locator("html")).not_to_have_attribute("data-version", before or "", timeout=30_000)
    at.has_sent_all()
    assert sheet.answers.get().note == "Half a sentence"
    assert State(sheet.state) == State.ASSIGNED
