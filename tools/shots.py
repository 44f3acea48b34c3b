"""Pictures of pages in both languages, light and dark, on a desk and on a phone.

    python -m tools.shots http://127.0.0.1:8000 out/ / /inbox/ --user NAME --password WORD

Each picture is called «path_language_theme_width.png». `--only zh-hans,light,1280` narrows the set; `--click` and `--keys`
do something first (`--keys j,j,?`), `--whole` takes the whole page instead of the first screen.
"""

from __future__ import annotations

import argparse
import itertools
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
# Debian's chromium calls home otherwise; as root it starts without its sandbox only.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

LANGUAGES = ("zh-hans", "en")
THEMES = ("light", "dark")
HEIGHTS = {1280: 768, 390: 844}
SIGN_IN = "/sign-in/"

#: On a Chinese desk the system's own face is a Chinese one; a bare Debian would show a wide Latin face instead.
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include>/etc/fonts/fonts.conf</include>
<match target="pattern"><edit name="family" mode="prepend" binding="strong"><string>Noto Sans CJK SC</string></edit></match>
</fontconfig>"""


@dataclass(frozen=True)
class Look:
    language: str
    theme: str
    width: int

    @property
    def name(self) -> str:
        return f"{self.language[:2]}_{self.theme}_{self.width}"


def looks(only: str) -> Iterator[Look]:
    """Yield the looks that `only` allows: words of languages, themes and widths; a kind without a word is whole."""
    words = {word for word in only.split(",") if word}
    kinds = (LANGUAGES, THEMES, tuple(map(str, HEIGHTS)))
    chosen = [[word for word in kind if word in words] or list(kind) for kind in kinds]
    for language, theme, width in itertools.product(*chosen):
        yield Look(language, theme, int(width))


def main() -> int:
    given = arguments()
    given.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, tempfile.NamedTemporaryFile("w", suffix=".conf") as fonts:
        fonts.write(FONTS)
        fonts.flush()
        environment: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": fonts.name}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, env=environment)
        cookies = (
            signed_in(browser, given)
            if given.user
            else [cookie(given.base, *pair.split("=", 1)) for pair in given.cookie]
        )
        troubles = [trouble for look in looks(given.only) for trouble in take(browser, given, look, cookies)]
        browser.close()
    print("\n".join(troubles) or f"All pictures are in {given.folder}")
    return 1 if troubles else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", help="address of the running product")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("paths", nargs="+", help="paths of the pages")
    parser.add_argument("--user")
    parser.add_argument("--password", default="")
    parser.add_argument("--cookie", action="append", default=[], help="NAME=VALUE, for example sessionid=…")
    parser.add_argument("--only", default="", help="words of a language, theme or width")
    parser.add_argument("--keys", default="", help="keys to press first, with commas")
    parser.add_argument("--click", default="", help="CSS selector to click first")
    parser.add_argument("--whole", action="store_true", help="the whole page, not the first screen")
    return parser.parse_args()


def cookie(base: str, name: str, value: str) -> dict[str, str]:
    return {"name": name, "value": value, "url": base}


def signed_in(browser: Browser, given: argparse.Namespace) -> list[dict[str, str]]:
    """Sign in once and return the cookies."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(urljoin(given.base, SIGN_IN))
    page.fill("input[name=login]", given.user)
    page.fill("input[name=password]", given.password)
    page.click("main [type=submit], main button:not([type=button])")
    page.wait_for_load_state("networkidle")
    if urlsplit(page.url).path.startswith(SIGN_IN):
        raise SystemExit(f"Signing in as {given.user} failed: {page.locator('main').inner_text()[:300]}")
    found = [cookie(given.base, one["name"], one["value"]) for one in context.cookies()]
    context.close()
    return found


def take(browser: Browser, given: argparse.Namespace, look: Look, cookies: list[dict[str, str]]) -> list[str]:
    """Take every path in one look; return what went wrong on the way: errors of scripts, of the CSP, pages too wide."""
    troubles: list[str] = []
    context = context_for(browser, look, given.base, cookies)
    for path in given.paths:
        page = context.new_page()
        listen(page, f"{path} {look.name}", troubles)
        page.goto(urljoin(given.base, path), wait_until="networkidle")
        prepare(page, given)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            troubles.append(f"{path} {look.name}: wider than the screen")
        page.screenshot(path=given.folder / f"{file_name(path)}_{look.name}.png", full_page=given.whole)
        page.close()
    context.close()
    return troubles


def listen(page: Page, name: str, troubles: list[str]) -> None:
    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            troubles.append(f"{name}: {message.text}")

    page.on("console", note)
    page.on("pageerror", lambda error: troubles.append(f"{name}: {error}"))


def context_for(browser: Browser, look: Look, base: str, cookies: list[dict[str, str]]) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": look.width, "height": HEIGHTS[look.width]},
        locale="zh-CN" if look.language == "zh-hans" else "en-GB",
        timezone_id="Asia/Shanghai",
        has_touch=look.width < 768,
        is_mobile=look.width < 768,
    )
    chosen = [cookie(base, "biaogan_language", look.language), cookie(base, "biaogan_theme", look.theme)]
    context.add_cookies([*cookies, *chosen])  # type: ignore[list-item]
    return context


def prepare(page: Page, given: argparse.Namespace) -> None:
    if given.click:
        page.click(given.click)
    for key in given.keys.split(",") if given.keys else ():
        page.keyboard.press(key)
    page.wait_for_timeout(150)


def file_name(path: str) -> str:
    return re.sub(r"[^0-9A-Za-z-]+", "-", path).strip("-") or "home"


if __name__ == "__main__":
    sys.exit(main())
