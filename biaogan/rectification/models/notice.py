"""The notice that orders the findings of a unit to be put right."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission
from biaogan.cases.models import Case
from biaogan.evidence.models import Evidence
from biaogan.org.models import Person
from biaogan.papers.models import Paper
from biaogan.rectification.choices import Basis, NoticeState

#: Drafted, and not yet past somebody else's eyes.
UNAPPROVED = Q(state=NoticeState.DRAFT) | Q(state=NoticeState.WITHDRAWN)
#: Without a number.
UNISSUED = Q(state__in=[NoticeState.DRAFT, NoticeState.APPROVED, NoticeState.WITHDRAWN])


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, actor: Actor) -> NoticeQuerySet:
        return self.filter(
            case__in=Case.objects.filter(kind="notice").visible_to(actor, needs=Permission.VIEW_RECTIFICATION)
        )

    def open(self) -> NoticeQuerySet:
        return self.exclude(state__in=[NoticeState.CLOSED, NoticeState.WITHDRAWN])


class Notice(models.Model):
    """A numbered order to one unit: what is wrong, who puts it right, until when."""

    # The unit it goes to is the case's subject, the Office that sends it the case's handling unit.
    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="notice")
    state = models.CharField(_("state"), max_length=12, choices=NoticeState, default=NoticeState.DRAFT)
    basis = models.CharField(_("basis"), max_length=12, choices=Basis)
    inspected_on = models.DateField(_("inspected on"), null=True, blank=True)
    # As they stand on the paper; empty for a mystery visit.
    inspectors = models.CharField(_("inspectors"), max_length=200, blank=True)
    report_back_at = models.DateTimeField(_("report back by"))
    copies = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=_("copies to"))

    drafter = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="drafted_notices", verbose_name=_("drafted by")
    )
    drafted_at = models.DateTimeField(_("drafted at"))
    approver = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="approved_notices", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True)
    # Its number and its words; the number is given at issue.
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, null=True, related_name="notice")
    issued_at = models.DateTimeField(_("issued at"), null=True)
    received_at = models.DateTimeField(_("received at"), null=True)
    received_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="received_notices", verbose_name=_("received by")
    )
    signature = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("signature")
    )
    closed_at = models.DateTimeField(_("closed at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_because = models.CharField(_("withdrawn because"), max_length=200, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="nobody_approves_their_own_notice", condition=Q(approver__isnull=True) | ~Q(approver=F("drafter"))
            ),
            models.CheckConstraint(
                name="notice_is_approved_with_name_and_time",
                condition=UNAPPROVED | Q(approver__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="notice_is_issued_as_a_paper", condition=UNISSUED | Q(paper__isnull=False, issued_at__isnull=False)
            ),
            models.CheckConstraint(
                name="notice_is_received_with_name_and_time",
                condition=~Q(state=NoticeState.RECEIVED) & Q(received_at__isnull=True, received_by__isnull=True)
                | Q(received_at__isnull=False, received_by__isnull=False),
            ),
            models.CheckConstraint(
                name="notice_is_withdrawn_with_a_reason",
                condition=Q(state=NoticeState.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_because="")
                | ~Q(state=NoticeState.WITHDRAWN) & Q(withdrawn_at__isnull=True, withdrawn_because=""),
            ),
            models.CheckConstraint(
                name="notice_closes_with_its_time",
                condition=Q(state=NoticeState.CLOSED, closed_at__isnull=False)
                | ~Q(state=NoticeState.CLOSED) & Q(closed_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["state", "-case"], name="notice_by_state")]
        triggers = [
            pgtrigger.Trigger(
                name="notice_names_who_and_when_for_all_it_orders",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(new__state__in=[NoticeState.APPROVED, NoticeState.ISSUED, NoticeState.RECEIVED]),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM rectification_finding f WHERE f.notice_id = NEW.case_id AND (
                            f.responsible_unit_id IS NULL OR f.responsible_person_id IS NULL OR f.due_at IS NULL
                            OR (NEW.state <> 'approved' AND f.state = 'open')
                        )
                    ) OR NOT EXISTS (SELECT 1 FROM rectification_finding f WHERE f.notice_id = NEW.case_id) THEN
                        RAISE EXCEPTION 'each finding of a notice has unit, person and limit' USING ERRCODE = '23514';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.number or self.case.number

    @property
    def number(self) -> str:
        """The number in full, empty until it is issued."""
        return self.paper.number if self.paper is not None else ""
