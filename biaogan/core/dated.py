"""Figures of the trade as dated rows: each says where it comes from, a new one begins on a day, and the one before ends there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import InputRefused
from biaogan.core.time import local_day, span_of_days
from biaogan.core.wording import in_reader_language


class Origin(models.TextChoices):
    """Where a figure comes from."""

    LAW = "law", _("Law")
    BRIEF = "brief", _("The bank's rules")
    TO_CONFIRM = "to_confirm", _("Bank to confirm")


class DatedFigure(models.Model):
    """What holds on the days of `valid`. Each model forbids two rows of the same thing on a day."""

    valid = DateRangeField(_("from–to"))
    origin = models.CharField(_("comes from"), max_length=12, choices=Origin, default=Origin.TO_CONFIRM)
    basis = models.CharField(_("basis"), max_length=200)
    basis_en = models.CharField(_("basis in English"), max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def basis_text(self) -> str:
        return in_reader_language(self.basis, self.basis_en)


F = TypeVar("F", bound=DatedFigure)


def begin(
    model: type[F],
    which: Mapping[str, Any],
    values: Mapping[str, Any],
    *,
    begins_on: dt.date,
    basis: str,
    basis_en: str = "",
    now: dt.datetime,
) -> tuple[F, F | None]:
    """Let `values` hold for `which` from that day on and return the new row and the one that ends there; the caller has a transaction.

    Raises InputRefused for a day that is not ahead, without a basis, or where a row begins on that day or later.
    """
    if begins_on <= local_day(now):
        raise InputRefused(
            "figure.begins_in_the_past",
            _("A new figure begins tomorrow at the earliest; what is under way keeps its own."),
        )
    if not basis.strip():
        raise InputRefused("figure.no_basis", _("Say on which document it rests."))
    rows = model._default_manager.select_for_update()
    before = rows.filter(**which, valid__endswith__isnull=True).first()
    if before is not None:
        _end(before, begins_on)
    made = model._default_manager.create(
        **which,
        **values,
        valid=span_of_days(begins_on, None),
        origin=Origin.BRIEF,
        basis=basis.strip()[:200],
        basis_en=basis_en.strip()[:200],
    )
    return made, before


def _end(row: DatedFigure, day: dt.date) -> None:
    if row.valid.lower and row.valid.lower >= day:
        raise InputRefused("figure.overtaken", _("A figure from a later day is already set."))
    row.valid = span_of_days(row.valid.lower, day)
    row.save(update_fields=["valid"])
