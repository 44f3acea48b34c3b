"""One chromium for all, and people in front of it, each with a browser of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from biaogan.core import built
from tests.browser.people import Stage
from tools.shots import ARGUMENTS, CHROMIUM


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists() or not (built.BUILT / "manifest.json").exists():
        pytest.skip("needs Debian's chromium and a built front")
    # The driver of the browser runs a loop of its own in this thread, which Django would take for ours.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(params=["zh-hans", "en"])
def stage(request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer) -> Iterator[Stage]:
    """Whoever comes on it reads one language; at the end none of their pages may have complained."""
    stage = Stage(browser, live_server.url, request.param)
    yield stage
    stage.leave()

    assert stage.troubles == []
