from __future__ import annotations

from collections.abc import Iterator

import pytest

from biaogan.workcal import queries


@pytest.fixture(autouse=True)
def _calendars_are_looked_up_anew() -> Iterator[None]:
    # What another test changed and rolled back is noticed within seconds only.
    queries.forget_calendars()
    yield
    queries.forget_calendars()
