"""When the outlet is open from when on, and the days on which it is otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import NumericRange  # type: ignore[import-untyped]
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.audit.actions import record_event
from biaogan.core.errors import RuleBroken
from biaogan.core.time import local_day, span_of_days
from biaogan.org.models import Unit
from biaogan.premises import rules
from biaogan.premises.actions.areas import lock_outlet
from biaogan.premises.models import OpeningException, OpeningHours
from biaogan.premises.rules import Span

MOST_EXCEPTIONS = 400


@transaction.atomic
def set_hours(
    *, outlet: Unit, weekly: Mapping[int, Iterable[Span]], valid_from: dt.date, by: Actor, now: dt.datetime
) -> list[OpeningHours]:
    """Let these hours hold by weekday (0 is Monday) from `valid_from` on; days before keep theirs.

    Raises PermissionDenied, and RuleBroken for a day that has passed, or hours that overlap.
    """
    lock_outlet(outlet, by)
    first_ever = not OpeningHours.objects.filter(outlet=outlet).exists()
    if valid_from < local_day(now) and not first_ever:
        raise RuleBroken("hours.past", _("Hours change today or later; the past stays as it was."))
    _end_from(outlet, valid_from)
    rows = OpeningHours.objects.bulk_create(
        OpeningHours(
            outlet=outlet,
            weekday=weekday,
            minutes=NumericRange(span.begins, span.ends),
            valid=span_of_days(valid_from, None),
        )
        for weekday, spans in weekly.items()
        for span in rules.in_order(spans)
    )
    record_event("hours.set", outlet, by=by, at=now, unit=outlet.pk, on=valid_from.isoformat())
    return rows


def _end_from(outlet: Unit, day: dt.date) -> None:
    rows = OpeningHours.objects.filter(outlet=outlet)
    rows.filter(valid__startswith__gte=day).delete()
    for row in rows.filter(valid__contains=day):
        row.valid = span_of_days(row.valid.lower, day)
        row.save(update_fields=["valid"])


@transaction.atomic
def set_exception(
    *,
    outlet: Unit,
    first: dt.date,
    last: dt.date,
    spans: Iterable[Span],
    reason: str,
    by: Actor,
    now: dt.datetime,
) -> list[OpeningException]:
    """Let other hours hold on the days from `first` up to and with `last`; no spans is closed.

    Raises PermissionDenied, and RuleBroken for days that have passed or hours that overlap.
    """
    lock_outlet(outlet, by)
    days = _days(first, last, now)
    ordered = rules.in_order(spans)
    OpeningException.objects.filter(outlet=outlet, day__in=days).delete()
    minutes = [NumericRange(span.begins, span.ends) for span in ordered] or [None]
    rows = OpeningException.objects.bulk_create(
        OpeningException(outlet=outlet, day=day, minutes=each, reason=reason.strip())
        for day in days
        for each in minutes
    )
    facts: dict[str, Any] = {"first": first.isoformat(), "last": last.isoformat(), "closed": not ordered}
    record_event("hours.exception_set", outlet, by=by, at=now, unit=outlet.pk, **facts)
    return rows


def _days(first: dt.date, last: dt.date, now: dt.datetime) -> list[dt.date]:
    if last < first:
        raise RuleBroken("hours.backwards", _("The last day lies before the first day."))
    if first < local_day(now):
        raise RuleBroken("hours.past", _("Hours change today or later; the past stays as it was."))
    if (last - first).days >= MOST_EXCEPTIONS:
        raise RuleBroken("hours.too_long", _("That is more than a year: change the weekly hours instead."))
    return [first + dt.timedelta(days=each) for each in range((last - first).days + 1)]


@transaction.atomic
def withdraw_exception(*, outlet: Unit, day: dt.date, by: Actor, now: dt.datetime) -> None:
    """Let the weekday's hours hold again on that day. Raises RuleBroken if it has passed or has no exception."""
    lock_outlet(outlet, by)
    if day < local_day(now):
        raise RuleBroken("hours.past", _("Hours change today or later; the past stays as it was."))
    count, _rows = OpeningException.objects.filter(outlet=outlet, day=day).delete()
    if not count:
        raise RuleBroken("hours.no_exception", _("The weekday's hours hold on that day already."))
    record_event("hours.exception_withdrawn", outlet, by=by, at=now, unit=outlet.pk, on=day.isoformat())
