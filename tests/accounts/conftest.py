from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import translation

from tests.factories import org


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def nobody_locked_out() -> None:
    cache.clear()


@pytest.fixture
def net(db: None) -> org.Branch:
    """A small branch, with its posts filled by people who have no users."""
    return org.branch()
