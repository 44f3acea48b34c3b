"""What an outlet writes down of its own service: patrols, morning meetings, drills, checks of keypads, home visits."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission, units_where
from biaogan.org.models import Person, Unit


class LogKind(models.TextChoices):
    PATROL = "patrol", _("Patrol of the lobby")
    MORNING_MEETING = "morning_meeting", _("Morning meeting")
    DRILL = "drill", _("Drill of an emergency")
    KEYPAD_CHECK = "keypad_check", _("Check of keypads and card slots")
    HOME_VISIT = "home_visit", _("Service at a customer's home")


class OutletLogQuerySet(models.QuerySet["OutletLog"]):
    def visible_to(self, actor: Actor) -> OutletLogQuerySet:
        """Keep those of units whose inspections the actor may see; who keeps logs may."""
        return self.filter(units_where(actor, Permission.VIEW_INSPECTION, field="unit"))


class OutletLog(models.Model):
    """One patrol, meeting or drill. What was written stays; an error is put right by another line."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=16, choices=LogKind)
    happened_at = models.DateTimeField(_("happened at"))
    # When it was written down here: a phone may have been away.
    at = models.DateTimeField(_("written down at"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.CharField(_("what was seen or said"), max_length=1000, blank=True)
    # Numbers and marks by the words of the kind: how many took part, which areas were walked.
    facts = models.JSONField(default=dict)
    external_key = models.CharField(max_length=160, null=True, unique=True)

    objects = OutletLogQuerySet.as_manager()

    class Meta:
        db_table_comment = "append-only: logs of outlets"
        constraints = [
            models.CheckConstraint(name="log_is_written_after_it_happened", condition=Q(at__gte=F("happened_at"))),
            models.CheckConstraint(
                name="log_says_something", condition=Q(kind=LogKind.PATROL) | ~Q(text="") | ~Q(facts={})
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "kind", "-happened_at", "-id"], name="outlet_log_of_unit"),
            models.Index(fields=["kind", "happened_at"], name="outlet_log_by_kind"),
            models.Index(fields=["-happened_at", "-id"], name="outlet_log_by_time"),
        ]
        triggers = [pgtrigger.Protect(name="outlet_log_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(LogKind(self.kind).label)
