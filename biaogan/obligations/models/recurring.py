"""Duties that come again and again for the holders of a kind of post, and each time that one did."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.cases.models import Case
from biaogan.core.wording import in_reader_language
from biaogan.obligations.models.limits import Source
from biaogan.obligations.models.obligation import Obligation
from biaogan.org.models import Post, PostKind


class Cadence(models.TextChoices):
    WEEKLY = "weekly", _("every week")
    MONTHLY = "monthly", _("every month")
    QUARTERLY = "quarterly", _("every quarter")


class RecurringDuty(models.Model):
    """What the holders of a kind of post owe in every period that begins on the days of `valid`."""

    post_kind = models.CharField(_("post"), max_length=20, choices=PostKind)
    name = models.CharField(_("what"), max_length=80)
    name_en = models.CharField(_("in English"), max_length=80, blank=True)
    cadence = models.CharField(_("how often"), max_length=10, choices=Cadence)
    # As workcal writes it, counted from the day the duty opens.
    limit = models.CharField(_("limit"), max_length=8)
    source = models.CharField(_("comes from"), max_length=16, choices=Source, default=Source.BANK_TO_CONFIRM)
    valid = DateRangeField(_("from–to"))

    class Meta:
        ordering = ["post_kind", "id"]
        constraints = [
            ExclusionConstraint(
                name="post_owes_a_recurring_duty_once_a_day",
                expressions=[
                    ("post_kind", RangeOperators.EQUAL),
                    ("name", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="recurring_duty_has_days", condition=Q(valid__isempty=False)),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_reader_language(self.name, self.name_en)


class DutyCaseQuerySet(models.QuerySet["DutyCase"]):
    def visible_to(self, actor: Actor) -> DutyCaseQuerySet:
        return self.filter(case__in=Obligation.objects.visible_to(actor).values("case"))


class DutyCase(models.Model):
    """One time that a duty came round at a post, and what its holder said was done."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="+")
    duty = models.ForeignKey(RecurringDuty, on_delete=models.PROTECT, related_name="cases")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    # The first day of the week, month or quarter.
    first_day = models.DateField()
    note = models.CharField(_("what was done"), max_length=500, blank=True)

    objects = DutyCaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty", "post", "first_day"], name="duty_opens_once_a_period_at_a_post")
        ]
