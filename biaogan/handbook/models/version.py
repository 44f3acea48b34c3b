"""A handbook and its versions, each in force from a day on."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.accounts.access import Actor, Permission
from biaogan.core.wording import in_reader_language
from biaogan.handbook.choices import Scale, State
from biaogan.org.models import Person

M = TypeVar("M", bound=models.Model)


class HandbookQuerySet(models.QuerySet[M]):
    def visible_to(self, actor: Actor) -> HandbookQuerySet[M]:
        """A handbook is no secret: whoever may see handbooks anywhere sees all of them."""
        return self if actor.may_anywhere(Permission.VIEW_HANDBOOK) else self.none()


class Handbook(models.Model):
    """A checklist of the bank, known by its code; what it says stands in its versions."""

    code = models.SlugField(pgettext_lazy("handbook", "code"), max_length=40, unique=True)
    name_zh = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)

    objects = HandbookQuerySet["Handbook"].as_manager()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_reader_language(self.name_zh, self.name_en)


class Version(models.Model):
    """One edition. A draft can be changed; once published it never is, since sheets keep the version they began with."""

    handbook = models.ForeignKey(Handbook, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(pgettext_lazy("handbook version", "number"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    # The days on which sheets are begun with it; set when it is published.
    valid = DateRangeField(_("in force"), null=True)
    scale = models.CharField(_("scale"), max_length=8, choices=Scale, default=Scale.SHARE)
    basis_zh = models.CharField(_("basis"), max_length=300, blank=True)
    basis_en = models.CharField(_("basis in English"), max_length=300, blank=True)
    note = models.TextField(pgettext_lazy("handbook version", "note"), max_length=2000, blank=True)
    made_at = models.DateTimeField(_("made at"))
    # Nobody where it came with the product or from a file read in on the server.
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(_("published at"), null=True)
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_because = models.CharField(_("why it was withdrawn"), max_length=500, blank=True)

    objects = HandbookQuerySet["Version"].as_manager()

    class Meta:
        ordering = ["handbook", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["handbook", "number"], name="version_number_stands_once_in_a_handbook"),
            models.UniqueConstraint(name="handbook_has_one_draft", fields=["handbook"], condition=Q(state=State.DRAFT)),
            ExclusionConstraint(
                name="handbook_has_one_version_a_day",
                expressions=[("handbook", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(state=State.PUBLISHED),
            ),
            models.CheckConstraint(
                name="version_is_a_draft_until_it_says_from_when",
                condition=Q(state=State.DRAFT, valid__isnull=True, published_at__isnull=True)
                | (~Q(state=State.DRAFT) & Q(valid__isnull=False, published_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="withdrawn_version_says_when_and_why",
                condition=Q(state=State.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_because="")
                | (~Q(state=State.WITHDRAWN) & Q(withdrawn_at__isnull=True, withdrawn_because="")),
            ),
            models.CheckConstraint(
                name="version_has_a_first_day", condition=Q(valid__isnull=True) | Q(valid__startswith__isnull=False)
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_version_is_never_edited",
                operation=pgtrigger.UpdateOf(  # type: ignore[no-untyped-call]
                    "handbook_id",
                    "number",
                    "scale",
                    "basis_zh",
                    "basis_en",
                    "note",
                    "made_at",
                    "made_by_id",
                    "published_at",
                    "published_by_id",
                ),
                condition=pgtrigger.Q(old__state__in=[State.PUBLISHED, State.WITHDRAWN]),
            ),
            pgtrigger.Protect(
                name="published_version_is_never_deleted",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=[State.PUBLISHED, State.WITHDRAWN]),
            ),
            pgtrigger.Protect(
                name="published_version_becomes_no_draft",
                operation=pgtrigger.UpdateOf("state"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(old__state__in=[State.PUBLISHED, State.WITHDRAWN], new__state=State.DRAFT)
                | pgtrigger.Q(old__state=State.WITHDRAWN, new__state=State.PUBLISHED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handbook_id}/{self.number}"

    @property
    def label(self) -> str:
        return _("Version %(number)s") % {"number": self.number}

    @property
    def basis(self) -> str:
        return in_reader_language(self.basis_zh, self.basis_en)

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def first_day(self) -> dt.date | None:
        return self.valid.lower if self.valid else None

    @property
    def last_day(self) -> dt.date | None:
        """The last day in force, None while no later version ends it."""
        span: Any = self.valid
        return span.upper - dt.timedelta(days=1) if span and span.upper else None

    def is_in_force(self, day: dt.date) -> bool:
        return self.state == State.PUBLISHED and self.valid is not None and day in self.valid
