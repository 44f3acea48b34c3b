from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from biaogan.workcal import queries

# A busy machine draws examples slowly; that says nothing about what is tested.
settings.register_profile("workcal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("workcal")


@pytest.fixture(autouse=True)
def _calendars_are_looked_up_anew() -> Iterator[None]:
    # What another test changed and rolled back is noticed within seconds only.
    queries.forget_calendars()
    yield
    queries.forget_calendars()
