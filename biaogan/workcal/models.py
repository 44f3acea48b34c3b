"""Calendars in layers, each with its notices by year; queries compile them, nothing else reads a day from here."""

from __future__ import annotations

import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from biaogan.core.access import Asker
from biaogan.workcal import kinds
from biaogan.workcal.permissions import VIEW_CALENDAR


class LayerKind(models.TextChoices):
    NATION = kinds.LayerKind.NATION.value, _("Nation")
    REGION = kinds.LayerKind.REGION.value, _("Region")
    BANK = kinds.LayerKind.BANK.value, _("Bank")


class YearState(models.TextChoices):
    """A year without a row is missing."""

    FINAL = kinds.YearState.FINAL.value, _("Final")
    PROVISIONAL = kinds.YearState.PROVISIONAL.value, _("Provisional")


#: kind -> what its codes look like: «cn», «cn-gx», «bank:wuzhou».
CODES = {
    LayerKind.NATION: r"^[a-z]{2}$",
    LayerKind.REGION: r"^[a-z]{2}-[a-z]{2,3}$",
    LayerKind.BANK: r"^bank:[a-z0-9](-?[a-z0-9]){0,29}$",
}


class LayerQuerySet(models.QuerySet["Layer"]):
    def visible_to(self, actor: Asker) -> LayerQuerySet:
        """Calendars are the whole network's: who may see any sees all."""
        return self if actor.may_anywhere(VIEW_CALENDAR) else self.none()


class Layer(models.Model):
    """The notices of one authority, the nation, a region or the bank. Its code names the calendar that ends with it."""

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[RegexValidator("|".join(CODES.values()), _("Write it like cn, cn-gx or bank:north."))],
    )
    kind = models.CharField(_("kind"), max_length=8, choices=LayerKind)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("overrides")
    )

    objects = LayerQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="layer_overrides_another_unless_it_is_the_nation",
                condition=Q(kind=LayerKind.NATION, parent__isnull=True)
                | (~Q(kind=LayerKind.NATION) & Q(parent__isnull=False)),
            ),
            models.CheckConstraint(name="layer_does_not_override_itself", condition=~Q(pk=F("parent"))),
            models.CheckConstraint(
                name="layer_code_tells_its_kind",
                condition=Q(kind=LayerKind.NATION, code__regex=CODES[LayerKind.NATION])
                | Q(kind=LayerKind.REGION, code__regex=CODES[LayerKind.REGION])
                | Q(kind=LayerKind.BANK, code__regex=CODES[LayerKind.BANK]),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def data_kind(self) -> kinds.LayerKind:
        return kinds.LayerKind(self.kind)

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        chinese = (get_language() or "zh").startswith("zh")
        return self.name if chinese or not self.name_en else self.name_en


class LayerHours(models.Model):
    """When work begins and ends from a day on, until the layer's next row. A layer without rows keeps those it overrides."""

    layer = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="hours")
    starts_on = models.DateField(_("from"))
    opens_at = models.TimeField(_("opens at"))
    closes_at = models.TimeField(_("closes at"))
    basis = models.CharField(_("basis"), max_length=120, blank=True)

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["layer", "starts_on"], name="layer_has_one_working_time_a_day"),
            models.CheckConstraint(name="layer_opens_before_it_closes", condition=Q(opens_at__lt=F("closes_at"))),
        ]


class LayerYear(models.Model):
    """That a layer's notice for a year is known, and how surely."""

    layer = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(_("state"), max_length=12, choices=YearState)
    source = models.CharField(_("source"), max_length=300, blank=True)
    imported_at = models.DateTimeField(_("imported at"))

    class Meta:
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["layer", "year"], name="layer_has_one_notice_a_year"),
            models.CheckConstraint(name="year_lies_within_calendars", condition=Q(year__gte=1980, year__lte=2099)),
        ]


class DayMark(models.Model):
    """That a notice makes a day a working day or a day of rest. Next year's notice may mark days of December;
    where two notices of a layer mark the same day, the later year's decides."""

    notice = models.ForeignKey(LayerYear, on_delete=models.CASCADE, related_name="marks")
    day = models.DateField(_("day"))
    working = models.BooleanField(_("worked"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["notice", "day"], name="notice_marks_a_day_once")]


class Stamp(models.Model):
    """One row, given a new value by every change, by which other processes notice that their calendars are old."""

    id = models.BooleanField(primary_key=True, default=True)
    value = models.UUIDField(default=uuid.uuid4)

    class Meta:
        constraints = [models.CheckConstraint(name="stamp_is_alone", condition=Q(id=True))]


class CalendarChange(models.Model):
    """That days of a layer were changed. Apps above read the new rows and recompute what is open."""

    layer = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="changes")
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("to"))
    at = models.DateTimeField(_("when"))
    actor_ref = models.CharField(max_length=80)

    class Meta:
        db_table_comment = "append-only: which days of which layer changed, and when"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="change_has_days", condition=Q(first_day__lte=F("last_day"))),
        ]
