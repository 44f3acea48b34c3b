"""What a version says: areas, items and the bands of its grades. All of it is fixed with the version's publication."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.core.wording import in_reader_language
from biaogan.handbook.choices import Channel, Kind, Proof
from biaogan.handbook.models.version import HandbookQuerySet, Version


def _only_in_drafts(what: str) -> pgtrigger.Trigger:
    """Return the guard of rows that may be written only while their version is a draft.

    It holds the version until the end of the transaction, so that nothing slips in while another publishes.
    """
    return pgtrigger.Trigger(
        name=f"{what}_changes_only_in_a_draft",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("stands", "TEXT")],
        func="""
            IF TG_OP <> 'INSERT' THEN
                SELECT state INTO stands FROM handbook_version WHERE id = OLD.version_id FOR SHARE;
                IF stands <> 'draft' THEN
                    RAISE EXCEPTION 'a published version of a handbook is never changed' USING ERRCODE = '23514';
                END IF;
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            SELECT state INTO stands FROM handbook_version WHERE id = NEW.version_id FOR SHARE;
            IF stands <> 'draft' THEN
                RAISE EXCEPTION 'a published version of a handbook is never changed' USING ERRCODE = '23514';
            END IF;
            RETURN NEW;
        """,
    )


class Area(models.Model):
    """A part of the handbook, as one walks through the outlet."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="areas")
    code = models.CharField(pgettext_lazy("handbook", "code"), max_length=20)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name_zh = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)

    objects = HandbookQuerySet["Area"].as_manager()

    class Meta:
        ordering = ["version", "position", "code"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="area_code_stands_once_in_a_version")]
        triggers = [_only_in_drafts("area")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_reader_language(self.name_zh, self.name_en)


class Item(models.Model):
    """One checkable line. Its code says which line it is from version to version."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="items")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="items", verbose_name=_("area"))
    code = models.CharField(pgettext_lazy("handbook", "code"), max_length=20)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name_zh = models.CharField(pgettext_lazy("handbook item", "requirement"), max_length=200)
    name_en = models.CharField(_("requirement in English"), max_length=300, blank=True)
    kind = models.CharField(_("way of scoring"), max_length=4, choices=Kind)
    # Hundredths of a point.
    points = models.PositiveIntegerField(pgettext_lazy("handbook item", "points"))
    # What `rules.read_rule` reads for the kind.
    rule = models.JSONField(default=dict)
    channels = ArrayField(models.CharField(max_length=8, choices=Channel), verbose_name=_("looked at"))
    proof = models.CharField(_("proof is needed"), max_length=9, choices=Proof, default=Proof.DEDUCTION)
    basis_zh = models.CharField(_("basis"), max_length=300, blank=True)
    basis_en = models.CharField(_("basis in English"), max_length=300, blank=True)
    how_zh = models.TextField(_("how to check"), max_length=1000, blank=True)
    how_en = models.TextField(_("how to check, in English"), max_length=1500, blank=True)
    # The measure whose figure answers the item where it is looked at by records.
    metric = models.CharField(_("measure"), max_length=60, blank=True)
    # Kinds of the premises' register, for items whose answer comes from testing devices.
    device_kinds = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    is_red_flag = models.BooleanField(pgettext_lazy("handbook item", "red flag"), default=False)

    objects = HandbookQuerySet["Item"].as_manager()

    class Meta:
        ordering = ["version", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="item_code_stands_once_in_a_version"),
            models.CheckConstraint(
                name="red_line_is_worth_no_points_and_all_others_some",
                condition=Q(kind=Kind.VETO, points=0) | (~Q(kind=Kind.VETO) & Q(points__gt=0)),
            ),
            models.CheckConstraint(name="item_is_looked_at_in_some_way", condition=Q(channels__len__gt=0)),
            models.CheckConstraint(
                name="item_on_record_alone_names_a_measure",
                condition=~Q(channels=[Channel.RECORD]) | ~Q(metric=""),
            ),
        ]
        indexes = [models.Index(fields=["version", "area", "position"], name="item_by_area")]
        triggers = [_only_in_drafts("item")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        return in_reader_language(self.name_zh, self.name_en)

    @property
    def label(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def basis(self) -> str:
        return in_reader_language(self.basis_zh, self.basis_en)

    @property
    def how(self) -> str:
        return in_reader_language(self.how_zh, self.how_en)

    @property
    def is_on_record(self) -> bool:
        """Nobody looks: the figure of the measure is the answer, and it is never typed."""
        return list(self.channels) == [Channel.RECORD]


class GradeBand(models.Model):
    """The grade that scores from `floor` on reach; `is_fail` marks those that a red line leads to."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="bands")
    # Hundredths of 100; the floor itself is within.
    floor = models.PositiveIntegerField(_("from"))
    code = models.SlugField(pgettext_lazy("handbook", "code"), max_length=20)
    name_zh = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    is_fail = models.BooleanField(_("counts as a fail"), default=False)

    objects = HandbookQuerySet["GradeBand"].as_manager()

    class Meta:
        ordering = ["version", "-floor"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="grade_stands_once_in_a_version"),
            models.UniqueConstraint(fields=["version", "floor"], name="grade_begins_where_no_other_does"),
            models.CheckConstraint(name="grade_begins_at_a_score", condition=Q(floor__lte=10_000)),
        ]
        triggers = [_only_in_drafts("grade")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_reader_language(self.name_zh, self.name_en)
