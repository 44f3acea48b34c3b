"""Where complaints refer to customers: who may see whom, and until when their data is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from biaogan.accounts.access import Actor, Permission
from biaogan.cases.models import Case
from biaogan.complaints.choices import ThresholdCode
from biaogan.complaints.models import Complaint
from biaogan.complaints.queries import threshold
from biaogan.parties.uses import PartyUse, register_party_use

KIND = "complaint"


def register_party_uses() -> None:
    for code, column in (("complaints.customer", "party"), ("complaints.representative", "representative")):
        register_party_use(PartyUse(code, _seen(column), _case(column), _is_held(column)))


def _seen(column: str) -> Callable[[Actor, str | None], QuerySet[Any, Any]]:
    def seen_by(actor: Actor, permission: str | None) -> QuerySet[Any, Any]:
        cases = Case.objects.filter(kind=KIND).visible_to(actor, needs=permission or Permission.VIEW_COMPLAINT)
        rows: QuerySet[Any, Any] = Complaint.objects.filter(case__in=cases, **{f"{column}__isnull": False}).values(
            column
        )
        return rows

    return seen_by


def _case(column: str) -> Callable[[int], int | None]:
    def case_of(party_id: int) -> int | None:
        return Complaint.objects.filter(**{column: party_id}).values_list("pk", flat=True).first()

    return case_of


def _is_held(column: str) -> Callable[[int], bool]:
    def is_held(party_id: int) -> bool:
        now = timezone.now()
        kept_since = now.replace(year=now.year - threshold(ThresholdCode.KEEP_YEARS, on=now), day=min(now.day, 28))
        held = Q(ended_at__isnull=True) | Q(ended_at__gt=kept_since) | Q(case__held_at__isnull=False)
        return Complaint.objects.filter(held, **{column: party_id}).exists()

    return is_held
