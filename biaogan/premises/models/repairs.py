"""A repair: that a device does not work, who mends it by when, and that somebody else has seen it work again."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission
from biaogan.cases.models import Case
from biaogan.core.parts import Tone
from biaogan.org.models import Person, Unit
from biaogan.premises.kinds import ENDED, IS_DOWN, FaultKind, RepairState
from biaogan.premises.models.places import Device

TONES: dict[str, str] = {
    RepairState.REPORTED: Tone.OVER,
    RepairState.ASSIGNED: Tone.ACT,
    RepairState.MENDED: Tone.ACT,
    RepairState.GIVEN_BACK: Tone.OVER,
    RepairState.CHECKED: Tone.PROVEN,
    RepairState.DROPPED: Tone.REST,
    RepairState.SCRAPPED: Tone.REST,
}


class RepairQuerySet(models.QuerySet["Repair"]):
    def visible_to(self, actor: Actor) -> RepairQuerySet:
        cases = Case.objects.filter(kind="repair").visible_to(actor, needs=Permission.VIEW_PREMISES)
        return self.filter(case__in=cases)

    def open(self) -> RepairQuerySet:
        return self.exclude(state__in=ENDED)

    def down(self) -> RepairQuerySet:
        """Keep those whose device does not work."""
        return self.filter(state__in=IS_DOWN)


class Repair(models.Model):
    """The case's subject unit is the outlet, its handling unit whoever mends."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="repair")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="repairs", verbose_name=_("Device"))
    state = models.CharField(_("state"), max_length=12, choices=RepairState, default=RepairState.REPORTED)
    kind = models.CharField(_("what is wrong"), max_length=16, choices=FaultKind, default=FaultKind.OTHER)
    fault = models.CharField(_("in words"), max_length=500, blank=True)
    # Since when the device does not work; the clock to mend it starts when somebody said so.
    down_since = models.DateTimeField(_("out of order since"))
    reported_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    # The sheet, complaint or finding in which it came to light.
    source_case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="repairs_from_here")

    mender_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    mender_person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    contractor = models.CharField(_("contractor"), max_length=120, blank=True)

    mended_at = models.DateTimeField(_("mended at"), null=True)
    mended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    mended_note = models.CharField(_("what was done"), max_length=500, blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True)
    checked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = RepairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="repair_of_something_else_says_what", condition=~Q(kind=FaultKind.OTHER) | ~Q(fault="")
            ),
            models.CheckConstraint(
                name="repair_ends_after_it_began",
                condition=Q(mended_at__isnull=True) | Q(mended_at__gte=F("down_since")),
            ),
            models.CheckConstraint(
                name="repair_that_is_mended_says_when_and_by_whom",
                condition=~Q(state__in=[RepairState.MENDED, RepairState.CHECKED])
                | (Q(mended_at__isnull=False) & Q(mended_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="repair_that_is_checked_says_when_and_by_whom",
                condition=~Q(state=RepairState.CHECKED) | (Q(checked_at__isnull=False) & Q(checked_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="repair_is_checked_by_somebody_else",
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("mended_by")),
            ),
            models.UniqueConstraint(
                fields=["device"], name="device_is_mended_once_at_a_time", condition=Q(state__in=IS_DOWN)
            ),
        ]
        indexes = [models.Index(fields=["device", "-case"], name="repair_of_device")]

    def __str__(self) -> str:
        return self.case.number

    @property
    def what(self) -> str:
        """What is wrong, in a few words."""
        words = FaultKind(self.kind).label if self.kind != FaultKind.OTHER else ""
        return " · ".join(filter(None, [str(words), self.fault]))

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_down(self) -> bool:
        return self.state in IS_DOWN

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED


class RepairStep(models.Model):
    """That a repair stood in a state from a moment on, and what was said then. Figures read these, never the repair's own state."""

    repair = models.ForeignKey(Repair, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=12, choices=RepairState)
    at = models.DateTimeField()
    # When this became known here: a period asked again as of its closing looks at this.
    decided_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table_comment = "append-only: where a repair stood when"
        indexes = [models.Index(fields=["repair", "id"], name="repair_step_of_repair")]
        triggers = [pgtrigger.Protect(name="repair_step_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]
