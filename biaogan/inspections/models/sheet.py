"""The sheet: one inspection of one unit, from planning to its final score; and who inspects."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission, units_where
from biaogan.cases.models import Case, CaseBar
from biaogan.handbook.models import Version
from biaogan.inspections.choices import ENDED, HANDED_IN, Channel, State
from biaogan.inspections.models.plans import Draw, Plan
from biaogan.org.models import Person


class SheetQuerySet(models.QuerySet["Sheet"]):
    def visible_to(self, actor: Actor) -> SheetQuerySet:
        """Keep what the actor inspects, and what may be seen at the unit: of an unannounced visit nothing before it has begun,
        of a mystery visit nothing before it is handed in, of a blind second review nothing at all.

        Those who plan, settle or audit there see all of it.
        """
        if actor.is_job:
            return self
        cases = Case.objects.filter(kind="sheet")
        seen = Q(case__in=cases.visible_to(actor, needs=Permission.VIEW_INSPECTION)) & (IS_SHOWN | _is_behind(actor))
        if actor.person_id is None:
            return self.filter(seen)
        mine = Q(pk__in=SheetInspector.objects.filter(person_id=actor.person_id).values("sheet"))
        barred = CaseBar.objects.filter(case=OuterRef("case"), person_id=actor.person_id)
        return self.filter(seen | mine).exclude(Exists(barred)).exclude(Exists(_reviewed_blind(actor.person_id)))

    def open(self) -> SheetQuerySet:
        return self.exclude(state__in=ENDED)

    def handed_in(self) -> SheetQuerySet:
        return self.filter(state__in=HANDED_IN)

    def counted(self) -> SheetQuerySet:
        """Leave out blind second reviews, which say something of inspectors and nothing of the unit."""
        return self.filter(second_of__isnull=True)


#: What everybody may see who may see inspections of the unit.
IS_SHOWN = Q(second_of__isnull=True) & (
    Q(state__in=HANDED_IN)
    | Q(is_unannounced=False)
    | Q(state__in=(State.IN_PROGRESS,)) & ~Q(channel=Channel.MYSTERY)
    | Q(state=State.CANCELLED, begun_at__isnull=False) & ~Q(channel=Channel.MYSTERY)
)


def _is_behind(actor: Actor) -> Q:
    """Return the condition that the actor plans, settles or audits at the unit."""
    behind = Q(pk__in=[])
    for permission in BEHIND:
        behind |= units_where(actor, permission, field="case__subject_unit")
    return behind


def _reviewed_blind(person_id: int) -> SheetQuerySet:
    """Return the open second reviews by this person, whose first result they are not to know yet."""
    mine = SheetInspector.objects.filter(sheet=OuterRef("pk"), person_id=person_id)
    return Sheet.objects.filter(Exists(mine), second_of=OuterRef("case")).exclude(
        state__in=(*HANDED_IN, State.CANCELLED)
    )


#: Who of a unit's superiors may know what it is not to know.
BEHIND = (Permission.PLAN_INSPECTION, Permission.SETTLE_SHEET, Permission.VIEW_AUDIT)


class Sheet(models.Model):
    """One inspection of one unit by one version of a handbook."""

    # The inspected unit is the case's.
    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="sheet")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, related_name="sheets")
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, null=True, related_name="sheets")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", verbose_name=_("handbook"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PLANNED)
    planned_on = models.DateField(_("planned for"))
    is_unannounced = models.BooleanField(_("unannounced"), default=False)

    begun_at = models.DateTimeField(_("begun at"), null=True)
    # When the inspector handed it in, and when the server had it: a phone may have been weeks away.
    submitted_at = models.DateTimeField(_("handed in at"), null=True)
    received_at = models.DateTimeField(_("received at"), null=True)
    # Until when the outlet may dispute it.
    respond_by = models.DateTimeField(_("to be disputed by"), null=True)
    final_at = models.DateTimeField(_("final at"), null=True)
    assessment = models.TextField(_("assessment"), max_length=4000, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    place_note = models.CharField(_("note on the place"), max_length=200, blank=True)
    app_version = models.CharField(max_length=40, blank=True)

    # Hundredths; the rows of SheetScore are the history that figures read.
    score = models.PositiveIntegerField(_("score"), null=True)
    earned = models.PositiveIntegerField(_("earned"), default=0)
    applicable = models.PositiveIntegerField(_("applicable"), default=0)
    deducted = models.PositiveIntegerField(_("deducted"), default=0)
    is_vetoed = models.BooleanField(_("red line crossed"), default=False)
    grade = models.CharField(_("grade"), max_length=20, blank=True)

    # The same unit and recordings, looked at a second time by somebody who does not know the first result.
    second_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="seconds")
    # Its key in the file that it was read in from.
    external_key = models.CharField(max_length=160, null=True, unique=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sheet_handed_in_says_when_and_what",
                condition=~Q(state__in=HANDED_IN)
                | (
                    Q(begun_at__isnull=False, submitted_at__isnull=False, received_at__isnull=False) & ~Q(assessment="")
                ),
            ),
            models.CheckConstraint(
                name="sheet_is_handed_in_after_it_is_begun",
                condition=Q(submitted_at__isnull=True) | Q(submitted_at__gte=F("begun_at")),
            ),
            models.CheckConstraint(
                name="sheet_is_received_after_it_is_handed_in",
                condition=Q(received_at__isnull=True) | Q(received_at__gte=F("submitted_at")),
            ),
            models.CheckConstraint(
                name="sheet_is_final_from_a_moment",
                condition=Q(state=State.FINAL, final_at__isnull=False)
                | (~Q(state=State.FINAL) & Q(final_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="sheet_scores_a_hundred_at_most", condition=Q(score__isnull=True) | Q(score__lte=10_000)
            ),
            models.CheckConstraint(name="sheet_earns_what_applies_at_most", condition=Q(earned__lte=F("applicable"))),
            models.CheckConstraint(
                name="mystery_sheet_is_never_announced", condition=~Q(channel=Channel.MYSTERY) | Q(is_unannounced=True)
            ),
            models.CheckConstraint(name="sheet_is_not_its_own_second", condition=~Q(second_of=F("case"))),
        ]
        indexes = [
            models.Index(fields=["channel", "-planned_on", "-case"], name="sheet_by_channel"),
            models.Index(fields=["-planned_on", "-case"], name="sheet_by_day"),
            models.Index(fields=["state", "-planned_on", "-case"], name="sheet_by_state"),
            models.Index(fields=["plan", "planned_on", "case"], name="sheet_of_plan"),
            models.Index(fields=["respond_by"], name="sheet_awaiting_answer", condition=Q(state=State.SUBMITTED)),
        ]

    def __str__(self) -> str:
        return self.case.number

    @property
    def is_mystery(self) -> bool:
        return self.channel == Channel.MYSTERY

    @property
    def is_self_check(self) -> bool:
        return self.channel == Channel.SELF_CHECK


class SheetInspector(models.Model):
    """Who inspects. Of a mystery visit this is the one place that says so."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="inspectors")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_lead = models.BooleanField(_("leads"), default=False)

    class Meta:
        ordering = ["-is_lead", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "person"], name="inspector_is_named_once_in_a_sheet"),
            models.UniqueConstraint(fields=["sheet"], condition=Q(is_lead=True), name="sheet_is_led_by_one_inspector"),
        ]
        indexes = [models.Index(fields=["person", "sheet"], name="sheet_of_inspector")]
