"""Supervision orders: the Office sees to it that what was promised is done."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from biaogan.complaints.models.complaint import Complaint
from biaogan.obligations.models import Obligation
from biaogan.org.models import Person, Unit


class SupervisionOrder(models.Model):
    """One thing that a unit has to do about a complaint by a time, with its progress, result and closing opinion."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="orders")
    # 1, 2, … within the complaint: «C-2026-000123-D2».
    ordinal = models.PositiveSmallIntegerField()
    item = models.TextField(_("what has to be done"), max_length=1000)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("responsible unit"))
    note = models.CharField(_("leader's note"), max_length=500, blank=True)
    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    opinion = models.CharField(_("closing opinion"), max_length=500, blank=True)
    # Who last said that it is done; somebody else must close it.
    reported_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "ordinal"], name="order_has_its_own_number_in_a_complaint"),
            models.CheckConstraint(
                name="order_is_closed_with_an_opinion",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(opinion="")),
            ),
            models.CheckConstraint(
                name="nobody_closes_an_order_that_they_reported",
                condition=Q(closed_by__isnull=True) | Q(reported_by__isnull=True) | ~Q(closed_by=F("reported_by")),
            ),
        ]
        indexes = [models.Index(fields=["complaint"], name="order_open", condition=Q(closed_at__isnull=True))]

    @property
    def number(self) -> str:
        return f"{self.complaint.case.number}-D{self.ordinal}"


class SupervisionProgress(models.Model):
    """What a unit reports about an order, or why the Office sent the report back."""

    order = models.ForeignKey(SupervisionOrder, on_delete=models.PROTECT, related_name="progress")
    text = models.TextField(_("progress"), max_length=2000)
    is_done = models.BooleanField(_("it is done"), default=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table_comment = "append-only: progress on supervision orders"
        indexes = [models.Index(fields=["order", "id"], name="progress_of_order")]
        triggers = [pgtrigger.Protect(name="progress_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]
