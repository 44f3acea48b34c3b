"""What proves a case, and what has been kept long enough."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from biaogan.accounts.access import Actor
from biaogan.cases.models import Case
from biaogan.core.time import local_day
from biaogan.evidence.models import Evidence, EvidenceAccess, EvidenceQuerySet, RetentionRule
from biaogan.evidence.rules.keeping import end_of_period


def evidence_of(case: Case) -> EvidenceQuerySet:
    """Return the proof of a case that whoever sees the case may see, oldest first, what was deleted included."""
    return case.evidence.select_related("added_by", "deletion").order_by("pk")


def who_looked(evidence: Evidence) -> list[EvidenceAccess]:
    return list(evidence.accesses.select_related("person").order_by("-pk")[:200])


def has_looked(evidence: Evidence, what: str, *, by: Actor, since: dt.datetime) -> bool:
    """Tell whether it is written down already that `by` looked at the file since then."""
    return evidence.accesses.filter(what=what, actor_ref=by.ref, at__gte=since).exists()


def rule_for(case_kind: str, closed_on: dt.date, rules: list[RetentionRule]) -> RetentionRule | None:
    """Return the rule that counted for that kind of case on the day it closed."""
    valid = [rule for rule in rules if closed_on in rule.valid and rule.case_kind in (case_kind, "")]
    return max(valid, key=lambda rule: rule.case_kind != "", default=None)


def due_for_deletion(now: dt.datetime) -> Iterator[tuple[Evidence, RetentionRule]]:
    """Yield the files whose period has ended: the case closed and not under hold, no later day of their own."""
    today, rules = local_day(now), list(RetentionRule.objects.all())
    if not rules:
        return
    shortest = min(rule.months for rule in rules)
    rows = (
        Evidence.objects.kept()
        .exclude(sha256="")
        .filter(
            Q(retention_until__isnull=True) | Q(retention_until__lt=today),
            case__held_at__isnull=True,
            case__closed_at__lt=now - dt.timedelta(days=28 * shortest),
        )
    )
    for evidence in rows.select_related("case").order_by("case_id", "pk").iterator(chunk_size=500):
        closed_at = evidence.case.closed_at
        assert closed_at is not None
        rule = rule_for(evidence.case.kind, local_day(closed_at), rules)
        if rule is not None and end_of_period(local_day(closed_at), rule.months) < today:
            yield evidence, rule


def still_named(hashes: set[str]) -> set[str]:
    """Return those of the hashes that some evidence still names."""
    return set(Evidence.objects.kept().filter(sha256__in=hashes).values_list("sha256", flat=True))
