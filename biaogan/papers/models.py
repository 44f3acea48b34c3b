"""Official papers, their numbers without gaps, and the templates they are made from."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, units_where
from biaogan.cases.models import Case
from biaogan.org.models import Person, Unit
from biaogan.papers.kinds import KINDS
from biaogan.papers.rules import State, number_text
from biaogan.parties.models import Party

HAS_NUMBER = Q(running__isnull=False, year__isnull=False, issued_at__isnull=False) & ~Q(issuer_code="")
HAS_NONE = Q(running__isnull=True, year__isnull=True, issued_at__isnull=True)


class IssuerCode(models.Model):
    """How the numbers of a unit's papers begin («示范银») on the days of `valid`; units below without one of their own use it too."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="issuer_codes")
    code = models.CharField(_("issuer code"), max_length=20)
    # The red line of a head, as «示范银行示范市分行文件»; empty where the bank sets none.
    head = models.CharField(_("red head"), max_length=40, blank=True)
    signer = models.CharField(_("signed as"), max_length=60)
    contact = models.CharField(_("whom to ask"), max_length=120, blank=True)
    valid = DateRangeField(_("from–to"))

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="unit_has_one_issuer_code_a_day",
                expressions=[("unit", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="issuer_code_has_days", condition=Q(valid__isempty=False)),
        ]

    def __str__(self) -> str:
        return self.code


class NumberRun(models.Model):
    """The last number given out under a code in a year. Its row is locked from the last statement of an issue to its commit."""

    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "kind", "year"], name="numbers_run_once_a_year")]


class TemplateVersion(models.Model):
    """The texts of a kind of paper from one edit on; the highest version counts. Without a row the shipped texts do."""

    kind = models.CharField(max_length=40)
    version = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=60)
    # [{"code", "heading", "text"}], in the order of the kind's parts.
    parts = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    # Taken back to the shipped texts.
    is_reset = models.BooleanField(default=False)

    class Meta:
        db_table_comment = "append-only: the texts of papers, version by version"
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="template_version_is_written_once")]
        triggers = [
            pgtrigger.Protect(name="template_version_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, actor: Actor) -> PaperQuerySet:
        """Keep the papers of cases that the actor may see, and papers without a case of units where the kind may be seen."""
        if actor.is_job:
            return self
        seen = Q(case__in=Case.objects.visible_to(actor))
        for kind in KINDS:
            seen |= Q(case__isnull=True, kind=kind.code) & units_where(actor, kind.view_permission, field="unit")
        return self.filter(seen)

    def issued(self) -> PaperQuerySet:
        return self.filter(issued_at__isnull=False)


class Paper(models.Model):
    """An official paper, from draft to issue; its text is its own from the draft on."""

    kind = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="papers", verbose_name=_("issued by"))
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="papers")
    # The customer it is addressed to; their name stands in no row here and in no kept file.
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)

    title = models.CharField(_("title"), max_length=60)
    addressee = models.CharField(_("addressee"), max_length=60, blank=True)
    # [{"code", "heading", "text"}]
    parts = models.JSONField()
    attachments = models.JSONField(default=list)
    copies = models.JSONField(default=list)
    # The version of the template it was drafted from, 0 for the shipped one.
    template_version = models.PositiveIntegerField(default=0)

    issuer_code = models.CharField(max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    running = models.PositiveIntegerField(null=True)
    # As they were on the day of issue.
    head = models.CharField(max_length=40, blank=True)
    signer = models.CharField(max_length=60, blank=True)
    contact = models.CharField(max_length=120, blank=True)

    drafted_at = models.DateTimeField(_("drafted at"))
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(_("issued at"), null=True)
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    void_at = models.DateTimeField(null=True)
    void_because = models.CharField(_("void because"), max_length=200, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer_code", "kind", "year", "running"], name="paper_number_is_given_once"
            ),
            models.CheckConstraint(
                name="paper_has_a_number_from_its_issue_on",
                condition=Q(state=State.DRAFT) & HAS_NONE | ~Q(state=State.DRAFT) & HAS_NUMBER,
            ),
            models.CheckConstraint(
                name="paper_is_void_with_a_reason",
                condition=Q(state=State.VOID, void_at__isnull=False) & ~Q(void_because="")
                | ~Q(state=State.VOID) & Q(void_at__isnull=True, void_because=""),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="paper_of_case", condition=Q(case__isnull=False)),
            models.Index(fields=["-id"], name="paper_by_age"),
            models.Index(fields=["kind", "unit", "-id"], name="paper_of_unit"),
        ]

    def __str__(self) -> str:
        return self.number or str(_("draft"))

    @property
    def number(self) -> str:
        """The number in full, empty for a draft."""
        if self.running is None or self.year is None:
            return ""
        return number_text(self.issuer_code, self.year, self.running)

    def part_text(self, code: str) -> str:
        parts: list[dict[str, Any]] = self.parts
        return next((part["text"] for part in parts if part["code"] == code), "")


class PaperFile(models.Model):
    """An issued paper as a file, rendered once after its commit; the file lies with the evidence, under its hash."""

    class Form(models.TextChoices):
        PDF = "pdf", "PDF"
        WORD = "docx", "Word"

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="files")
    form = models.CharField(max_length=4, choices=Form)
    # A void paper is rendered anew, with the mark.
    is_void = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "form", "is_void"], name="paper_is_rendered_once_a_form")
        ]
        indexes = [models.Index(fields=["sha256"], name="paper_file_by_hash")]
