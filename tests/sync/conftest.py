from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import translation

from tests.factories import org


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture
def net(db: None) -> org.Branch:
    return org.branch()
