"""What was done, by whom, when: values only, since this app imports nobody."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One thing that an actor did. Written once, with references and field names, never with personal values."""

    name = models.CharField(_("what"), max_length=80)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64)
    # The case and the unit that it belongs to, as numbers, so that lists can be narrowed.
    case_ref = models.BigIntegerField(null=True)
    unit_ref = models.BigIntegerField(null=True)
    # «user:12», «device:7», «token:3», «link:ab12», «job:obligations.sweep».
    actor_ref = models.CharField(max_length=80)
    at = models.DateTimeField(_("when"))
    # When it really took place, for work done offline.
    happened_at = models.DateTimeField(null=True)
    facts = models.JSONField(default=dict)

    class Meta:
        db_table_comment = "append-only: what was done, by whom, when"
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="event_of_subject"),
            models.Index(fields=["case_ref", "id"], name="event_of_case", condition=models.Q(case_ref__isnull=False)),
            models.Index(fields=["actor_ref", "id"], name="event_of_actor"),
        ]
        triggers = [pgtrigger.Protect(name="event_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_type}:{self.subject_id}"
