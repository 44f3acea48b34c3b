from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def heads_of_this_test_alone(settings, tmp_path: Path) -> Path:
    """Keep the signed heads of one test from the next, whose database has forgotten them."""
    settings.HOME = tmp_path
    return tmp_path / "audit"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield
