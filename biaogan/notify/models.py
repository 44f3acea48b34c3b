"""What people were told in the product, and what is still to go out by other channels."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.cases.models import Case
from biaogan.org.models import Person


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, actor: Actor) -> NotificationQuerySet:
        return self if actor.is_job else self.filter(person_id=actor.person_id or 0)

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at__isnull=True)


class Notification(models.Model):
    """Something that a person was told. It stands in their list from the commit of the deed itself."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notifications")
    code = models.CharField(max_length=80)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="notifications")
    url = models.CharField(max_length=300, blank=True)
    # What fills the placeholders: references, moments, figures. Never personal values.
    values = models.JSONField(default=dict)
    at = models.DateTimeField(_("when"))
    read_at = models.DateTimeField(null=True)
    # Set once the channels that this person wants have got their deliveries.
    routed_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="notification_of_person"),
            models.Index(fields=["person"], name="notification_unread", condition=Q(read_at__isnull=True)),
            models.Index(fields=["id"], name="notification_to_route", condition=Q(routed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.code} → {self.person_id}"
