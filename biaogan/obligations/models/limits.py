"""How long a kind of obligation may take: dated rows, each saying where it comes from."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.core.wording import in_reader_language
from biaogan.org.models import Unit
from biaogan.workcal.rules import Limit


class Clock(models.TextChoices):
    WORKING_DAYS = "wd", pgettext_lazy("clock", "working days")
    WORKING_HOURS = "wh", pgettext_lazy("clock", "working hours")
    HOURS = "h", pgettext_lazy("clock", "hours")
    DAYS = "d", pgettext_lazy("clock", "calendar days")
    MONTHS = "mo", pgettext_lazy("clock", "months")


class Source(models.TextChoices):
    LAW = "law", _("Law")
    BRIEF = "brief", _("The bank's rules")
    BANK_TO_CONFIRM = "bank_to_confirm", _("Bank to confirm")


class LimitRule(models.Model):
    """How long a kind of obligation may take, on the days of `valid`. An obligation keeps the rule it began under.

    A row with a unit holds for cases of that unit and all below it, before the rows above it.
    """

    kind = models.CharField(_("kind"), max_length=60)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("for unit")
    )
    amount = models.PositiveSmallIntegerField(_("limit"))
    clock = models.CharField(_("counted in"), max_length=2, choices=Clock)
    basis = models.CharField(_("basis"), max_length=200)
    basis_en = models.CharField(_("basis in English"), max_length=200, blank=True)
    source = models.CharField(_("comes from"), max_length=16, choices=Source, default=Source.BANK_TO_CONFIRM)
    # A limit such as «1wd», before the end; empty for no warning.
    warn_before = models.CharField(_("warn before"), max_length=8, blank=True)
    # [{"after": "0wd", "tell": ["debtor", "head"]}, …]
    ladder = models.JSONField(_("escalation"), default=list)
    valid = DateRangeField(_("from–to"))

    class Meta:
        ordering = ["kind", "id"]
        constraints = [
            ExclusionConstraint(
                name="kind_has_one_limit_a_day_at_a_unit",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    (Coalesce("unit", 0), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="limit_rule_has_days", condition=Q(valid__isempty=False)),
            models.CheckConstraint(name="limit_rule_says_where_it_comes_from", condition=~Q(basis="")),
        ]
        triggers = [
            # Only the last day may be set later: what cases began under must stay what it was.
            pgtrigger.Protect(
                name="limit_rule_is_never_edited",
                operation=pgtrigger.Delete
                | pgtrigger.UpdateOf(  # type: ignore[no-untyped-call]
                    "kind", "unit_id", "amount", "clock", "basis", "basis_en", "source", "warn_before", "ladder"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.written}"

    @property
    def written(self) -> str:
        """The limit as workcal writes it: «2wd»."""
        return f"{self.amount}{self.clock}"

    @property
    def limit(self) -> Limit:
        return Limit.parse(self.written)

    @property
    def basis_text(self) -> str:
        return in_reader_language(self.basis, self.basis_en)

    @property
    def is_to_confirm(self) -> bool:
        return self.source == Source.BANK_TO_CONFIRM
