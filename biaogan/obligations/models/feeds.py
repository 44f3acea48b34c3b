"""Secret addresses under which a calendar program reads somebody's due dates."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class CalendarLink(models.Model):
    """A user's feed. The address carries a signature of this row and stops working when the row is revoked."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_links")
    nonce = models.CharField(max_length=32)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="user_has_one_live_feed"
            )
        ]
