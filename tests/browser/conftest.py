"""People in front of a browser, each with one of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browser.people import Stage
from tests.chromium import browser

__all__ = ["browser", "stage"]


@pytest.fixture(params=["zh-hans", "en"])
def stage(request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer) -> Iterator[Stage]:
    """Whoever comes on it reads one language; at the end none of their pages may have complained."""
    stage = Stage(browser, live_server.url, request.param)
    yield stage
    stage.leave()

    assert stage.troubles == []
