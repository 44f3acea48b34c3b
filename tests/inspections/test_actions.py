"""The life of a sheet from planning to its final score, and what is refused on the way."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from biaogan.audit.models import Event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.inspections import actions
from biaogan.inspections.choices import Channel, State
from biaogan.inspections.models import Sheet
from biaogan.rectification.models import Finding
from tests.conftest import NOW
from tests.factories import inspections

pytestmark = pytest.mark.django_db


def events(sheet: Sheet) -> list[str]:
    return list(Event.objects.filter(case_ref=sheet.pk, name__startswith="sheet.").order_by("pk").values_list("name", flat=True))


def test_a_sheet_goes_from_planning_to_final():
    at = inspections.scene()

    sheet = inspections.sheet(at, State.FINAL)

    assert (sheet.state, sheet.score, sheet.grade) == (State.FINAL, 10_000, "excellent")
    assert [row.state for row in sheet.states.order_by("pk")] == [
        "planned", "assigned", "in_progress", "submitted", "confirmed", "final",
    ]
    assert events(sheet) == [
        "sheet.planned", "sheet.assigned", "sheet.begun", *["sheet.changed"] * 5, "sheet.submitted", "sheet.confirmed", "sheet.finalised",
    ]
    assert sheet.case.closed_at == NOW
