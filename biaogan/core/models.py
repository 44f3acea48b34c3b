"""Nothing of the trade is stored here: only what every app's requests need."""

from __future__ import annotations

from django.db import models


class IdempotencyKey(models.Model):
    """A create that a program sent with a key, and what it was answered: the same key again gets the same answer."""

    actor_ref = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    # Of method, path and body: the same key with another request is refused.
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor_ref", "key"], name="key_is_used_once_by_an_actor")]
        indexes = [models.Index(fields=["at"], name="key_by_time")]


class FileRun(models.Model):
    """An import that changed something, or an export: who, when, which files, and how much."""

    kind = models.CharField(max_length=40)
    is_export = models.BooleanField(default=False)
    actor_ref = models.CharField(max_length=80)
    at = models.DateTimeField()
    files = models.JSONField(default=list)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="file_run_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ImportedRow(models.Model):
    """That a row with this key came in with these values, so that the same file again changes nothing."""

    kind = models.CharField(max_length=40)
    # Which system the file came from: «Case 2» of two systems are two cases.
    source = models.CharField(max_length=60)
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=32)
    # The key of what was made from it, in the table of its kind.
    subject = models.BigIntegerField(null=True)
    run = models.ForeignKey(FileRun, on_delete=models.PROTECT, related_name="rows")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "source", "key"], name="row_is_imported_once")]
