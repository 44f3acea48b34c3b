"""How a sheet came to be what it is: every change of a field, every state and score, and what the outlet said."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from biaogan.handbook.models import Item
from biaogan.inspections.choices import Field, Scored, State, Why
from biaogan.inspections.models.sheet import Sheet
from biaogan.org.models import Person
from biaogan.sync.models import Device


def _written_once(name: str) -> pgtrigger.Trigger:
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)


class SheetChange(models.Model):
    """That somebody wrote something else into a field. What did not hold is kept too, and says why.

    The revision of a field is the id of its last change that held, 0 where there is none.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="changes")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    field = models.CharField(max_length=12, choices=Field)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    # When it was written, put right where it cannot be; what the device said stands in `claimed_at`.
    happened_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    by_ref = models.CharField(max_length=80)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="+")
    applied = models.BooleanField()
    why = models.CharField(max_length=16, choices=Why, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        db_table_comment = "append-only: every change of a sheet, also those that did not hold"
        constraints = [
            models.CheckConstraint(name="change_that_does_not_hold_says_why", condition=Q(applied=True) | ~Q(why=""))
        ]
        indexes = [
            models.Index(fields=["sheet", "item", "field", "-id"], name="change_of_field"),
            models.Index(fields=["sheet", "-id"], name="change_kept_aside", condition=Q(applied=False)),
        ]
        triggers = [_written_once("sheet_change_is_never_edited")]


class SheetState(models.Model):
    """In which state a sheet was from when; `at` is when it happened, `decided_at` when the server knew."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="states")
    state = models.CharField(max_length=12, choices=State)
    at = models.DateTimeField()
    decided_at = models.DateTimeField()

    class Meta:
        db_table_comment = "append-only: the states of a sheet"
        indexes = [
            models.Index(fields=["sheet", "id"], name="state_of_sheet"),
            models.Index(fields=["state", "at"], name="sheet_state_by_time"),
        ]
        triggers = [_written_once("sheet_state_is_never_edited")]


class SheetScore(models.Model):
    """What a sheet scored from when, and why it was changed. The last row is what the sheet shows."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="scores")
    score = models.PositiveIntegerField(null=True)
    earned = models.PositiveIntegerField()
    applicable = models.PositiveIntegerField()
    deducted = models.PositiveIntegerField()
    is_vetoed = models.BooleanField()
    grade = models.CharField(max_length=20, blank=True)
    decided_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=12, choices=Scored)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)

    class Meta:
        db_table_comment = "append-only: the scores of a sheet"
        constraints = [
            models.CheckConstraint(name="changed_score_has_a_reason", condition=~Q(why=Scored.SETTLED) | ~Q(reason=""))
        ]
        indexes = [models.Index(fields=["sheet", "-id"], name="score_of_sheet")]
        triggers = [_written_once("sheet_score_is_never_edited")]


class Dispute(models.Model):
    """That the outlet disputes a sheet, and how that was settled."""

    sheet = models.OneToOneField(Sheet, on_delete=models.PROTECT, related_name="dispute")
    reason = models.TextField(_("reason"), max_length=2000)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(_("how it was settled"), max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="dispute_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="settled_dispute_says_by_whom_and_how",
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, outcome="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome="")),
            ),
        ]


class DisputedItem(models.Model):
    """One item that the outlet sees otherwise."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="items")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dispute", "item"], name="item_is_disputed_once")]
