"""Figures of the trade as dated rows: a complaint is judged by those of the day it was received."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.complaints.choices import ThresholdCode
from biaogan.core.dated import DatedFigure
from biaogan.org.models import PostKind


class Authority(DatedFigure):
    """Up to which amount a post may decide, on the days of `valid`. The bound itself is within («以内»)."""

    post_kind = models.CharField(_("post"), max_length=20, choices=PostKind)
    # Hundredths of yuan.
    bound = models.PositiveBigIntegerField(_("up to"))

    class Meta:
        ordering = ["bound", "id"]
        constraints = [
            ExclusionConstraint(
                name="post_has_one_bound_a_day",
                expressions=[("post_kind", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="authority_has_days", condition=Q(valid__isempty=False)),
        ]


class Threshold(DatedFigure):
    """A number that a rule rests on, on the days of `valid`."""

    code = models.CharField(_("what"), max_length=24, choices=ThresholdCode)
    value = models.PositiveIntegerField(pgettext_lazy("threshold", "number"))

    class Meta:
        ordering = ["code", "id"]
        constraints = [
            ExclusionConstraint(
                name="threshold_has_one_number_a_day",
                expressions=[("code", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="threshold_has_days", condition=Q(valid__isempty=False)),
            models.CheckConstraint(name="threshold_is_a_number_of_something", condition=Q(value__gte=1)),
        ]
