"""What happened to an obligation under way. Append-only, apart from the end of a pause."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from biaogan.obligations.models.obligation import Obligation
from biaogan.org.models import Person


class Pause(models.Model):
    """Time that does not count, with its reason and proof."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="pauses")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=200)
    proof = models.CharField(_("proof"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["obligation"], condition=Q(to_at__isnull=True), name="obligation_pauses_once_at_a_time"
            ),
            models.CheckConstraint(
                name="pause_ends_after_it_begins", condition=Q(to_at__isnull=True) | Q(to_at__gte=F("from_at"))
            ),
        ]


class Change(models.Model):
    """That the end of an obligation moved, and why: extended, resumed after a pause, or its calendar changed."""

    class Cause(models.TextChoices):
        EXTENDED = "extended", _("Extended")
        RESUMED = "resumed", _("Resumed after a pause")
        CALENDAR = "calendar", _("The calendar changed")

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="changes")
    cause = models.CharField(max_length=10, choices=Cause)
    # What an extension added, as workcal writes it.
    limit = models.CharField(max_length=8, blank=True)
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    # Who extended it; nobody for a calendar.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table_comment = "append-only: how the end of an obligation moved"
        indexes = [models.Index(fields=["obligation", "id"], name="change_of_obligation")]
        constraints = [
            models.CheckConstraint(name="extension_says_by_how_much", condition=~Q(cause="extended") | ~Q(limit=""))
        ]
        triggers = [pgtrigger.Protect(name="change_is_never_edited", operation=pgtrigger.Update | pgtrigger.Delete)]


class StepTaken(models.Model):
    """A warning or a rung of the ladder, taken once for each end that the obligation has had."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="steps")
    level = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    # How many people were told; nobody, where every post up to the top stands vacant.
    told = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table_comment = "append-only: warnings and escalations"
        constraints = [models.UniqueConstraint(fields=["obligation", "level", "due_at"], name="step_is_taken_once")]
        triggers = [pgtrigger.Protect(name="step_is_never_edited", operation=pgtrigger.Update | pgtrigger.Delete)]


class CalendarFollowed(models.Model):
    """That a change of a calendar was carried through to the open obligations."""

    change = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    moved = models.PositiveIntegerField(default=0)
