"""Recordings: what is drawn, asked for, allowed, looked at and marked. The log of viewing is only ever added to."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission, units_where
from biaogan.cases.models import Case
from biaogan.core.dated import DatedFigure
from biaogan.evidence.models import Evidence
from biaogan.handbook.models import Item
from biaogan.inspections.models.sheet import Sheet
from biaogan.inspections.rules.footage import Figure, LineState, Request, Slot
from biaogan.org.models import Person, Unit

_ADDED_ONLY = pgtrigger.Update | pgtrigger.Delete


class RecordingFigure(DatedFigure):
    """A figure that the bank has set, on the days of `valid`; of one outlet, or of all that have none of their own."""

    code = models.CharField(_("figure"), max_length=16, choices=Figure)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    value = models.PositiveIntegerField(_("number"))

    class Meta:
        ordering = ["code", "unit", "valid"]
        constraints = [
            ExclusionConstraint(
                name="recording_figure_is_one_a_day",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (Coalesce(F("unit_id"), 0), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="recording_figure_has_days", condition=Q(valid__isempty=False)),
        ]


class SampleDrawQuerySet(models.QuerySet["SampleDraw"]):
    def visible_to(self, actor: Actor) -> SampleDrawQuerySet:
        return self.filter(units_where(actor, Permission.VIEW_RECORDING, field="unit"))


class SampleDraw(models.Model):
    """A draw of stretches for an outlet: the same seed and frame give the same stretches again."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    days = DateRangeField(_("days"))
    seed = models.CharField(_("seed"), max_length=64)
    frame = models.JSONField()
    size = models.JSONField()
    result = models.JSONField()
    at = models.DateTimeField(_("drawn at"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    by_ref = models.CharField(max_length=80)

    objects = SampleDrawQuerySet.as_manager()

    class Meta:
        db_table_comment = "append-only: which stretches of recordings were drawn from what"
        indexes = [models.Index(fields=["unit", "-id"], name="sample_of_unit")]
        triggers = [pgtrigger.Protect(name="sample_is_never_changed", operation=_ADDED_ONLY)]


class RecordingRequestQuerySet(models.QuerySet["RecordingRequest"]):
    def visible_to(self, actor: Actor) -> RecordingRequestQuerySet:
        return self.filter(case__in=Case.objects.visible_to(actor, needs=Permission.VIEW_RECORDING))


class RecordingRequest(models.Model):
    """That somebody asks to view recordings of an outlet for a purpose, and what became of it."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="recording_request")
    # The off-site sheet that the viewing serves; none for other purposes.
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, null=True, related_name="recording_requests")
    sample = models.ForeignKey(SampleDraw, on_delete=models.PROTECT, null=True, related_name="requests")
    purpose = models.CharField(_("purpose"), max_length=500)
    state = models.CharField(_("state"), max_length=10, choices=Request, default=Request.ASKED)
    # The first day of its stretches to be overwritten.
    expires_on = models.DateField(_("expires on"))
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    # Of a refusal, a withdrawal or the end.
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = RecordingRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="recording_is_allowed_by_somebody_else",
                condition=Q(ruled_by__isnull=True) | ~Q(ruled_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="recording_that_is_ruled_on_says_by_whom",
                condition=Q(state__in=[Request.ASKED, Request.WITHDRAWN], ruled_by__isnull=True)
                | Q(
                    state__in=[Request.APPROVED, Request.REFUSED, Request.FINISHED],
                    ruled_by__isnull=False,
                    ruled_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="recording_that_is_refused_says_why", condition=~Q(state=Request.REFUSED) | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["sheet"], name="recording_request_of_sheet")]

    def __str__(self) -> str:
        return self.case.number


class RecordingSpan(models.Model):
    """One camera and stretch of a request. What was allowed is this and nothing else, so it never changes."""

    request = models.ForeignKey(RecordingRequest, on_delete=models.PROTECT, related_name="spans")
    camera = models.CharField(_("camera"), max_length=60)
    slot = models.CharField(_("time of the day"), max_length=8, choices=Slot, default=Slot.CHOSEN)
    from_at = models.DateTimeField(_("from"))
    to_at = models.DateTimeField(_("to"))
    # The last day on which the recorder still has it.
    expires_on = models.DateField(_("expires on"))

    class Meta:
        db_table_comment = "append-only: which stretches of which cameras are asked for"
        ordering = ["from_at", "camera", "id"]
        constraints = [
            models.CheckConstraint(name="recording_ends_after_it_begins", condition=Q(to_at__gt=F("from_at"))),
        ]
        indexes = [models.Index(fields=["request", "from_at"], name="recording_span_of_request")]
        triggers = [pgtrigger.Protect(name="recording_span_is_never_changed", operation=_ADDED_ONLY)]

    def __str__(self) -> str:
        return self.camera


class Footage(models.Model):
    """What there is of a stretch: an uploaded clip, or where on which recorder it is seen. A clip has a motion line."""

    span = models.ForeignKey(RecordingSpan, on_delete=models.PROTECT, related_name="footage")
    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="footage")
    # The moment of its first picture.
    starts_at = models.DateTimeField(_("begins at"))
    milliseconds = models.PositiveIntegerField(null=True)
    width = models.PositiveSmallIntegerField(null=True)
    height = models.PositiveSmallIntegerField(null=True)
    # Pictures a second, in hundredths.
    rate = models.PositiveIntegerField(null=True)
    line_state = models.CharField(max_length=8, choices=LineState, default=LineState.NONE)
    line_percent = models.PositiveSmallIntegerField(default=0)
    # 0 still … 100 all of the picture has changed, one value a step.
    line = ArrayField(models.SmallIntegerField(), default=list)
    line_step = models.PositiveIntegerField(default=0)
    line_why = models.CharField(max_length=12, blank=True)
    line_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="motion_line_that_is_drawn_has_values",
                condition=~Q(line_state=LineState.DRAWN) | Q(line_step__gt=0, line__len__gt=0),
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="motion_line_to_draw",
                condition=Q(line_state__in=[LineState.WAITING, LineState.DRAWING]),
            )
        ]

    @property
    def is_clip(self) -> bool:
        return self.milliseconds is not None


class Viewing(models.Model):
    """That somebody looked at a stretch, when and for what; written before the first picture is shown."""

    span = models.ForeignKey(RecordingSpan, on_delete=models.PROTECT, related_name="viewings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    actor_ref = models.CharField(max_length=80)
    purpose = models.CharField(_("purpose"), max_length=500)
    at = models.DateTimeField(_("when"))

    class Meta:
        db_table_comment = "append-only: who looked at which recordings for what"
        constraints = [models.CheckConstraint(name="viewing_has_a_purpose", condition=~Q(purpose=""))]
        indexes = [models.Index(fields=["span", "person", "-at"], name="viewing_of_span")]
        triggers = [pgtrigger.Protect(name="viewing_is_never_changed", operation=_ADDED_ONLY)]


class Mark(models.Model):
    """A moment of a stretch that a reviewer marked for their own sheet, maybe with its picture as proof on an item."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="marks")
    span = models.ForeignKey(RecordingSpan, on_delete=models.PROTECT, related_name="marks")
    footage = models.ForeignKey(Footage, on_delete=models.PROTECT, null=True, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="+")
    moment = models.DateTimeField(_("moment"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["moment", "id"]
        constraints = [
            models.CheckConstraint(
                name="mark_on_an_item_has_its_picture", condition=Q(item__isnull=True) | Q(evidence__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["sheet", "moment"], name="mark_of_sheet", condition=Q(dropped_at__isnull=True))]

    @property
    def milliseconds(self) -> int:
        """The moment as browsers count."""
        return int(self.moment.timestamp() * 1000)


class SecondDraw(models.Model):
    """A draw of submitted off-site sheets that somebody else reviews once more without seeing the first answers."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    days = DateRangeField(_("days"))
    seed = models.CharField(_("seed"), max_length=64)
    frame = models.JSONField()
    size = models.PositiveIntegerField()
    result = models.JSONField()
    at = models.DateTimeField(_("drawn at"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table_comment = "append-only: which sheets were drawn for a second review"
        triggers = [pgtrigger.Protect(name="second_draw_is_never_changed", operation=_ADDED_ONLY)]


class ReviewedTwice(models.Model):
    """What two reviewers found of one item when both had handed in; a dispute that is settled later changes nothing of it."""

    second = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="pairs")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    # «na», «full», «part» or «none», see rules/agreement.py.
    first_word = models.CharField(max_length=4)
    second_word = models.CharField(max_length=4)
    at = models.DateTimeField()

    class Meta:
        db_table_comment = "append-only: what two reviewers of the same recordings found of an item"
        constraints = [
            models.UniqueConstraint(fields=["second", "item"], name="item_is_compared_once_in_a_second_review")
        ]
        indexes = [models.Index(fields=["at"], name="reviewed_twice_by_time")]
        triggers = [pgtrigger.Protect(name="comparison_is_never_changed", operation=_ADDED_ONLY)]
