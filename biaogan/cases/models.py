"""What every case shares: a complaint, a sheet, a notice, a follow-up, an objection. Each kind's own table has the same key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission
from biaogan.cases.kinds import KINDS
from biaogan.org.models import Person, Unit

if TYPE_CHECKING:
    from biaogan.core.errors import Text


class Confidentiality(models.TextChoices):
    ORDINARY = "ordinary", _("Ordinary")
    RESTRICTED = "restricted", _("Restricted")


IS_OPEN = Q(closed_at__isnull=True)
IS_HANDLED = Q(handling_unit__isnull=False)


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, actor: Actor, *, needs: str | None = None) -> CaseQuerySet:
        """Keep what the actor may see: by unit, by kind, not barred from it, and restricted cases only where allowed.

        `needs` is the permission asked for; without it, each kind's own permission to view. A register's page asks `queries.newest_page`.
        """
        if actor.is_job:
            return self
        seen = Q(pk__in=[])
        for permission, code in _asked(needs):
            here = _lies_where(actor, permission, "subject_unit") | _lies_where(actor, permission, "handling_unit")
            seen |= here & Q(kind=code) if code else here
        open_to = ~Q(confidentiality=Confidentiality.RESTRICTED) | _lies_where(
            actor, Permission.VIEW_RESTRICTED, "subject_unit"
        )
        rows = self.filter(seen, open_to)
        if actor.person_id is None:
            return rows
        return rows.exclude(Exists(CaseBar.objects.filter(case=OuterRef("pk"), person_id=actor.person_id)))

    def open(self) -> CaseQuerySet:
        return self.filter(IS_OPEN)


def _asked(needs: str | None) -> list[tuple[str, str]]:
    """Return the permissions that count, each with the kind of case it counts for, empty for all kinds."""
    return [(needs, "")] if needs else [(kind.view_permission, kind.code) for kind in KINDS]


def _lies_where(actor: Actor, permission: str, unit: str) -> Q:
    """Return the condition that the unit lies where the actor has the permission, asked for one case as quickly as for a list."""
    paths = actor.paths(permission)
    # EXISTS lets the database look the one unit up by its key, or hash all of them, whichever is less; IN always does the latter.
    return Q(Exists(Unit.objects.under(*paths).filter(pk=OuterRef(unit)))) if paths else Q(pk__in=[])


class Case(models.Model):
    """Anything that runs from opening to closing."""

    kind = models.CharField(max_length=24)
    # «C-2026-000123»: from a sequence, unique, with gaps; official papers have numbers of their own.
    number = models.CharField(_("number"), max_length=24, unique=True)
    subject_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    handling_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("handling unit")
    )
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True)
    confidentiality = models.CharField(max_length=12, choices=Confidentiality, default=Confidentiality.ORDINARY)
    # Since when deletion by retention rules is forbidden, and why.
    held_at = models.DateTimeField(null=True)
    held_because = models.CharField(max_length=200, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_closes_after_it_opens",
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
            ),
            models.CheckConstraint(
                name="case_under_hold_has_a_reason", condition=Q(held_at__isnull=True) | ~Q(held_because="")
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "subject_unit", "-opened_at", "-id"], name="case_of_unit"),
            models.Index(
                fields=["kind", "handling_unit", "-opened_at", "-id"], name="case_handled_by", condition=IS_HANDLED
            ),
            models.Index(fields=["kind", "-opened_at", "-id"], name="case_by_time"),
            models.Index(
                fields=["kind", "subject_unit", "-opened_at", "-id"], name="case_open_of_unit", condition=IS_OPEN
            ),
            models.Index(
                fields=["kind", "handling_unit", "-opened_at", "-id"],
                name="case_open_handled_by",
                condition=IS_OPEN & IS_HANDLED,
            ),
            models.Index(fields=["kind", "-opened_at", "-id"], name="case_open_by_time", condition=IS_OPEN),
        ]

    def __str__(self) -> str:
        return self.number


class CaseLink(models.Model):
    """That one case follows from, repeats or belongs to another."""

    class Kind(models.TextChoices):
        MERGED_INTO = "merged_into", _("merged into")
        FOLLOWS = "follows", _("follows")
        REPEATS = "repeats", _("repeats")
        REVIEWS = "reviews", _("reviews")

    #: The same, read from the other case.
    BACKWARDS: dict[str, Text] = {
        Kind.MERGED_INTO: _("took in"),
        Kind.FOLLOWS: _("is followed by"),
        Kind.REPEATS: _("is repeated by"),
        Kind.REVIEWS: _("is reviewed by"),
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links_here")
    kind = models.CharField(max_length=16, choices=Kind)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other", "kind"], name="cases_are_linked_once_a_kind"),
            models.CheckConstraint(name="case_is_not_linked_to_itself", condition=~Q(case=F("other"))),
        ]


class CaseBar(models.Model):
    """A person who may neither see nor handle the case: complained of, or with an interest in it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="bars")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="bars")
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="person_is_barred_once_from_a_case")]
        indexes = [models.Index(fields=["person", "case"], name="bar_of_person")]


class CaseWords(models.Model):
    """The words by which a case is found, as numbers; see rules/words.py. Of what its kind hands over, without personal numbers."""

    # A table of its own: a case's row changes often, its words hardly ever, and each change would be indexed anew.
    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="+")
    words = ArrayField(models.IntegerField())

    class Meta:
        indexes = [
            # A new row waits in a short list, which whoever fills it sorts into the index; every search reads that list, so it is short.
            GinIndex(fields=["words"], name="case_by_word", fastupdate=True, gin_pending_list_limit=1024)
        ]


class WordsBacklog(models.Model):
    """How far the cases of a kind that were there before have got their words: from the newest down to `below`, 0 when all have."""

    kind = models.CharField(max_length=24, primary_key=True)
    version = models.PositiveSmallIntegerField()
    below = models.BigIntegerField()
