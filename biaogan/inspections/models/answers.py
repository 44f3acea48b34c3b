"""What an inspector writes: answers by item with their proof, and guidance on the spot."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from biaogan.evidence.models import Evidence
from biaogan.handbook.models import Item
from biaogan.inspections.models.sheet import Sheet
from biaogan.org.models import Person


class Answer(models.Model):
    """What holds of one item of a sheet now; its history is the rows of SheetChange."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="answers")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    # As handbook's rules read it; nothing where only a note is written so far.
    value = models.JSONField(_("answer"), null=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    # The same fault is not deducted twice: it counts under that other item of this sheet.
    same_as = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    # Filled in from figures, never typed.
    is_filled = models.BooleanField(default=False)
    # Hundredths, set when the sheet is handed in.
    earned = models.PositiveIntegerField(default=0)
    applicable = models.PositiveIntegerField(default=0)
    deducted = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "item"], name="item_is_answered_once_in_a_sheet"),
            models.CheckConstraint(name="fault_is_not_the_same_as_itself", condition=~Q(same_as=F("item"))),
        ]


class AnswerEvidence(models.Model):
    """Proof of an item, or of the sheet as a whole. The file is the sheet's case's."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="proofs")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "item", "evidence"], nulls_distinct=False, name="proof_is_linked_once_to_an_item"
            )
        ]


class Guidance(models.Model):
    """Advice given on the spot. It is a record and costs no points."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="guidance")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("advice"), max_length=2000)
    to_whom = models.CharField(_("given to"), max_length=120, blank=True)
    happened_at = models.DateTimeField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table_comment = "append-only: advice given on the spot"
        constraints = [models.CheckConstraint(name="guidance_says_something", condition=~Q(text=""))]
        indexes = [models.Index(fields=["sheet", "id"], name="guidance_of_sheet")]
        triggers = [pgtrigger.Protect(name="guidance_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]
