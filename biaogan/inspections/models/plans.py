"""What is to be inspected in a period, and the draws that say where."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission, units_where
from biaogan.handbook.models import Handbook
from biaogan.inspections.choices import Channel
from biaogan.inspections.models.figures import Cadence
from biaogan.org.models import Person, Unit


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, actor: Actor) -> PlanQuerySet:
        """Plans say where nobody is to know: they are seen by those who plan, inspect or settle, never by an outlet as such."""
        seen = Q(pk__in=[])
        for permission in (
            Permission.PLAN_INSPECTION,
            Permission.INSPECT,
            Permission.SETTLE_SHEET,
            Permission.VIEW_AUDIT,
        ):
            seen |= units_where(actor, permission, field="unit")
        return self if actor.is_job else self.filter(seen)

    def open(self) -> PlanQuerySet:
        return self.filter(closed_at__isnull=True)


class Plan(models.Model):
    """One round of inspections of a unit and all below it: regular by its cadence, or irregular."""

    name = models.CharField(_("name of the plan"), max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    handbook = models.ForeignKey(Handbook, on_delete=models.PROTECT, related_name="+", verbose_name=_("handbook"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    is_regular = models.BooleanField(_("regular"), default=True)
    is_unannounced = models.BooleanField(_("unannounced"), default=False)
    period = DateRangeField(_("period"))
    # The row that it was made by; an irregular plan has none.
    cadence = models.ForeignKey(Cadence, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(_("content"), max_length=2000, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    closed_at = models.DateTimeField(_("closed at"), null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="plan_has_a_period", condition=Q(period__isempty=False)),
            models.CheckConstraint(
                name="mystery_visit_is_never_announced", condition=~Q(channel=Channel.MYSTERY) | Q(is_unannounced=True)
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-id"], name="plan_of_unit"),
            models.Index(fields=["unit", "-id"], name="plan_open_of_unit", condition=Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.name


class DrawQuerySet(models.QuerySet["Draw"]):
    def visible_to(self, actor: Actor) -> DrawQuerySet:
        return self.filter(plan__in=Plan.objects.visible_to(actor))


class Draw(models.Model):
    """Units drawn by lot. Seed and frame give the same result on any machine, so that everybody can repeat it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="draws")
    seed = models.CharField(_("seed"), max_length=80)
    # How it was drawn; another way of drawing gets another word.
    method = models.CharField(max_length=24)
    # What was drawn from: {"units": [[id, code, tickets, last seen], …]}.
    frame = models.JSONField()
    size = models.PositiveIntegerField(_("how many"))
    # The units that came out, in the order of the draw.
    result = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = DrawQuerySet.as_manager()

    class Meta:
        db_table_comment = "append-only: what was drawn by lot, from what and how"
        constraints = [
            models.CheckConstraint(name="draw_has_a_seed", condition=~Q(seed="")),
            models.CheckConstraint(name="draw_draws_something", condition=Q(size__gte=1)),
        ]
        indexes = [models.Index(fields=["plan", "-id"], name="draw_of_plan")]
        triggers = [pgtrigger.Protect(name="draw_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]
