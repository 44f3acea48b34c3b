"""The numbers and cadences that held on a day."""

from __future__ import annotations

import datetime as dt

from biaogan.inspections.choices import ThresholdCode
from biaogan.inspections.models import Cadence, Threshold


def threshold(code: ThresholdCode, *, on: dt.date) -> int:
    """Return the number that held on that day."""
    return Threshold.objects.get(code=code, valid__contains=on).value


def thresholds(*, on: dt.date) -> dict[str, int]:
    return dict(Threshold.objects.filter(valid__contains=on).values_list("code", "value"))


def cadence(level: str, channel: str, *, on: dt.date) -> Cadence | None:
    """Return how often units of the level are inspected by the channel; None where nothing is said of them."""
    return Cadence.objects.filter(level=level, channel=channel, valid__contains=on).first()
