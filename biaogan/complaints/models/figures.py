"""Figures of the trade as dated rows: a complaint is judged by those of the day it was received."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.complaints.choices import Origin, ThresholdCode
from biaogan.complaints.models.category import in_reader_language
from biaogan.org.models import PostKind


class Authority(models.Model):
    """Up to which amount a post may decide, on the days of `valid`. The bound itself is within («以内»)."""

    post_kind = models.CharField(_("post"), max_length=20, choices=PostKind)
    # Hundredths of yuan.
    bound = models.PositiveBigIntegerField(_("up to"))
    valid = DateRangeField(_("from–to"))
    origin = models.CharField(_("comes from"), max_length=12, choices=Origin, default=Origin.TO_CONFIRM)
    basis = models.CharField(_("basis"), max_length=200)
    basis_en = models.CharField(_("basis in English"), max_length=200, blank=True)

    class Meta:
        ordering = ["bound", "id"]
        constraints = [
            ExclusionConstraint(
                name="post_has_one_bound_a_day",
                expressions=[("post_kind", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="authority_has_days", condition=Q(valid__isempty=False)),
        ]

    @property
    def basis_text(self) -> str:
        return in_reader_language(self.basis, self.basis_en)


class Threshold(models.Model):
    """A number that a rule rests on, on the days of `valid`."""

    code = models.CharField(_("what"), max_length=24, choices=ThresholdCode)
    value = models.PositiveIntegerField(pgettext_lazy("threshold", "number"))
    valid = DateRangeField(_("from–to"))
    origin = models.CharField(_("comes from"), max_length=12, choices=Origin, default=Origin.TO_CONFIRM)
    basis = models.CharField(_("basis"), max_length=200)
    basis_en = models.CharField(_("basis in English"), max_length=200, blank=True)

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

    @property
    def basis_text(self) -> str:
        return in_reader_language(self.basis, self.basis_en)
