"""Devices that work without a connection, the codes that pair them, and receipts of what they sent."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.accounts.access import Actor, Permission, units_where
from biaogan.org.models import Person, Unit


class Purpose(models.TextChoices):
    TERMINAL = "terminal", _("Rating terminal")
    FIELD = "field", _("Inspection and cleaning")


class Algorithm(models.TextChoices):
    # Browsers that know no Ed25519 yet know ECDSA on P-256.
    ED25519 = "ed25519", "Ed25519"
    P256 = "p256", "ECDSA P-256"


class PairedDeviceQuerySet(models.QuerySet["Device"]):
    def visible_to(self, actor: Actor) -> PairedDeviceQuerySet:
        return self.filter(units_where(actor, Permission.MANAGE_DEVICES, field="unit"))

    def in_use(self) -> PairedDeviceQuerySet:
        return self.filter(revoked_at__isnull=True)


class Device(models.Model):
    """A browser that was paired: it signs what it sends with a key that never left it."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="paired_devices", verbose_name=_("unit"))
    # Whose it is, where it is somebody's own: it then acts with their rights.
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="paired_devices",
        verbose_name=_("member of staff"),
    )
    name = models.CharField(_("name"), max_length=60)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    algorithm = models.CharField(max_length=8, choices=Algorithm)
    # The public half, as the device exported it: raw for Ed25519, an uncompressed point for P-256.
    public_key = models.BinaryField(unique=True)
    paired_at = models.DateTimeField(_("paired at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    last_seen_at = models.DateTimeField(_("last seen"), null=True)
    app_version = models.CharField(_("version"), max_length=40, blank=True)
    # How far its clock was ahead of ours when last asked; negative is behind.
    clock_error = models.DurationField(_("clock error"), null=True)

    objects = PairedDeviceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["unit", "name", "id"], name="device_of_unit")]
        constraints = [
            models.CheckConstraint(
                name="device_is_revoked_after_it_is_paired",
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("paired_at")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class PairingQuerySet(models.QuerySet["Pairing"]):
    def visible_to(self, actor: Actor) -> PairingQuerySet:
        return self.filter(units_where(actor, Permission.MANAGE_DEVICES, field="unit"))


class Pairing(models.Model):
    """That whoever types the code within its minutes becomes this device. Only the hash of the code is kept."""

    digest = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=60)
    purpose = models.CharField(max_length=10, choices=Purpose)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    device = models.OneToOneField(Device, on_delete=models.PROTECT, null=True, related_name="pairing")

    objects = PairingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="pairing_expires_after_it_is_made", condition=Q(expires_at__gt=F("made_at")))
        ]


class ReceiptState(models.TextChoices):
    ACCEPTED = "accepted", pgettext_lazy("offline work", "Accepted")
    REFUSED = "refused", pgettext_lazy("offline work", "Refused")
    QUARANTINED = "quarantined", _("Kept aside")


class DeviceReceiptQuerySet(models.QuerySet["DeviceReceipt"]):
    def visible_to(self, actor: Actor) -> DeviceReceiptQuerySet:
        return self.filter(device__in=Device.objects.visible_to(actor))

    def quarantined(self) -> DeviceReceiptQuerySet:
        return self.filter(state=ReceiptState.QUARANTINED)


class DeviceReceipt(models.Model):
    """What became of one piece of offline work. The same id again gets the same answer."""

    # UUIDv7, made on the device when the work was done.
    id = models.UUIDField(primary_key=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="receipts")
    kind = models.CharField(_("kind"), max_length=40)
    # When it was done: as the device's clock said, and put right by the clock error of that transmission.
    claimed_at = models.DateTimeField()
    happened_at = models.DateTimeField(_("took place"))
    received_at = models.DateTimeField(_("received at"))
    digest = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=12, choices=ReceiptState)
    # What the device was told: {"result": …} or {"code": …, "message": …}.
    answer = models.JSONField(default=dict)
    # Kept only while nobody here can read it.
    payload = models.JSONField(null=True)

    objects = DeviceReceiptQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["device", "-received_at", "-id"], name="receipt_of_device"),
            models.Index(
                fields=["received_at", "id"], name="receipt_kept_aside", condition=Q(state=ReceiptState.QUARANTINED)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="receipt_keeps_its_content_only_aside",
                condition=Q(state=ReceiptState.QUARANTINED, payload__isnull=False)
                | (~Q(state=ReceiptState.QUARANTINED) & Q(payload__isnull=True)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class UploadState(models.TextChoices):
    RECEIVING = "receiving", _("Arriving")
    READY = "ready", _("Arrived")
    REFUSED = "refused", pgettext_lazy("offline work", "Refused")
    CLAIMED = "claimed", _("Taken up")


class Upload(models.Model):
    """A file that arrives from a device piece by piece, and lies aside until a piece of work claims it."""

    # UUIDv7, made on the device.
    id = models.UUIDField(primary_key=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="uploads")
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    # As the device says it will be; what arrives is held against it.
    sha256 = models.CharField(max_length=64)
    received = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.RECEIVING)
    # Why it was refused: {"code": …, "message": …}.
    answer = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    touched_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["device"], name="upload_aside_of_device", condition=Q(state__in=["receiving", "ready"])
            ),
            models.Index(fields=["touched_at", "id"], name="upload_by_last_touch"),
        ]
        constraints = [
            models.CheckConstraint(
                name="upload_receives_no_more_than_its_size",
                condition=Q(size__gt=0, received__gte=0, received__lte=F("size")),
            ),
            models.CheckConstraint(
                name="upload_is_ready_once_all_of_it_is_here",
                condition=~Q(state__in=["ready", "claimed"]) | Q(received=F("size")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"
