"""How an obligation ends: met, or no longer owed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.audit.actions import record_event
from biaogan.cases.models import Case
from biaogan.core.errors import RuleBroken
from biaogan.obligations.models import Obligation


@transaction.atomic
def meet(obligation: Obligation, *, by: Actor, now: dt.datetime, happened_at: dt.datetime | None = None) -> Obligation:
    """Mark the obligation as met at `happened_at` (else now); raises RuleBroken if it has ended already."""
    duty = lock(obligation)
    _end(duty, "met", by=by, now=now, happened_at=happened_at)
    return duty


@transaction.atomic
def meet_open(kind: str, *, on: Case, by: Actor, now: dt.datetime, happened_at: dt.datetime | None = None) -> int:
    """Meet what is open of `kind` on the case; return how many there were."""
    duties = list(Obligation.objects.open().select_for_update(no_key=True).filter(case=on, kind=kind))
    for duty in duties:
        _end(duty, "met", by=by, now=now, happened_at=happened_at)
    return len(duties)


@transaction.atomic
def cancel(obligation: Obligation, *, by: Actor, now: dt.datetime, reason: str) -> Obligation:
    """Mark the obligation as no longer owed; raises RuleBroken if it has ended already."""
    duty = lock(obligation)
    _end(duty, "cancelled", by=by, now=now, reason=reason)
    return duty


@transaction.atomic
def cancel_open(on: Case, *, by: Actor, now: dt.datetime, reason: str) -> int:
    """Cancel all that is open on the case; return how many there were."""
    duties = list(Obligation.objects.open().select_for_update(no_key=True).filter(case=on))
    for duty in duties:
        _end(duty, "cancelled", by=by, now=now, reason=reason)
    return len(duties)


def lock(obligation: Obligation) -> Obligation:
    """Return the row, locked; raises RuleBroken if it has ended."""
    rows = Obligation.objects.select_for_update(of=("self",), no_key=True).select_related("case", "rule")
    duty = rows.get(pk=obligation.pk)
    if not duty.is_open:
        raise RuleBroken("obligation.ended", _("This has been done or dropped already."))
    return duty


def _end(
    duty: Obligation,
    how: str,
    *,
    by: Actor,
    now: dt.datetime,
    happened_at: dt.datetime | None = None,
    reason: str = "",
) -> None:
    if how == "met":
        duty.met_at, duty.met_recorded_at, duty.met_by = happened_at or now, now, by.person
    else:
        duty.cancelled_at = now
    duty.next_step_at = None
    duty.save(update_fields=["met_at", "met_recorded_at", "met_by", "cancelled_at", "next_step_at"])
    record_event(
        f"obligation.{how}",
        duty,
        by=by,
        at=now,
        happened_at=happened_at,
        case=duty.case_id,
        kind=duty.kind,
        reason=reason,
    )
