"""Areas, counters and devices of an outlet, and when it is open."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission, units_where
from biaogan.core.parts import Tone
from biaogan.org.models import Unit
from biaogan.premises.kinds import AreaKind, Business, DeviceKind, DeviceStatus
from biaogan.premises.rules.hours import Span


class AreaQuerySet(models.QuerySet["Area"]):
    def visible_to(self, actor: Actor, needs: str = Permission.VIEW_PREMISES) -> AreaQuerySet:
        return self.filter(units_where(actor, needs, field="outlet"))

    def there(self, day: dt.date) -> AreaQuerySet:
        """Keep those that are in place on `day`."""
        return self.filter(Q(removed_on__isnull=True) | Q(removed_on__gt=day))


class Area(models.Model):
    """A zone of an outlet: what is cleaned, inspected and shown on its plan."""

    outlet = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="areas", verbose_name=_("Outlet"))
    kind = models.CharField(_("kind of area"), max_length=20, choices=AreaKind)
    name = models.CharField(_("name of the area"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    floor = models.SmallIntegerField(_("floor"), default=1)
    # The order of a walk through the outlet.
    place = models.PositiveSmallIntegerField(_("place in the walk"), default=0)
    removed_on = models.DateField(_("removed on"), null=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["floor", "place", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "name"], name="area_has_its_own_name", condition=Q(removed_on__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        chinese = (get_language() or "zh").startswith("zh")
        return self.name if chinese or not self.name_en else self.name_en


class CounterQuerySet(models.QuerySet["Counter"]):
    def visible_to(self, actor: Actor, needs: str = Permission.VIEW_PREMISES) -> CounterQuerySet:
        return self.filter(units_where(actor, needs, field="outlet"))

    def there(self, day: dt.date) -> CounterQuerySet:
        """Keep those that are in place on `day`."""
        return self.filter(Q(removed_on__isnull=True) | Q(removed_on__gt=day))


class Counter(models.Model):
    """A window of an outlet."""

    outlet = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="counters", verbose_name=_("Outlet"))
    number = models.PositiveSmallIntegerField(_("number of the counter"))
    businesses = ArrayField(models.CharField(max_length=20, choices=Business), verbose_name=_("business"), default=list)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("area of the outlet")
    )
    removed_on = models.DateField(_("removed on"), null=True)

    objects = CounterQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "number"], name="counter_has_its_own_number", condition=Q(removed_on__isnull=True)
            ),
            models.CheckConstraint(name="counter_is_counted_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return str(_("Counter %(number)s") % {"number": self.number})

    @property
    def business_labels(self) -> list[str]:
        return [str(Business(each).label) for each in self.businesses]


class DeviceQuerySet(models.QuerySet["Device"]):
    def visible_to(self, actor: Actor, needs: str = Permission.VIEW_PREMISES) -> DeviceQuerySet:
        return self.filter(units_where(actor, needs, field="outlet"))

    def there(self) -> DeviceQuerySet:
        return self.exclude(status=DeviceStatus.REMOVED)


TONES: dict[str, str] = {
    DeviceStatus.IN_USE: Tone.PROVEN,
    DeviceStatus.OUT_OF_ORDER: Tone.OVER,
    DeviceStatus.REMOVED: Tone.REST,
}


class Device(models.Model):
    """A machine of an outlet, with a code that its label bears."""

    outlet = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="devices", verbose_name=_("Outlet"))
    kind = models.CharField(_("kind of device"), max_length=20, choices=DeviceKind)
    serial = models.CharField(_("serial number"), max_length=60)
    model = models.CharField(_("make and model"), max_length=80, blank=True)
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("counter"))
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("area of the outlet")
    )
    status = models.CharField(
        _("state of the device"), max_length=14, choices=DeviceStatus, default=DeviceStatus.IN_USE
    )
    # Since when the status is what it is, and what is wrong with one out of order.
    status_since = models.DateTimeField(_("since"))
    status_note = models.CharField(_("what is wrong"), max_length=200, blank=True)
    # Since when it stands there, for figures; empty where nobody knows.
    put_up_at = models.DateTimeField(_("put up at"), null=True)
    # What the QR code on its label says; random, so that nobody guesses the next.
    code = models.CharField(max_length=16, unique=True, editable=False)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "serial"], name="device_has_its_own_serial_number"),
            models.CheckConstraint(
                name="device_out_of_order_says_why",
                condition=~Q(status=DeviceStatus.OUT_OF_ORDER) | ~Q(status_note=""),
            ),
        ]
        indexes = [
            models.Index(fields=["outlet", "kind", "id"], name="device_of_outlet"),
            models.Index(fields=["kind", "serial", "id"], name="device_by_kind"),
            models.Index(fields=["status", "kind", "serial", "id"], name="device_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.serial}"

    @property
    def tone(self) -> str:
        """The colour of its state on screens."""
        return TONES[self.status]


class OpeningHours(models.Model):
    """That the outlet is open on a weekday (0 is Monday) between two minutes of the day, on the days of `valid`."""

    outlet = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(pgettext_lazy("hours", "weekday"))
    minutes = IntegerRangeField(_("minutes of the day"))
    valid = DateRangeField(_("in force"))

    class Meta:
        ordering = ["weekday", "minutes"]
        constraints = [
            ExclusionConstraint(
                name="opening_hours_do_not_overlap",
                expressions=[
                    ("outlet", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    ("minutes", RangeOperators.OVERLAPS),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="opening_hours_fall_on_a_weekday", condition=Q(weekday__lte=6)),
            models.CheckConstraint(
                name="opening_hours_lie_within_a_day",
                condition=Q(minutes__contained_by="[0,1441)") & Q(minutes__isempty=False),
            ),
        ]

    @property
    def span(self) -> Span:
        return Span(self.minutes.lower, self.minutes.upper)


class OpeningException(models.Model):
    """That on one day other hours hold than the weekday's; without minutes, the outlet is closed all day."""

    outlet = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="opening_exceptions")
    day = models.DateField(_("day"))
    minutes = IntegerRangeField(_("minutes of the day"), null=True)
    reason = models.CharField(pgettext_lazy("hours", "reason"), max_length=120, blank=True)

    class Meta:
        ordering = ["day", "minutes"]
        constraints = [
            ExclusionConstraint(
                name="exceptional_hours_do_not_overlap",
                expressions=[
                    ("outlet", RangeOperators.EQUAL),
                    ("day", RangeOperators.EQUAL),
                    ("minutes", RangeOperators.OVERLAPS),
                ],
            ),
            models.UniqueConstraint(
                fields=["outlet", "day"], name="day_is_closed_once", condition=Q(minutes__isnull=True)
            ),
            models.CheckConstraint(
                name="exceptional_hours_lie_within_a_day",
                condition=Q(minutes__isnull=True) | (Q(minutes__contained_by="[0,1441)") & Q(minutes__isempty=False)),
            ),
        ]

    @property
    def span(self) -> Span | None:
        return Span(self.minutes.lower, self.minutes.upper) if self.minutes else None
