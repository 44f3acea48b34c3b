"""How an administrator changes a limit: by a new dated row, never in place."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission, require, require_anywhere
from biaogan.audit.actions import record_event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import local_day, span_of_days
from biaogan.obligations import queries, rules
from biaogan.obligations.kinds import KINDS
from biaogan.obligations.models import LimitRule
from biaogan.org.models import Unit
from biaogan.workcal.rules import Limit


@dataclass(frozen=True)
class NewLimit:
    """A limit («2wd») with its basis, valid from a day on, for one unit and all below it or for everybody."""

    limit: str
    warn_before: str
    basis: str
    basis_en: str
    source: str
    begins_on: dt.date
    unit: Unit | None = None
    ladder: list[dict[str, Any]] = field(default_factory=list)


def ensure_rules() -> int:
    """Store the shipped limit of every registered kind that has none yet; return how many. Safe to repeat."""
    return queries.ship(kind.code for kind in KINDS)


@transaction.atomic
def set_limit(kind: str, new: NewLimit, *, by: Actor, now: dt.datetime) -> LimitRule:
    """Let a new limit hold for what begins from that day on; what runs already keeps the row it began under.

    Raises RuleBroken for a day that is not ahead or one on which a later limit holds already, InputRefused for what is no
    limit, PermissionDenied for a unit where `by` may not change limits, and without a unit unless they may at the top.
    """
    _require_authority(by, new.unit)
    _require_sense(kind, new, now=now)
    ensure_rules()
    held = LimitRule.objects.select_for_update(of=("self",), no_key=True).filter(kind=kind, unit=new.unit)
    if held.filter(valid__startswith__gte=new.begins_on).exists():
        raise RuleBroken("limit.follows_already", _("Another limit of this kind begins on that day or later."))
    before = held.filter(valid__contains=new.begins_on).first()
    if before is not None:
        before.valid = span_of_days(before.valid.lower, new.begins_on)
        before.save(update_fields=["valid"])
    made = _stored(kind, new)
    record_event(
        "limit.set",
        made,
        by=by,
        at=now,
        unit=new.unit.pk if new.unit else None,
        kind=kind,
        limit=new.limit,
        on=new.begins_on.isoformat(),
        before=before.pk if before else None,
    )
    return made


def _require_authority(by: Actor, unit: Unit | None) -> None:
    if unit is not None:
        require(by, Permission.EDIT_LIMITS, unit)
        return
    require_anywhere(by, Permission.EDIT_LIMITS)
    tops = Unit.objects.filter(path__in=by.paths(Permission.EDIT_LIMITS)) if not by.is_job else Unit.objects.none()
    if not by.is_job and Unit.objects.exclude(pk__in=Unit.objects.under(*[top.path for top in tops])).exists():
        raise RuleBroken(
            "limit.needs_a_unit", _("You set limits for your own branch. Name the unit that this one is for.")
        )


def _require_sense(kind: str, new: NewLimit, *, now: dt.datetime) -> None:
    if kind not in KINDS:
        raise InputRefused("limit.unknown_kind", _("There is no such kind of duty."))
    Limit.parse(new.limit)
    if new.warn_before:
        Limit.parse(new.warn_before)
    rules.require_ladder(new.ladder)
    if not new.basis.strip():
        raise InputRefused("limit.no_basis", _("Say what the limit rests on: document and clause."))
    if new.begins_on <= local_day(now):
        raise RuleBroken(
            "limit.begins_too_early", _("A new limit begins tomorrow or later; what is running keeps its own.")
        )


def _stored(kind: str, new: NewLimit) -> LimitRule:
    limit = Limit.parse(new.limit)
    return LimitRule.objects.create(
        kind=kind,
        unit=new.unit,
        amount=limit.amount,
        clock=limit.unit.value,
        warn_before=new.warn_before,
        basis=new.basis.strip(),
        basis_en=new.basis_en.strip(),
        source=new.source,
        ladder=new.ladder,
        valid=span_of_days(new.begins_on, None),
    )
