"""The words that a handbook's rows use, for models and rules alike."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Where a version stands; only a draft can be changed."""

    DRAFT = "draft", pgettext_lazy("handbook version", "Draft")
    PUBLISHED = "published", pgettext_lazy("handbook version", "Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("handbook version", "Withdrawn")


class Scale(models.TextChoices):
    """How a sheet comes to its score of 100."""

    SHARE = "share", _("Points earned out of those that applied")
    DEDUCT = "deduct", _("100 less all deductions")


class Kind(models.TextChoices):
    BINARY = "bin", _("All or nothing")
    DEDUCTION = "ded", _("Deduction per occurrence")
    LEVELS = "lvl", _("Levels")
    MEASURE = "cnt", _("Measured number")
    DEVICE = "dev", _("Device test")
    VETO = "veto", _("Red line")


class Channel(models.TextChoices):
    """By which way an item is looked at."""

    ONSITE = "onsite", _("On site")
    OFFSITE = "offsite", _("Off site")
    DEVICE = "device", _("Device test")
    MYSTERY = "mystery", _("Mystery visit")
    RECORD = "record", _("From records")


class Proof(models.TextChoices):
    """When an answer needs a photo, a clip or a reference."""

    NONE = "none", pgettext_lazy("proof", "Never")
    DEDUCTION = "deduction", pgettext_lazy("proof", "Where points are lost")
    ALWAYS = "always", pgettext_lazy("proof", "Always")


class MetWhen(models.TextChoices):
    """When the rows of a measure say that an all-or-nothing item is met."""

    ALL = "all", _("Every counted case is in order")
    ANY = "any", _("At least one is on record")
    NONE = "none", _("Not one is on record")


class Measure(models.TextChoices):
    """How a number becomes points."""

    BANDS = "bands", _("By bands")
    SHARE = "share", _("Share of the points")


class Better(models.TextChoices):
    LOWER = "lower", pgettext_lazy("measured number", "The lower, the better")
    HIGHER = "higher", pgettext_lazy("measured number", "The higher, the better")


class Faults(models.TextChoices):
    """What faulty devices cost."""

    ALL = "all", _("Any fault takes all points")
    SHARE = "share", _("The share that works earns points")
    EACH = "each", _("Each fault takes some points")


class MeasureUnit(models.TextChoices):
    PERCENT = "percent", pgettext_lazy("unit of a measured number", "per cent")
    MINUTES = "minutes", pgettext_lazy("unit of a measured number", "minutes")
    SECONDS = "seconds", pgettext_lazy("unit of a measured number", "seconds")
    DAYS = "days", pgettext_lazy("unit of a measured number", "days")
    COUNT = "count", pgettext_lazy("unit of a measured number", "times")
