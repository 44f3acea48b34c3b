"""How an administrator changes a limit or a recurring duty: by a new dated row, never in place."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission, require_anywhere
from biaogan.audit.actions import record_event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import local_day, span_of_days
from biaogan.obligations.kinds import KINDS
from biaogan.obligations.models import LimitRule, RecurringDuty, Source
from biaogan.obligations.queries import rules_on
from biaogan.workcal.rules import Limit


@dataclass(frozen=True)
class NewLimit:
    """A limit («2wd») with its basis, valid from a day on."""

    limit: str
    warn_before: str
    basis: str
    basis_en: str
    source: str
    begins_on: dt.date


@transaction.atomic
def set_limit(kind: str, new: NewLimit, *, by: Actor, now: dt.datetime) -> LimitRule:
    """Let a new limit hold for what begins from that day on; what runs already keeps the row it began under.

    Raises RuleBroken for a day that has passed, InputRefused for what is no limit.
    """
    require_anywhere(by, Permission.EDIT_LIMITS)
    if kind not in KINDS:
        raise InputRefused("limit.unknown_kind", _("There is no such kind of duty."))
    if new.begins_on <= local_day(now):
        raise RuleBroken("limit.begins_too_early", _("A new limit begins tomorrow or later; what is running keeps its own."))
    old = rules_on({kind}, now=now)[kind]
    if LimitRule.objects.filter(kind=kind, valid__startswith__gte=new.begins_on).exists():
        raise RuleBroken("limit.follows_already", _("Another limit of this kind begins on that day or later."))
    last = LimitRule.objects.select_for_update().filter(kind=kind, valid__contains=new.begins_on).get()
    last.valid = span_of_days(last.valid.lower, new.begins_on)
    last.save(update_fields=["valid"])
    made = _rule(kind, new, ladder=old.ladder)
    record_event("limit.set", made, by=by, at=now, kind=kind, limit=new.limit, on=new.begins_on.isoformat(), before=last.pk)
    return made


def _rule(kind: str, new: NewLimit, *, ladder: list[object]) -> LimitRule:
    limit = Limit.parse(new.limit)
    if new.warn_before:
        Limit.parse(new.warn_before)
    return LimitRule.objects.create(
        kind=kind,
        amount=limit.amount,
        clock=limit.unit.value,
        warn_before=new.warn_before,
        basis=new.basis,
        basis_en=new.basis_en,
        source=new.source,
        ladder=ladder,
        valid=span_of_days(new.begins_on, None),
    )


@transaction.atomic
def set_recurring_duty(
    *, post_kind: str, name: str, name_en: str, cadence: str, limit: str, begins_on: dt.date, by: Actor, now: dt.datetime
) -> RecurringDuty:
    """Let every holder of a kind of post owe something again and again from that day on."""
    require_anywhere(by, Permission.EDIT_LIMITS)
    Limit.parse(limit)
    made = RecurringDuty.objects.create(
        post_kind=post_kind,
        name=name,
        name_en=name_en,
        cadence=cadence,
        limit=limit,
        source=Source.BANK_TO_CONFIRM,
        valid=span_of_days(begins_on, None),
    )
    record_event("recurring_duty.set", made, by=by, at=now, post=post_kind, cadence=cadence, limit=limit)
    return made


@transaction.atomic
def end_recurring_duty(duty: RecurringDuty, *, last_day: dt.date, by: Actor, now: dt.datetime) -> RecurringDuty:
    """Let the duty recur for the last time in the period of `last_day`."""
    require_anywhere(by, Permission.EDIT_LIMITS)
    duty = RecurringDuty.objects.select_for_update().get(pk=duty.pk)
    if duty.valid.lower is not None and last_day < duty.valid.lower:
        raise RuleBroken("recurring_duty.ends_before", _("A duty cannot end before it begins."))
    duty.valid = span_of_days(duty.valid.lower, last_day + dt.timedelta(days=1))
    duty.save(update_fields=["valid"])
    record_event("recurring_duty.ended", duty, by=by, at=now, last_day=last_day.isoformat())
    return duty
