"""Files and references as proof. A row is written once; what happens to it later stands in rows of its own."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.cases.models import Case
from biaogan.core.wording import in_reader_language
from biaogan.evidence.rules.limits import size_text
from biaogan.org.models import Person


class Kind(models.TextChoices):
    PHOTO = "photo", _("Photo")
    DOCUMENT = "document", _("Document")
    RECORDING = "recording", _("Recording")
    LETTER = "letter", _("Letter")
    REFERENCE = "reference", _("Reference to a recorder")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, actor: Actor, *, needs: str | None = None) -> EvidenceQuerySet:
        return self.filter(case__in=Case.objects.visible_to(actor, needs=needs))

    def kept(self) -> EvidenceQuerySet:
        """Leave out what was deleted at the end of its period."""
        return self.filter(deletion__isnull=True)


class Evidence(models.Model):
    """One proof of a case: a file, or where on which recorder it can be seen."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    # Of a file. The same content may prove several cases; it lies on disk once.
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(_("size"), default=0)
    media_type = models.CharField(max_length=100, blank=True)
    original_name = models.CharField(_("file name"), max_length=200, blank=True)
    # As the file itself says, or as whoever added it says.
    captured_at = models.DateTimeField(_("taken at"), null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    # Of a reference.
    recorder = models.CharField(_("recorder"), max_length=120, blank=True)
    channel = models.CharField(_("channel"), max_length=60, blank=True)
    from_at = models.DateTimeField(_("from"), null=True)
    to_at = models.DateTimeField(_("to"), null=True)

    note = models.CharField(_("note"), max_length=500, blank=True)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    added_ref = models.CharField(max_length=80)
    added_at = models.DateTimeField(_("added at"))
    # Kept at least until the end of this day, whatever the rules say.
    retention_until = models.DateField(null=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        db_table_comment = "append-only: what was brought as proof"
        constraints = [
            models.CheckConstraint(
                name="evidence_is_a_file_or_a_reference",
                condition=Q(kind=Kind.REFERENCE, sha256="", from_at__isnull=False, to_at__isnull=False)
                & ~Q(recorder="")
                | ~Q(kind=Kind.REFERENCE) & Q(sha256__regex=r"^[0-9a-f]{64}$", size__gt=0, recorder=""),
            ),
            models.CheckConstraint(
                name="evidence_reference_ends_after_it_begins",
                condition=Q(from_at__isnull=True) | Q(to_at__gt=F("from_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="evidence_of_case"),
            models.Index(fields=["sha256"], name="evidence_by_hash", condition=~Q(sha256="")),
        ]
        triggers = [pgtrigger.Protect(name="evidence_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.original_name or f"{self.recorder} {self.channel}".strip()

    @property
    def is_file(self) -> bool:
        return self.sha256 != ""

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def size_text(self) -> str:
        return size_text(self.size)


class EvidenceDeletion(models.Model):
    """That a file was deleted at the end of its period. The row of the evidence stays."""

    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="deletion")
    at = models.DateTimeField()
    # The words of the rule as they stood.
    rule = models.CharField(max_length=250)

    class Meta:
        db_table_comment = "append-only: what was deleted at the end of its period"
        triggers = [pgtrigger.Protect(name="deletion_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]


class RetentionRule(models.Model):
    """How long evidence is kept after its case has closed; the rule of the day on which the case closed counts."""

    class Source(models.TextChoices):
        LAW = "law", _("by law")
        BANK_TO_CONFIRM = "bank_to_confirm", _("default, bank to confirm")
        BANK = "bank", _("set by the bank")

    # Empty for every kind of case that has no rule of its own.
    case_kind = models.CharField(_("kind of case"), max_length=24, blank=True)
    months = models.PositiveSmallIntegerField(_("months"))
    source = models.CharField(max_length=16, choices=Source)
    basis_zh = models.CharField(_("basis"), max_length=200)
    basis_en = models.CharField(_("basis in English"), max_length=200, blank=True)
    valid = DateRangeField(_("from–to"))

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_retention_rule_a_kind_a_day",
                expressions=[("case_kind", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="retention_lasts", condition=Q(months__gt=0)),
        ]

    @property
    def basis(self) -> str:
        """The basis in the reader's language."""
        return in_reader_language(self.basis_zh, self.basis_en)


class EvidenceAccess(models.Model):
    """That somebody looked at a file."""

    class What(models.TextChoices):
        THUMBNAIL = "thumbnail", _("small picture")
        FILE = "file", _("whole file")

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="accesses")
    what = models.CharField(max_length=10, choices=What)
    actor_ref = models.CharField(max_length=80)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table_comment = "append-only: who looked at which evidence"
        indexes = [models.Index(fields=["evidence", "-id"], name="access_of_evidence")]
        triggers = [pgtrigger.Protect(name="access_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]
