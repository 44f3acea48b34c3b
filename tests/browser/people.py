"""People in front of a browser: what they read is taken from the catalogues, what they click is what they read."""

from __future__ import annotations

from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext, pgettext
from playwright.sync_api import Browser, BrowserContext, Page, expect

from biaogan.accounts.models import User
from tools.shots import Look, context_for, cookie, listen

PHONE, DESK = 390, 1280
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@dataclass
class Stage:
    """One language, one address, everybody's browsers."""

    browser: Browser
    address: str
    language: str
    troubles: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def somebody(self, name: str, *, width: int = DESK, signed_in: User | None = None) -> Reader:
        """Return somebody new with a browser of their own, signed in without the sign-in page if a user is given."""
        cookies = [self._session(signed_in)] if signed_in else []
        context = context_for(self.browser, Look(self.language, "light", width), self.address, cookies)
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        listen(page, name, self.troubles)
        return Reader(page, self.address, self.language)

    def _session(self, user: User) -> dict[str, str]:
        client = Client()
        client.force_login(user)
        return cookie(self.address, settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value)

    def leave(self) -> None:
        for context in self.contexts:
            context.close()


@dataclass
class Reader:
    page: Page
    address: str
    language: str

    def word(self, english: object, context: str = "") -> str:
        """Return how a text of the program reads in this reader's language."""
        with translation.override(self.language):
            return pgettext(context, str(english)) if context else gettext(str(english))

    def opens(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.address + path)

    def reads(self, *words: object, where: str = "main") -> None:
        for each in words:
            expect(self.page.locator(where)).to_contain_text(str(each))

    def is_at(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)

    def presses(self, english: str, context: str = "", *, within: str = "main") -> None:
        name = self.word(english, context)
        self.page.locator(within).get_by_role("button", name=name, exact=True).click()

    def follows(self, english: str, context: str = "", *, within: str = "main") -> None:
        name = self.word(english, context)
        self.page.locator(within).get_by_role("link", name=name, exact=True).first.click()

    def types(self, english: str, text: str, *, within: str = "main") -> None:
        # A label may say «optional» behind its name.
        label = self.word(english)
        self.page.locator(within).get_by_role("textbox", name=label).first.fill(text)

    def picks(self, english: object) -> None:
        self.page.get_by_role("radio", name=self.word(english), exact=True).check()

    def fits_a_phone(self) -> None:
        """Look at this page as on a phone: nothing may stick out."""
        before = self.page.viewport_size
        self.page.set_viewport_size({"width": PHONE, "height": 844})
        assert self.page.evaluate("document.documentElement.scrollWidth") <= PHONE, f"{self.page.url} is too wide"
        if before:
            self.page.set_viewport_size(before)

    def is_accessible(self) -> None:
        found = Axe().run(self.page, options=RULES)
        serious = [each["id"] for each in found.response["violations"] if each["impact"] in ("serious", "critical")]
        assert serious == [], found.generate_report()
