"""What people were told in the product, and what is still to go out by other channels."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.cases.models import Case
from biaogan.notify.rules import Mode
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

    @property
    def address(self) -> str:
        """The page that it leads to: the one it was told with, else its case; empty for neither."""
        return self.url or (reverse("cases:open", args=[self.case_id]) if self.case_id else "")


class Delivery(models.Model):
    """That a notification is to go out by a channel. Whoever sends it claims it first, so that it is never sent twice."""

    notification = models.ForeignKey(Notification, on_delete=models.PROTECT, related_name="deliveries")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20)
    # Sent together with the others of the day.
    is_daily = models.BooleanField(default=False)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    # Claimed and neither sent nor failed: the sender died in between, and nobody knows. It waits for the administrator.
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notification", "channel"], name="delivery_is_made_once_a_channel"),
            models.CheckConstraint(
                name="delivery_is_claimed_before_it_is_sent",
                condition=Q(sent_at__isnull=True) | Q(claimed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "not_before", "id"],
                name="delivery_waiting",
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True, claimed_at__isnull=True),
            ),
            models.Index(
                fields=["claimed_at"],
                name="delivery_uncertain",
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True, claimed_at__isnull=False),
            ),
            models.Index(fields=["given_up_at"], name="delivery_given_up", condition=Q(given_up_at__isnull=False)),
        ]


class Outage(models.Model):
    """That a channel cannot be reached; no row where it can."""

    channel = models.CharField(max_length=20, primary_key=True)
    since = models.DateTimeField(_("since"))
    attempts = models.PositiveIntegerField(default=1)
    next_try_at = models.DateTimeField()
    error = models.CharField(max_length=300)


class Preference(models.Model):
    """How a person wants the messages of a topic by a channel; without a row, the channel's default."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=20)
    channel = models.CharField(max_length=20)
    mode = models.CharField(max_length=8, choices=Mode)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "topic", "channel"], name="preference_is_set_once")]


class QuietHours(models.Model):
    """When a person wants nothing by other channels, every day; urgent messages come all the same."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    quiet_from = models.TimeField(_("from"))
    quiet_to = models.TimeField(_("to"))


class MessageText(models.Model):
    """Words of a message that the bank has written itself, from one moment on; the newest row before a telling counts for it."""

    code = models.CharField(max_length=80)
    subject_zh = models.CharField(_("subject"), max_length=120, blank=True)
    subject_en = models.CharField(_("subject in English"), max_length=120, blank=True)
    body_zh = models.TextField(_("text"), max_length=2000, blank=True)
    body_en = models.TextField(_("text in English"), max_length=2000, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    # Back to the shipped words; then the texts are empty.
    is_reset = models.BooleanField(default=False)

    class Meta:
        db_table_comment = "append-only: the words of messages, version by version"
        indexes = [models.Index(fields=["code", "-at", "-id"], name="message_text_newest")]
        triggers = [
            pgtrigger.Protect(name="message_text_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)
        ]
