"""Duties that come again: set, ended, and opened anew in every period."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission, require_anywhere
from biaogan.audit.actions import record_event
from biaogan.cases import actions as cases
from biaogan.core.errors import RuleBroken
from biaogan.core.time import local_day, span_of_days
from biaogan.obligations import rules
from biaogan.obligations.actions.starting import StartRow, start_all
from biaogan.obligations.models import DutyCase, RecurringDuty, Source
from biaogan.obligations.shipped import SHIPPED_DUTIES
from biaogan.org.models import Post
from biaogan.workcal.rules import Limit

CASE_KIND = "duty"
KIND = "duty.recurring"


@transaction.atomic
def set_recurring_duty(
    *,
    post_kind: str,
    name: str,
    name_en: str,
    cadence: str,
    limit: str,
    begins_on: dt.date,
    by: Actor,
    now: dt.datetime,
    source: str = Source.BANK_TO_CONFIRM,
) -> RecurringDuty:
    """Let every holder of a kind of post owe something again and again from that day on.

    Raises RuleBroken for a day that has passed, or if the post owes the same already.
    """
    require_anywhere(by, Permission.EDIT_LIMITS)
    Limit.parse(limit)
    if begins_on < local_day(now):
        raise RuleBroken("recurring_duty.begins_in_the_past", _("A duty begins today or later."))
    held = RecurringDuty.objects.filter(post_kind=post_kind, name=name.strip(), valid__upper_inf=True)
    if held.exists():
        raise RuleBroken("recurring_duty.owed_already", _("The post owes this already."))
    made = RecurringDuty.objects.create(
        post_kind=post_kind,
        name=name.strip(),
        name_en=name_en.strip(),
        cadence=cadence,
        limit=limit,
        source=source,
        valid=span_of_days(begins_on, None),
    )
    record_event("recurring_duty.set", made, by=by, at=now, post=post_kind, cadence=cadence, limit=limit)
    return made


def ship_duties() -> int:
    """Store the shipped duties that the post has never owed, valid since ever; return how many. Safe to repeat.

    What an administrator has ended stays ended.
    """
    made = 0
    for duty in SHIPPED_DUTIES:
        if not RecurringDuty.objects.filter(post_kind=duty.post_kind, name=duty.name).exists():
            RecurringDuty.objects.create(**vars(duty), valid=span_of_days(None, None))
            made += 1
    return made


@transaction.atomic
def end_recurring_duty(duty: RecurringDuty, *, last_day: dt.date, by: Actor, now: dt.datetime) -> RecurringDuty:
    """Let the duty open for the last time in the period of `last_day`; raises RuleBroken if it ends already."""
    require_anywhere(by, Permission.EDIT_LIMITS)
    duty = RecurringDuty.objects.select_for_update().get(pk=duty.pk)
    if duty.valid.upper is not None:
        raise RuleBroken("recurring_duty.ends_already", _("The end of this duty is set already."))
    if duty.valid.lower is not None and last_day < duty.valid.lower:
        raise RuleBroken("recurring_duty.ends_before", _("A duty cannot end before it begins."))
    duty.valid = span_of_days(duty.valid.lower, last_day + dt.timedelta(days=1))
    duty.save(update_fields=["valid"])
    record_event("recurring_duty.ended", duty, by=by, at=now, last_day=last_day.isoformat())
    return duty


def open_recurring(duty: RecurringDuty, post: Post, *, by: Actor, now: dt.datetime) -> bool:
    """Open the duty at the post for the period of today, unless that was done; return whether it was opened now."""
    first = rules.first_day_of(duty.cadence, local_day(now))
    try:
        with transaction.atomic():
            case = cases.open_case(CASE_KIND, subject_unit=post.unit, handling_unit=post.unit, opened_at=now)
            DutyCase.objects.create(case=case, duty=duty, post=post, first_day=first)
            start_all([(KIND, StartRow(case, post, now, limit=duty.limit))], by=by, now=now)
    except IntegrityError:
        # Another worker opened it in the same moment.
        return False
    return True
