"""How often units are inspected, and the numbers that rules rest on: dated rows, each saying where it comes from."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.core.dated import DatedFigure
from biaogan.inspections.choices import Channel, ThresholdCode, Turn
from biaogan.org.models import Level


class Cadence(DatedFigure):
    """How often units of a level are inspected by a channel, on the days of `valid`."""

    level = models.CharField(_("level of the unit"), max_length=12, choices=Level)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    every = models.PositiveSmallIntegerField(_("every"))
    turn = models.CharField(_("counted in"), max_length=6, choices=Turn, default=Turn.MONTHS)

    class Meta:
        ordering = ["channel", "level", "id"]
        constraints = [
            ExclusionConstraint(
                name="level_is_inspected_at_one_cadence_a_day",
                expressions=[
                    ("level", RangeOperators.EQUAL),
                    ("channel", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="cadence_has_days", condition=Q(valid__isempty=False)),
            models.CheckConstraint(name="cadence_comes_round", condition=Q(every__gte=1)),
        ]


class Threshold(DatedFigure):
    """A number that a rule of inspections rests on, on the days of `valid`."""

    code = models.CharField(_("what"), max_length=24, choices=ThresholdCode)
    value = models.PositiveIntegerField(pgettext_lazy("threshold", "number"))

    class Meta:
        ordering = ["code", "id"]
        constraints = [
            ExclusionConstraint(
                name="inspection_threshold_has_one_number_a_day",
                expressions=[("code", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="inspection_threshold_has_days", condition=Q(valid__isempty=False)),
            models.CheckConstraint(name="inspection_threshold_counts_something", condition=Q(value__gte=1)),
        ]
