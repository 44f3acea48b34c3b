"""Phones in front of the live server: each with a browser of its own, paired, and without any session."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from biaogan.org.models import Person
from biaogan.sync import actions
from tests.factories.inspections import Scene

#: What a browser says by itself where there is no network, or where a test breaks it.
EXPECTED = ("net::ERR_", "Failed to load resource", "Failed to fetch", "QuotaExceededError")


def chinese() -> dict[str, str]:
    """Return how the page says in Chinese what it says in English; the first of two that read alike in English."""
    said = (Path(__file__).parents[2] / "frontend/src/field/words.ts").read_text()
    pairs = re.findall(r': \["([^"]*)", "([^"]*)"\]', said)
    return {english: chinese for chinese, english in reversed(pairs)}


def code_for(scene: Scene, person: Person) -> str:
    now = timezone.now()
    return actions.offer_own_pairing(name="Phone", by=scene.actor_for(person, now=now), now=now)[1]


@dataclass
class Phone:
    context: BrowserContext
    address: str
    troubles: list[str] = field(default_factory=list)
    #: English -> what this phone shows instead.
    words: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(30_000)
        self.page = self._page()

    def _page(self) -> Page:
        page = self.context.new_page()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        return page

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(word in message.text for word in EXPECTED):
            self.troubles.append(message.text)

    def pairs(self, code: str) -> None:
        self.page.goto(f"{self.address}/field/#pair={code}")
        # Its sheets have come.
        expect(self.page.locator(".card").first).to_be_visible()
        # Kept for the time without a network only once its worker has it.
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def is_killed(self) -> None:
        """End the page without a word, and open another one."""
        self.page.close(run_before_unload=False)
        self.page = self._page()
        self.page.goto(f"{self.address}/field/")

    def network(self, *, there: bool) -> None:
        self.context.set_offline(not there)

    def opens(self, hash_: str) -> None:
        self.page.evaluate("(hash) => { location.hash = hash }", hash_)

    def word(self, english: str) -> str:
        return self.words.get(english, english)

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=self.word(name), exact=True).click()

    def answers(self, sheet: int, item: int, *names: str) -> None:
        self.opens(f"#/sheet/{sheet}/item/{item}")
        for name in names:
            self.presses(name)
        self.page.wait_for_timeout(50)

    def notes(self, text: str) -> None:
        self.page.locator("textarea").fill(text)
        self.page.wait_for_timeout(600)

    def photographs(self, content: bytes, name: str = "IMG_1.jpg") -> None:
        with self.page.expect_file_chooser() as chooser:
            self.presses("Photo")
        chooser.value.set_files({"name": name, "mimeType": "image/jpeg", "buffer": content})
        canvas = self.page.locator("dialog canvas")
        expect(canvas).to_be_visible()
        box = canvas.bounding_box()
        assert box
        self.page.mouse.move(box["x"] + 20, box["y"] + 20)
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + 60, box["y"] + 60, steps=5)
        self.page.mouse.up()
        self.presses("Use the photo")
        expect(self.page.locator(".thumb").last).to_be_visible()

    def hands_in(self, sheet: int, text: str) -> None:
        self.opens(f"#/sheet/{sheet}/submit")
        self.page.get_by_label(self.word("Assessment")).fill(text)
        self.page.wait_for_timeout(600)
        self.presses("Hand in")

    @property
    def unsent(self) -> int:
        shown = self.page.locator("#unsent[data-unsent]")
        shown.wait_for()
        return int(shown.get_attribute("data-unsent") or 0)

    def has_sent_all(self) -> None:
        """Wait until nothing waits in the store; the number in sight follows it."""
        for _each in range(600):
            waiting = [work for work in self.kept("outbox") if work["state"] != "refused"]
            if not waiting and not any(file["state"] == "waiting" for file in self.kept("files")):
                break
            self.page.wait_for_timeout(200)
        expect(self.page.locator("#unsent")).to_have_attribute("data-unsent", "0", timeout=60_000)

    def shows(self, text: str) -> None:
        expect(self.page.locator("#field")).to_contain_text(self.word(text))

    def kept(self, shelf: str) -> list[dict[str, Any]]:
        """Return what lies in the phone's own store."""
        script = """(name) => new Promise((resolve, reject) => {
          const asked = indexedDB.open("biaogan-field");
          asked.onerror = () => reject(asked.error);
          asked.onsuccess = () => {
            const all = asked.result.transaction(name).objectStore(name).getAll();
            all.onsuccess = () => { asked.result.close(); resolve(JSON.stringify(all.result)); };
          };
        })"""
        found: list[dict[str, Any]] = json.loads(self.page.evaluate(script, shelf))
        return found


def phone(browser: Browser, address: str, troubles: list[str], *, locale: str = "en-GB", **more: Any) -> Phone:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale=locale, has_touch=True, service_workers="allow", **more
    )
    words = chinese() if locale.startswith("zh") else {}
    return Phone(context, address.replace("127.0.0.1", "localhost"), troubles, words)


def noise(side: int = 1400) -> bytes:
    """A photo that does not shrink: some hundreds of kilobytes."""
    content = io.BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(content, "JPEG", quality=85)
    return content.getvalue()
