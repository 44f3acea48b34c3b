"""The obligation itself, and which of them an actor may see."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission
from biaogan.cases.kinds import KINDS as CASE_KINDS
from biaogan.cases.models import Case, CaseBar, Confidentiality
from biaogan.obligations.kinds import KINDS, ObligationKind, kind_of
from biaogan.obligations.models.limits import Clock, LimitRule
from biaogan.obligations.rules import State, state_of
from biaogan.org.models import Person, Post, Unit
from biaogan.workcal.rules import Limit

if TYPE_CHECKING:
    from biaogan.core.errors import Text

IS_OPEN = Q(met_at__isnull=True, cancelled_at__isnull=True)
IS_OWED = IS_OPEN & Q(debtor_unit__isnull=False)


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def visible_to(self, actor: Actor) -> ObligationQuerySet:
        """Keep what the actor owes, and what is owed or stands on a case where they may see that kind of case.

        Nobody sees obligations of a case they are barred from; those of confidential cases are seen by whoever owes them and where
        the actor may see such cases. A page of the inbox asks `queries.inbox_page`.
        """
        if actor.is_job:
            return self
        shown = ~Q(case__confidentiality=Confidentiality.RESTRICTED) | _lies_where(actor, Permission.VIEW_RESTRICTED)
        seen = Q(pk__in=[])
        for permission, kinds in kinds_by_permission().items():
            seen |= Q(kind__in=kinds) & (_lies_where(actor, permission) | _handled_where(actor, permission))
        rows = self.filter((seen & shown) | owed_by(actor))
        if actor.person_id is None:
            return rows
        return rows.exclude(Exists(CaseBar.objects.filter(case=OuterRef("case"), person_id=actor.person_id)))

    def open(self) -> ObligationQuerySet:
        return self.filter(IS_OPEN)

    def owed(self) -> ObligationQuerySet:
        """Keep what somebody still owes; a window is owed by nobody."""
        return self.filter(IS_OWED)

    def mine(self, actor: Actor) -> ObligationQuerySet:
        """Keep what the actor owes: in person, or by a post held today where nobody is named."""
        return self.filter(owed_by(actor))

    def overdue(self, now: dt.datetime) -> ObligationQuerySet:
        return self.owed().filter(due_at__lt=now, paused_at__isnull=True)


def kinds_by_permission() -> dict[str, list[str]]:
    """Return the kinds of obligation under each permission to view; those of a case nobody registered are under none."""
    found: dict[str, list[str]] = {}
    for kind in KINDS:
        if kind.seen_as in CASE_KINDS:
            found.setdefault(CASE_KINDS[kind.seen_as].view_permission, []).append(kind.code)
    return found


def kinds_in_scope(actor: Actor) -> list[str] | None:
    """Return the kinds that a token may read at all; None for people and for tokens that may do all that their user may."""
    if actor.scopes is None or "*" in actor.scopes:
        return None
    return [code for permission, kinds in kinds_by_permission().items() if permission in actor.scopes for code in kinds]


def owed_by(actor: Actor) -> Q:
    mine = Q(debtor_post__in=[held.post_id for held in actor.posts], person__isnull=True)
    if actor.person_id is not None:
        mine |= Q(person=actor.person_id)
    kinds = kinds_in_scope(actor)
    return mine if kinds is None else mine & Q(kind__in=kinds)


def _lies_where(actor: Actor, permission: str) -> Q:
    return _unit_lies_where(actor, permission, "case__subject_unit") | _unit_lies_where(
        actor, permission, "debtor_unit"
    )


def _handled_where(actor: Actor, permission: str) -> Q:
    return _unit_lies_where(actor, permission, "case__handling_unit")


def _unit_lies_where(actor: Actor, permission: str, unit: str) -> Q:
    paths = actor.paths(permission)
    # EXISTS lets the database look the one unit up by its key, or hash all of them, whichever is less.
    return Q(Exists(Unit.objects.under(*paths).filter(pk=OuterRef(unit)))) if paths else Q(pk__in=[])


class Obligation(models.Model):
    """A limit with a debtor; without one it is a window, which ends but is never missed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="obligations", db_index=False)
    kind = models.CharField(max_length=60)
    rule = models.ForeignKey(LimitRule, on_delete=models.PROTECT, related_name="+", db_index=False)
    # The rule's, or what somebody set instead of it.
    amount = models.PositiveSmallIntegerField()
    clock = models.CharField(max_length=2, choices=Clock)
    calendar = models.CharField(max_length=40)

    debtor_post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    # The post's unit, repeated so that the inbox has debtor and due time in one index.
    debtor_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="obligations", db_index=False)

    started_at = models.DateTimeField()
    # The end as first counted, and as it stands after pauses, extensions and changes of the calendar.
    first_due_at = models.DateTimeField()
    due_at = models.DateTimeField(_("due"))
    # A calendar that the span touches is not final: warned about, never escalated, not told to a customer.
    is_provisional = models.BooleanField(default=False)
    # When it was met in truth, which is what counts, and when that was recorded: later for work done offline.
    met_at = models.DateTimeField(null=True)
    met_recorded_at = models.DateTimeField(null=True)
    met_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    cancelled_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)

    # Steps of warning and escalation taken so far, and when the next falls due; null where there is none.
    level = models.PositiveSmallIntegerField(default=0)
    warn_at = models.DateTimeField(null=True)
    next_step_at = models.DateTimeField(null=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="obligation_names_the_unit_of_its_post",
                condition=Q(debtor_post__isnull=True, debtor_unit__isnull=True)
                | Q(debtor_post__isnull=False, debtor_unit__isnull=False),
            ),
            models.CheckConstraint(
                name="window_has_no_person_and_no_steps",
                condition=Q(debtor_post__isnull=False) | Q(person__isnull=True, next_step_at__isnull=True, level=0),
            ),
            models.CheckConstraint(name="obligation_ends_after_it_starts", condition=Q(due_at__gte=F("started_at"))),
            models.CheckConstraint(
                name="obligation_is_met_or_cancelled_not_both",
                condition=Q(met_at__isnull=True) | Q(cancelled_at__isnull=True),
            ),
            models.CheckConstraint(
                name="obligation_met_says_when_it_was_said",
                condition=Q(met_at__isnull=True, met_recorded_at__isnull=True, met_by__isnull=True)
                | Q(met_at__isnull=False, met_recorded_at__gte=F("met_at")),
            ),
            models.CheckConstraint(
                name="obligation_at_rest_takes_no_step",
                condition=Q(next_step_at__isnull=True)
                | Q(met_at__isnull=True, cancelled_at__isnull=True, paused_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["debtor_unit", "due_at", "id"], name="obligation_owed_by_unit", condition=IS_OWED),
            models.Index(
                fields=["debtor_post", "due_at", "id"],
                name="obligation_owed_by_post",
                condition=IS_OWED & Q(person__isnull=True),
            ),
            models.Index(
                fields=["person", "due_at", "id"],
                name="obligation_owed_by_person",
                condition=IS_OWED & Q(person__isnull=False),
            ),
            models.Index(fields=["due_at", "id"], name="obligation_owed_by_time", condition=IS_OWED),
            models.Index(fields=["kind", "due_at", "id"], name="obligation_owed_by_kind", condition=IS_OWED),
            models.Index(fields=["next_step_at"], name="obligation_next_step", condition=Q(next_step_at__isnull=False)),
            models.Index(fields=["case", "kind"], name="obligation_of_case"),
            models.Index(fields=["kind", "due_at"], name="obligation_by_kind"),
            models.Index(
                fields=["met_by", "debtor_post", "-met_at"],
                name="obligation_met_by",
                condition=Q(met_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at.isoformat()}"

    @property
    def is_window(self) -> bool:
        return self.debtor_unit_id is None

    @property
    def is_open(self) -> bool:
        return self.met_at is None and self.cancelled_at is None

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    @property
    def limit(self) -> Limit:
        return Limit.parse(f"{self.amount}{self.clock}")

    def state_at(self, now: dt.datetime) -> State:
        return state_of(
            due_at=self.due_at,
            now=now,
            met_at=self.met_at,
            cancelled_at=self.cancelled_at,
            is_paused=self.is_paused,
            is_window=self.is_window,
        )

    @property
    def registered(self) -> ObligationKind | None:
        """The kind as its app registered it; None for a kind of an app that is no longer installed."""
        return kind_of(self.kind)

    @property
    def kind_name(self) -> Text:
        return self.registered.name if self.registered else self.kind

    @property
    def case_route(self) -> str:
        """The name of the route to the case it stands on; empty where that has no page."""
        return (self.registered.url_name if self.registered else "") or (
            CASE_KINDS[self.case.kind].url_name if self.case.kind in CASE_KINDS else ""
        )

    @property
    def case_url(self) -> str:
        """The page of the case it stands on."""
        return reverse(self.case_route, args=[self.case_id]) if self.case_route else self.url

    @property
    def url(self) -> str:
        return reverse("obligations:obligation", args=[self.pk])

    @property
    def why_url(self) -> str:
        return reverse("obligations:why", args=[self.pk])
