"""What was done, by whom, when, and the seals over it: values only, since this app imports nobody."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.audit.reach import units_under
from biaogan.core.access import Asker

#: The permission that opens the trail; accounts' matrix gives it to roles.
VIEW_AUDIT = "view_audit"


def append_only(name: str) -> list[pgtrigger.Trigger]:
    """Return the guards of a table that is only ever added to, whoever its role is."""
    return [
        pgtrigger.Protect(name=f"{name}_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
        # TRUNCATE fires no row trigger.
        pgtrigger.Trigger(
            name=f"{name}_is_never_emptied",
            when=pgtrigger.Before,
            level=pgtrigger.Statement,
            operation=pgtrigger.Truncate,
            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;",
        ),
    ]


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, actor: Asker) -> EventQuerySet:
        """Keep the events of units where the actor reads the trail; those of no unit are for who reads all of it."""
        paths = actor.paths(VIEW_AUDIT)
        if actor.is_job or any("." not in path for path in paths):
            return self
        return self.filter(unit_ref__in=units_under(paths)) if paths else self.none()


class Event(models.Model):
    """One thing that an actor did. Written once, with references and field names, never with personal values."""

    name = models.CharField(pgettext_lazy("audit trail", "what"), max_length=80)
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

    objects = EventQuerySet.as_manager()

    class Meta:
        db_table_comment = "append-only: what was done, by whom, when"
        indexes = [
            models.Index(fields=["at", "id"], name="event_by_time"),
            models.Index(fields=["subject_type", "subject_id", "at", "id"], name="event_of_subject"),
            models.Index(
                fields=["case_ref", "at", "id"], name="event_of_case", condition=models.Q(case_ref__isnull=False)
            ),
            models.Index(
                fields=["unit_ref", "at", "id"], name="event_of_unit", condition=models.Q(unit_ref__isnull=False)
            ),
            models.Index(fields=["actor_ref", "at", "id"], name="event_of_actor"),
            models.Index(fields=["name", "at", "id"], name="event_by_name"),
        ]
        triggers = append_only("event")

    def __str__(self) -> str:
        return f"{self.name} {self.subject_type}:{self.subject_id}"


class Seal(models.Model):
    """A link of the chain: one event, authenticated together with all sealed before it. Written by one job alone."""

    # Without gaps, in the order of sealing; an event that committed late comes late.
    position = models.BigIntegerField(primary_key=True)
    # A number, not a reference: that the event vanished is to be found, not to be prevented twice.
    event_ref = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    mac = models.BinaryField()

    class Meta:
        db_table_comment = "append-only: the chain of seals over the events"
        constraints = [models.CheckConstraint(name="seal_positions_begin_at_one", condition=models.Q(position__gte=1))]
        triggers = append_only("seal")

    def __str__(self) -> str:
        return f"seal {self.position} of event {self.event_ref}"
