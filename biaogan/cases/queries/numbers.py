"""Cases by the number that somebody typed."""

from __future__ import annotations

from biaogan.accounts.access import Actor
from biaogan.cases.kinds import KINDS
from biaogan.cases.models import Case, CaseQuerySet
from biaogan.cases.rules import possible_numbers


def by_number(actor: Actor, text: str) -> CaseQuerySet:
    """Return the cases that the actor may see whose number `text` may mean, newest first."""
    numbers = possible_numbers(text, prefixes=sorted({kind.prefix for kind in KINDS}))
    found = Case.objects.filter(number__in=numbers) if numbers else Case.objects.none()
    return found.visible_to(actor).select_related("subject_unit").order_by("-opened_at", "-pk")
