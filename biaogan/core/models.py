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
