"""Units and departments in a dated tree, people, posts and who holds them, and the daily duty roster."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from biaogan.core.access import Asker
from biaogan.core.chinese import pinyin_key
from biaogan.core.fields import LtreeField
from biaogan.org.kinds import Level, PostKind, VacancyReason
from biaogan.org.permissions import EDIT_UNIT, VIEW_UNIT

__all__ = [
    "DutyDay",
    "Holding",
    "HoldingQuerySet",
    "Level",
    "NoticedVacancy",
    "Person",
    "PersonQuerySet",
    "Post",
    "PostKind",
    "StaffingRule",
    "Unit",
    "UnitEdge",
    "UnitPath",
    "UnitQuerySet",
    "VacancyReason",
    "pinyin_of",
]


def pinyin_of(name: str, short_name: str) -> str:
    """Return the key by which a unit sorts: that of the name people see."""
    return pinyin_key(short_name or name)


class UnitQuerySet(models.QuerySet["Unit"]):
    def visible_to(self, actor: Asker, needs: str = VIEW_UNIT) -> UnitQuerySet:
        return self if actor.is_job else self.under(*actor.paths(needs))

    def at_work(self, day: dt.date) -> UnitQuerySet:
        """Keep the units that are open on `day`."""
        not_closed = Q(closed_on__isnull=True) | Q(closed_on__gt=day)
        return self.filter(not_closed, Q(opened_on__isnull=True) | Q(opened_on__lte=day))

    def under(self, *paths: str) -> UnitQuerySet:
        """Keep the units at or below one of `paths`, by today's tree."""
        return self.filter(path__under_any=paths)

    def of_level(self, *levels: str) -> UnitQuerySet:
        return self.filter(level__in=levels)

    def serving(self) -> UnitQuerySet:
        """Keep the units that serve customers over the counter."""
        return self.filter(serves_customers=True)


class Unit(models.Model):
    """A node of the organisation: bank, region, branch, sub-branch, outlet, or a department of any of these."""

    code = models.CharField(_("unit code"), max_length=32, unique=True)
    level = models.CharField(_("level of the unit"), max_length=12, choices=Level)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    pinyin = models.CharField(max_length=200, editable=False)
    # CNAPS, twelve digits, the last a check digit (ISO 7064 MOD 11,10).
    bank_code = models.CharField(_("bank code"), max_length=12, blank=True)
    # A sub-branch may itself be an outlet.
    serves_customers = models.BooleanField(_("serves customers over the counter"), default=False)
    # Which department this is: «office», «operations», «it»…; empty for units that are no department.
    function = models.CharField(_("function"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    calendar = models.CharField(_("working-day calendar"), max_length=40, default="cn")
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    # Rebuilt from the edges valid today, in the transaction that changes them and by a job at midnight.
    path = LtreeField(editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["pinyin", "id"]
        constraints = [
            models.CheckConstraint(
                name="unit_bank_code_has_twelve_digits", condition=Q(bank_code="") | Q(bank_code__regex=r"^\d{12}$")
            ),
            models.CheckConstraint(
                name="unit_closes_after_it_opens",
                condition=Q(closed_on__isnull=True) | Q(opened_on__isnull=True) | Q(closed_on__gt=F("opened_on")),
            ),
            models.CheckConstraint(
                name="unit_is_a_department_if_it_has_a_function",
                condition=Q(level=Level.DEPARTMENT) | Q(function=""),
            ),
            models.UniqueConstraint(fields=["bank_code"], name="unit_bank_code_is_its_own", condition=~Q(bank_code="")),
        ]
        indexes = [
            GistIndex(fields=["path"], name="unit_by_path"),
            models.Index(fields=["level", "pinyin", "id"], name="unit_by_level"),
            models.Index(fields=["pinyin", "id"], name="unit_by_name"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language, the short one where there is one; papers use `name`."""
        chinese = (get_language() or "zh").startswith("zh")
        return self.name_en if self.name_en and not chinese else self.short_name or self.name

    @property
    def is_department(self) -> bool:
        return self.level == Level.DEPARTMENT


class UnitEdge(models.Model):
    """That `unit` belonged to `parent` on the days of `valid`; the top unit's edge has no parent."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="edges")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="edges_below")
    valid = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="unit_has_one_parent_a_day",
                expressions=[("unit", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="unit_is_not_its_own_parent", condition=~Q(unit=F("parent"))),
            models.CheckConstraint(name="unit_edge_has_days", condition=Q(valid__isempty=False)),
        ]


class UnitPath(models.Model):
    """The unit's path on the days of `valid`: what figures of the past go by. Rebuilt from the edges, never edited."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="paths")
    path = LtreeField()
    valid = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="unit_has_one_path_a_day",
                expressions=[("unit", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            )
        ]
        indexes = [GistIndex(fields=["path"], name="unit_path_by_path")]


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, actor: Asker) -> PersonQuerySet:
        """Keep who holds or held a post that the actor sees, the actor, and, for editors, people without a post."""
        if actor.is_job:
            return self
        holdings = Holding.objects.filter(person=OuterRef("pk"))
        seen = Q(Exists(holdings.filter(post__unit__path__under_any=actor.paths(VIEW_UNIT)))) | Q(pk=actor.person_id)
        return self.filter(seen | Q(~Exists(holdings)) if actor.may_anywhere(EDIT_UNIT) else seen)

    def at_work(self, day: dt.date) -> PersonQuerySet:
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gt=day))


class Person(models.Model):
    """A member of staff."""

    staff_no = models.CharField(_("staff number"), max_length=32, unique=True)
    name = models.CharField(_("full name"), max_length=60)
    pinyin = models.CharField(max_length=200, editable=False)
    email = models.EmailField(_("e-mail"), blank=True)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["pinyin", "id"]
        verbose_name = _("member of staff")
        indexes = [models.Index(fields=["pinyin", "id"], name="person_by_name")]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A post at a unit. Several people may hold it (tellers), and it may stand vacant."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    kind = models.CharField(_("post"), max_length=20, choices=PostKind)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "kind"], name="post_stands_once_at_a_unit")]

    def __str__(self) -> str:
        return f"{self.unit} · {self.get_kind_display()}"


class HoldingQuerySet(models.QuerySet["Holding"]):
    def visible_to(self, actor: Asker) -> HoldingQuerySet:
        if actor.is_job:
            return self
        own = Q(person_id=actor.person_id) if actor.person_id else Q(pk__in=[])
        return self.filter(Q(post__unit__path__under_any=actor.paths(VIEW_UNIT)) | own)

    def on(self, day: dt.date) -> HoldingQuerySet:
        return self.filter(valid__contains=day)


class Holding(models.Model):
    """That `person` held `post`, or stood in as its deputy, on the days of `valid`."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    is_deputy = models.BooleanField(_("deputy"), default=False)
    valid = DateRangeField(_("from–to"))
    # When the open duties went to the successor, or were escalated; empty until the last day has passed.
    handed_over_at = models.DateTimeField(null=True, editable=False)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="person_holds_a_post_once_a_day",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="holding_has_days", condition=Q(valid__isempty=False)),
        ]
        indexes = [
            models.Index(fields=["person"], name="holding_of_person"),
            models.Index(
                F("valid__endswith"),
                name="holding_to_hand_over",
                condition=Q(handed_over_at__isnull=True, valid__upper_inf=False),
            ),
        ]

    @property
    def is_open_ended(self) -> bool:
        return self.valid.upper is None

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which the post is held, None while no end is set."""
        return self.valid.upper - dt.timedelta(days=1) if self.valid.upper else None


class DutyDay(models.Model):
    """Who is on duty in the hall of an outlet on a day."""

    outlet = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="duty_days")
    day = models.DateField(_("day"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="duty_days")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outlet", "day", "person"], name="person_is_on_duty_once_a_day")]
        indexes = [models.Index(fields=["person", "day"], name="duty_of_person")]


class StaffingRule(models.Model):
    """From when on, a holder who met none of the post's recurring duties for how many days counts as absent."""

    post_kind = models.CharField(_("post"), max_length=20, choices=PostKind)
    idle_days = models.PositiveSmallIntegerField(_("days without a duty met"))
    valid_from = models.DateField(_("in force from"))
    basis = models.CharField(_("basis"), max_length=200, blank=True)

    class Meta:
        ordering = ["post_kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["post_kind", "valid_from"], name="staffing_rule_begins_once_a_day"),
            models.CheckConstraint(name="staffing_rule_gives_at_least_a_day", condition=Q(idle_days__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.get_post_kind_display()} · {self.idle_days}"


class NoticedVacancy(models.Model):
    """That a post which must be filled was found vacant: noticed and alarmed once, until it is filled."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="noticed_vacancies")
    post_kind = models.CharField(_("post"), max_length=20, choices=PostKind)
    reason = models.CharField(pgettext_lazy("vacancy", "reason"), max_length=10, choices=VacancyReason)
    noticed_at = models.DateTimeField(_("noticed at"))
    filled_at = models.DateTimeField(_("filled at"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "post_kind"], name="vacancy_is_noticed_once", condition=Q(filled_at__isnull=True)
            ),
            models.CheckConstraint(
                name="vacancy_is_filled_after_it_is_noticed",
                condition=Q(filled_at__isnull=True) | Q(filled_at__gte=F("noticed_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.get_post_kind_display()}"
