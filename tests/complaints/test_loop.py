from __future__ import annotations

import pytest

from biaogan.complaints.models import StateChange
from tests.factories.complaints import WAY, complaint, desk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", WAY)
def test_a_complaint_goes_the_whole_way_and_every_state_is_written_down(state):
    made = complaint(desk(), state)

    assert made.state == state
    reached = list(StateChange.objects.filter(complaint=made).order_by("pk").values_list("state", flat=True))
    assert reached == list(WAY[: WAY.index(state) + 1])
