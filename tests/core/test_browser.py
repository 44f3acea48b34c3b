"""The gallery in a real browser: accessible in every look, and its keys, drafts and dialogs."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tools.shots import Look, context_for, looks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


def opened(browser: Browser, server: LiveServer, path: str, look: Look | None = None) -> Page:
    context = context_for(browser, look or Look("en", "light", 1280), server.url, [])
    page = context.new_page()
    page.goto(server.url + path)
    return page


@pytest.mark.parametrize("look", [*looks("zh-hans"), *looks("en,light,1280")], ids=lambda look: look.name)
def test_axe_finds_nothing_on_the_gallery(browser: Browser, live_server: LiveServer, look: Look) -> None:
    for name in ("parts", "list", "case", "form", "sign-in", "question", "error-409"):
        page = opened(browser, live_server, f"/core/gallery/{name}", look)
        found = Axe().run(page, options=RULES)
        page.context.close()

        assert found.violations_count == 0, f"{name}: {found.generate_report()}"


def test_rows_are_walked_and_opened_by_keys(browser: Browser, live_server: LiveServer) -> None:
    page = opened(browser, live_server, "/core/gallery/list")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")

    expect(page.locator(".row-link").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/core/gallery/case")


def test_the_key_sheet_names_the_page_s_own_keys(browser: Browser, live_server: LiveServer) -> None:
    page = opened(browser, live_server, "/core/gallery/case")
    page.keyboard.press("?")

    expect(page.locator("#keys")).to_be_visible()
    expect(page.locator("#keys")).to_contain_text("File the findings")
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_what_was_typed_comes_back_and_private_fields_do_not(browser: Browser, live_server: LiveServer) -> None:
    page = opened(browser, live_server, "/core/gallery/form?fresh")
    page.fill("[name=summary]", "Waited an hour")
    page.fill("[name=phone]", "13800000000")
    page.check("[name=channel][value=phone]")
    page.wait_for_timeout(600)
    page.reload()

    expect(page.locator("[name=summary]")).to_have_value("Waited an hour")
    expect(page.locator("[name=phone]")).to_have_value("")
    expect(page.locator("[name=channel][value=phone]")).to_be_checked()
    page.click(".draft-note button")
    expect(page.locator("[name=summary]")).to_have_value("")
    page.reload()
    expect(page.locator(".draft-note")).to_have_count(0)


def test_a_form_goes_out_once_however_often_it_is_clicked(browser: Browser, live_server: LiveServer) -> None:
    page = opened(browser, live_server, "/core/gallery/form?fresh")
    sent: list[str] = []
    # The answer never comes, so that the page stays and can be clicked again.
    page.route("**/core/gallery/form**", lambda route: sent.append(route.request.method))
    page.evaluate("for (let times = 0; times < 3; times++) document.querySelector('main form .btn-primary').click()")
    page.wait_for_timeout(300)

    assert sent == ["POST"]


def test_a_move_with_a_reason_opens_its_dialog_and_escape_leaves_it(browser: Browser, live_server: LiveServer) -> None:
    page = opened(browser, live_server, "/core/gallery/case")
    page.click("[data-opens=move-3]")

    expect(page.locator("#move-3 textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#move-3")).to_be_hidden()


def test_brightness_and_navigation_are_remembered(browser: Browser, live_server: LiveServer) -> None:
    page = opened(browser, live_server, "/core/gallery")
    page.click(".theme summary")
    page.click("[data-set-theme=dark]")
    page.click("[data-fold-nav]")
    page.reload()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("html")).to_have_attribute("data-nav", "narrow")


def test_the_navigation_of_a_phone_opens_closes_and_gives_the_focus_back(
    browser: Browser, live_server: LiveServer
) -> None:
    page = opened(browser, live_server, "/core/gallery", Look("zh-hans", "light", 390))
    opener = page.locator(".thumb [data-open-nav]")
    opener.click()

    expect(page.locator("#side a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#side")).to_be_hidden()
    expect(opener).to_be_focused()
