"""Figures of the trade as dated rows: a finding is judged by those of the day it was found."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.core.dated import DatedFigure
from biaogan.rectification.choices import FigureCode


class Figure(DatedFigure):
    """A number that a rule rests on, on the days of `valid`."""

    code = models.CharField(_("what"), max_length=24, choices=FigureCode)
    value = models.PositiveIntegerField(pgettext_lazy("threshold", "number"))

    class Meta:
        ordering = ["code", "id"]
        constraints = [
            ExclusionConstraint(
                name="rectification_has_one_figure_a_day",
                expressions=[("code", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="rectification_figure_has_days", condition=Q(valid__isempty=False)),
            models.CheckConstraint(name="rectification_figure_is_of_something", condition=Q(value__gte=1)),
        ]
