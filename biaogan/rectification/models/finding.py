"""The finding itself, and where it stood when."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.accounts.access import Actor, Permission
from biaogan.cases.models import Case
from biaogan.handbook.models import Item
from biaogan.org.models import Person, Unit
from biaogan.premises.models import Area
from biaogan.rectification.choices import ENDED, Source, State
from biaogan.rectification.models.notice import Notice

IS_OPEN = ~Q(state__in=ENDED)
IS_ASSIGNED = Q(responsible_unit__isnull=False, responsible_person__isnull=False, due_at__isnull=False)


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, actor: Actor) -> FindingQuerySet:
        return self.filter(
            case__in=Case.objects.filter(kind="finding").visible_to(actor, needs=Permission.VIEW_RECTIFICATION)
        )

    def open(self) -> FindingQuerySet:
        return self.filter(IS_OPEN)


class Finding(models.Model):
    """One thing that is wrong at a unit, from whichever source, until somebody else has seen that it is right."""

    # The unit where it is wrong is the case's subject; whoever has to act next is its handling unit.
    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="finding")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    source = models.CharField(_("found by way of"), max_length=12, choices=Source)
    # The sheet or the complaint that it was found in.
    source_case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="findings")
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, null=True, related_name="findings", verbose_name=_("handbook item")
    )
    # The item's code: the same line from version to version.
    item_code = models.CharField(_("code of the item"), max_length=40, blank=True)
    fact = models.TextField(pgettext_lazy("finding", "what is wrong"), max_length=2000)
    requirement = models.TextField(_("what is asked for"), max_length=2000, blank=True)
    # Hundredths of points deducted where it was found, before the weight of a repeat.
    points = models.PositiveIntegerField(_("points"), default=0)
    found_at = models.DateTimeField(_("found at"))
    # Nobody for a mystery visit: the outlet never learns who came.
    found_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("found by")
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("area"))

    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, null=True, related_name="findings", verbose_name=_("notice")
    )
    responsible_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("responsible unit")
    )
    responsible_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("responsible person")
    )
    due_at = models.DateTimeField(_("due"), null=True)

    # The last finding on the same item at the same unit within the days of the dated row, and what a repeat weighs.
    repeats = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="repeated_by")
    weight = models.PositiveIntegerField(_("weight"), default=100)
    # When it was closed, waived or withdrawn.
    closed_at = models.DateTimeField(_("ended at"), null=True)
    # Why it was waived or withdrawn.
    ended_because = models.CharField(_("reason"), max_length=500, blank=True)
    # Its key in the register it was read in from.
    external_key = models.CharField(max_length=120, null=True, unique=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="finding_says_what_is_wrong", condition=~Q(fact="")),
            models.CheckConstraint(
                name="finding_on_a_notice_has_unit_person_and_limit",
                condition=Q(notice__isnull=True) | Q(state__in=[State.OPEN, State.WITHDRAWN]) | IS_ASSIGNED,
            ),
            models.CheckConstraint(
                name="finding_is_noticed_by_a_notice", condition=~Q(state=State.NOTICED) | Q(notice__isnull=False)
            ),
            models.CheckConstraint(
                name="finding_ends_with_its_time",
                condition=Q(closed_at__isnull=True) & IS_OPEN | Q(closed_at__isnull=False) & ~IS_OPEN,
            ),
            models.CheckConstraint(
                name="finding_is_waived_or_withdrawn_with_a_reason",
                condition=~Q(state__in=[State.WAIVED, State.WITHDRAWN]) | ~Q(ended_because=""),
            ),
            models.CheckConstraint(
                name="repeat_weighs_at_least_as_much", condition=Q(weight=100) | Q(repeats__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["notice"], name="finding_of_notice", condition=Q(notice__isnull=False)),
            models.Index(fields=["source_case"], name="finding_of_source", condition=Q(source_case__isnull=False)),
            models.Index(fields=["item_code", "-found_at"], name="finding_by_item", condition=~Q(item_code="")),
            models.Index(fields=["state", "-found_at", "-case"], name="finding_by_state"),
            models.Index(fields=["responsible_unit", "due_at"], name="finding_open_of_unit", condition=IS_OPEN),
            models.Index(fields=["found_at"], name="finding_by_time"),
            models.Index(fields=["repeats"], name="finding_repeated", condition=Q(repeats__isnull=False)),
        ]
        triggers = [
            # The paper has gone out: what it orders is not taken off, put on, or left without somebody who answers.
            pgtrigger.Trigger(
                name="finding_stays_as_the_issued_notice_has_it",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf(  # type: ignore[no-untyped-call]
                    "notice_id", "responsible_unit_id", "responsible_person_id", "due_at"
                ),
                condition=pgtrigger.Q(new__notice_id__isnull=False),
                declare=[("stands", "TEXT")],
                func="""
                    SELECT state INTO stands FROM rectification_notice WHERE case_id = NEW.notice_id FOR SHARE;
                    IF stands = 'draft' OR stands = 'withdrawn' THEN RETURN NEW; END IF;
                    IF NEW.responsible_unit_id IS NULL OR NEW.responsible_person_id IS NULL OR NEW.due_at IS NULL
                        OR TG_OP = 'INSERT' OR OLD.notice_id IS DISTINCT FROM NEW.notice_id THEN
                        RAISE EXCEPTION 'each finding of a notice has unit, person and limit' USING ERRCODE = '23514';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.case.number

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def is_repeat(self) -> bool:
        return self.repeats_id is not None

    @property
    def weighted_points(self) -> int:
        """The points as they count, a repeat with its weight, in hundredths rounded half up."""
        return (self.points * self.weight + 50) // 100


class FindingState(models.Model):
    """That a finding stood in a state from a moment on. Figures read these, never the finding's own state."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="states")
    state = models.CharField(max_length=12, choices=State)
    at = models.DateTimeField()
    # When this became known here: a period asked again as of its closing looks at this.
    decided_at = models.DateTimeField()
    # The limit that held at that moment, where there was one.
    due_at = models.DateTimeField(null=True)

    class Meta:
        db_table_comment = "append-only: where a finding stood when"
        indexes = [
            models.Index(fields=["finding", "id"], name="finding_state_of_finding"),
            models.Index(fields=["state", "at"], name="finding_state_by_state"),
            models.Index(fields=["due_at"], name="finding_state_by_limit", condition=Q(due_at__isnull=False)),
        ]
        triggers = [pgtrigger.Protect(name="finding_state_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]
