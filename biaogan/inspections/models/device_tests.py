"""A device that was tried during an inspection: what was tried, and whether it works."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.inspections.models.sheet import Sheet
from biaogan.org.models import Person
from biaogan.premises.models import Device, Repair


class DeviceTestQuerySet(models.QuerySet["DeviceTest"]):
    def visible_to(self, actor: Actor) -> DeviceTestQuerySet:
        return self.filter(sheet__in=Sheet.objects.visible_to(actor))


class DeviceTest(models.Model):
    """Tried again, a device has another row; the last one counts."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="device_tests")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="tests")
    script = models.CharField(max_length=40)
    # By the code of the step: passed, failed, or null where it was not tried.
    steps = models.JSONField(_("steps"), default=dict)
    works = models.BooleanField(_("works"))
    # Of one that does not work: since when, as somebody at the outlet said.
    down_since = models.DateTimeField(_("out of order since"), null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    tested_at = models.DateTimeField(_("tried at"))
    # When this became known here: a phone may have been weeks away.
    at = models.DateTimeField()
    # Nobody, of a mystery visit.
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    repair = models.ForeignKey(Repair, on_delete=models.PROTECT, null=True, related_name="tests")

    objects = DeviceTestQuerySet.as_manager()

    class Meta:
        db_table_comment = "append-only: devices tried during inspections"
        ordering = ["tested_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="device_that_works_is_not_out_of_order",
                condition=Q(works=False) | Q(down_since__isnull=True, repair__isnull=True),
            )
        ]
        indexes = [
            models.Index(fields=["sheet", "id"], name="device_test_of_sheet"),
            models.Index(fields=["device", "-tested_at"], name="device_test_of_device"),
        ]
        triggers = [pgtrigger.Protect(name="device_test_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]
