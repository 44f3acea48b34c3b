"""Limits and who owes them, with every pause, extension and step of escalation."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.cases.models import Case
from biaogan.org.models import Person, Post, Unit


class Clock(models.TextChoices):
    WORKING_DAYS = "wd", _("working days")
    WORKING_HOURS = "wh", _("working hours")
    HOURS = "h", _("hours")
    DAYS = "d", _("calendar days")
    MONTHS = "mo", _("months")


class Source(models.TextChoices):
    LAW = "law", _("Law")
    BRIEF = "brief", _("The bank's rules")
    BANK_TO_CONFIRM = "bank_to_confirm", _("Bank to confirm")


class LimitRule(models.Model):
    """How long a kind of obligation may take, on the days of `valid`. An obligation keeps the rule it began under."""

    kind = models.CharField(_("kind"), max_length=60)
    amount = models.PositiveSmallIntegerField(_("limit"))
    clock = models.CharField(_("counted in"), max_length=2, choices=Clock)
    basis = models.CharField(_("basis"), max_length=200)
    basis_en = models.CharField(_("basis in English"), max_length=200, blank=True)
    source = models.CharField(_("comes from"), max_length=16, choices=Source, default=Source.BANK_TO_CONFIRM)
    # A limit such as «1wd», before the end; empty for no warning.
    warn_before = models.CharField(_("warn before"), max_length=8, blank=True)
    # [{"after": "0wd", "tell": ["debtor", "head"]}, …]
    ladder = models.JSONField(_("escalation"), default=list)
    valid = DateRangeField(_("from–to"))

    class Meta:
        ordering = ["kind", "id"]
        constraints = [
            ExclusionConstraint(
                name="kind_has_one_limit_a_day",
                expressions=[("kind", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="limit_rule_has_days", condition=Q(valid__isempty=False)),
        ]

    @property
    def basis_text(self) -> str:
        chinese = (get_language() or "zh").startswith("zh")
        return self.basis if chinese or not self.basis_en else self.basis_en


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def visible_to(self, actor: Actor) -> ObligationQuerySet:
        return self.filter(case__in=Case.objects.visible_to(actor))

    def open(self) -> ObligationQuerySet:
        return self.filter(met_at__isnull=True, cancelled_at__isnull=True)

    def owed(self) -> ObligationQuerySet:
        """Keep what somebody still owes; a window is owed by nobody."""
        return self.open().filter(debtor_unit__isnull=False)

    def overdue(self, now: dt.datetime) -> ObligationQuerySet:
        return self.owed().filter(due_at__lt=now, paused_at__isnull=True)


class Obligation(models.Model):
    """A limit with a debtor; without one it is a window, which ends but is never missed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="obligations")
    kind = models.CharField(max_length=60)
    rule = models.ForeignKey(LimitRule, on_delete=models.PROTECT, related_name="+")
    # The rule's, or what an extension made of them.
    amount = models.PositiveSmallIntegerField()
    clock = models.CharField(max_length=2, choices=Clock)
    calendar = models.CharField(max_length=40)

    debtor_post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    # The post's unit, repeated so that the inbox has debtor and due time in one index.
    debtor_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="obligations")

    started_at = models.DateTimeField()
    due_at = models.DateTimeField(_("due"))
    # A calendar that the span touches is not final: warned about, never escalated, not told to a customer.
    is_provisional = models.BooleanField(default=False)
    met_at = models.DateTimeField(null=True)
    # When it was said to be met; later than `met_at` for work done offline.
    met_recorded_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)

    # Steps of warning and escalation taken so far, and when the next falls due; null where there is none.
    level = models.PositiveSmallIntegerField(default=0)
    next_step_at = models.DateTimeField(null=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="obligation_names_the_unit_of_its_post",
                condition=Q(debtor_post__isnull=True, debtor_unit__isnull=True)
                | Q(debtor_post__isnull=False, debtor_unit__isnull=False),
            ),
            models.CheckConstraint(
                name="window_has_no_person_and_no_steps",
                condition=Q(debtor_post__isnull=False) | Q(person__isnull=True, next_step_at__isnull=True, level=0),
            ),
            models.CheckConstraint(name="obligation_ends_after_it_starts", condition=Q(due_at__gte=F("started_at"))),
            models.CheckConstraint(
                name="obligation_is_met_or_cancelled_not_both",
                condition=Q(met_at__isnull=True) | Q(cancelled_at__isnull=True),
            ),
            models.CheckConstraint(
                name="obligation_met_says_when_it_was_said",
                condition=Q(met_at__isnull=True, met_recorded_at__isnull=True)
                | Q(met_at__isnull=False, met_recorded_at__isnull=False),
            ),
            models.CheckConstraint(
                name="obligation_at_rest_takes_no_step",
                condition=Q(next_step_at__isnull=True)
                | Q(met_at__isnull=True, cancelled_at__isnull=True, paused_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["debtor_unit", "due_at", "id"],
                name="obligation_owed_by_unit",
                condition=Q(met_at__isnull=True, cancelled_at__isnull=True, debtor_unit__isnull=False),
            ),
            models.Index(
                fields=["person", "due_at", "id"],
                name="obligation_owed_by_person",
                condition=Q(met_at__isnull=True, cancelled_at__isnull=True, person__isnull=False),
            ),
            models.Index(
                fields=["due_at", "id"],
                name="obligation_owed_by_time",
                condition=Q(met_at__isnull=True, cancelled_at__isnull=True, debtor_unit__isnull=False),
            ),
            models.Index(fields=["next_step_at"], name="obligation_next_step", condition=Q(next_step_at__isnull=False)),
            models.Index(fields=["case", "kind"], name="obligation_of_case"),
            models.Index(fields=["kind", "due_at"], name="obligation_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at.isoformat()}"

    @property
    def is_window(self) -> bool:
        return self.debtor_unit_id is None

    @property
    def is_open(self) -> bool:
        return self.met_at is None and self.cancelled_at is None

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None


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
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table_comment = "append-only: how the end of an obligation moved"
        indexes = [models.Index(fields=["obligation", "id"], name="change_of_obligation")]


class StepTaken(models.Model):
    """A warning or a rung of the ladder, taken once for each end that the obligation has had."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="steps")
    level = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        db_table_comment = "append-only: warnings and escalations"
        constraints = [models.UniqueConstraint(fields=["obligation", "level", "due_at"], name="step_is_taken_once")]
