"""Posts are filled, deputised, ended and handed over."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.audit.actions import record_event
from biaogan.core.access import Asker, require, require_anywhere
from biaogan.core.errors import RuleBroken
from biaogan.core.time import local_day, span_of_days
from biaogan.org import queries, rules
from biaogan.org.hooks import HANDOVERS, HandOver
from biaogan.org.models import Holding, Person, Post, StaffingRule, Unit
from biaogan.org.permissions import EDIT_LIMITS, EDIT_UNIT

A_DAY = dt.timedelta(days=1)


@transaction.atomic
def appoint(
    *,
    person: Person,
    kind: str,
    unit: Unit,
    from_day: dt.date,
    by: Asker,
    now: dt.datetime,
    last_day: dt.date | None = None,
    is_deputy: bool = False,
) -> Holding:
    """Let the person hold the post from `from_day` up to and with `last_day`, or until further notice.

    Raises PermissionDenied, and RuleBroken if the post does not exist at such a unit, a post for one person is held on any
    of the days, or the person has left or holds it already.
    """
    require(by, EDIT_UNIT, unit)
    rules.require_post_fits(kind, level=unit.level, function=unit.function)
    rules.require_days_in_order(from_day, last_day)
    # Whoever fills a post waits for whoever fills it at the same time.
    post = Post.objects.select_for_update(no_key=True).get(pk=queries.post_at(kind, unit).pk)
    days = span_of_days(from_day, last_day + A_DAY if last_day else None)
    _require_free(post, person, days, is_deputy=is_deputy)
    holding = Holding.objects.create(post=post, person=person, is_deputy=is_deputy, valid=days)
    facts: dict[str, Any] = {"post": post.pk, "person": person.pk, "from": from_day.isoformat(), "deputy": is_deputy}
    record_event("post.filled", holding, by=by, at=now, unit=unit.pk, **facts)
    return holding


def add_deputy(
    *,
    person: Person,
    kind: str,
    unit: Unit,
    from_day: dt.date,
    by: Asker,
    now: dt.datetime,
    last_day: dt.date | None = None,
) -> Holding:
    """Let the person stand in for the holders of the post; see `appoint`."""
    return appoint(
        person=person, kind=kind, unit=unit, from_day=from_day, last_day=last_day, is_deputy=True, by=by, now=now
    )


def _require_free(post: Post, person: Person, days: Any, *, is_deputy: bool) -> None:
    if person.left_on is not None and days.lower >= person.left_on:
        raise RuleBroken("person.has_left", _("This member of staff has left the bank by then."))
    overlapping = Holding.objects.filter(post=post, valid__overlap=days)
    if overlapping.filter(person=person).exists():
        raise RuleBroken("post.held_already", _("This member of staff holds the post on some of these days already."))
    if not is_deputy and post.kind in rules.ONE_HOLDER and overlapping.filter(is_deputy=False).exists():
        raise RuleBroken("post.is_held", _("One person holds this post at a time: end the present holding first."))


@transaction.atomic
def end_holding(holding: Holding, *, last_day: dt.date, by: Asker, now: dt.datetime) -> Holding:
    """End the holding with `last_day`. What is still owed goes to the successor, or up, once the day has passed."""
    holding = _lock(holding, by)
    _require_not_handed_over(holding)
    if holding.valid.lower is not None:
        rules.require_days_in_order(holding.valid.lower, last_day)
    _end(holding, last_day, by=by, now=now)
    if last_day < local_day(now):
        pass_on_duties(holding.pk, by=by, now=now)
        holding.refresh_from_db()
    return holding


@transaction.atomic
def transfer(
    holding: Holding, *, last_day: dt.date, successor: Person, by: Asker, now: dt.datetime
) -> tuple[Holding, Holding]:
    """End the holding and let `successor` hold the post from the next day on; returns the old and the new holding."""
    holding = _lock(holding, by)
    _require_not_handed_over(holding)
    if holding.valid.lower is not None:
        rules.require_days_in_order(holding.valid.lower, last_day)
    _end(holding, last_day, by=by, now=now)
    post = holding.post
    new = appoint(
        person=successor,
        kind=post.kind,
        unit=post.unit,
        from_day=last_day + A_DAY,
        is_deputy=holding.is_deputy,
        by=by,
        now=now,
    )
    if last_day < local_day(now):
        pass_on_duties(holding.pk, by=by, now=now)
        holding.refresh_from_db()
    return holding, new


@transaction.atomic
def withdraw_appointment(holding: Holding, *, by: Asker, now: dt.datetime) -> None:
    """Take back a holding that has not begun; raises RuleBroken if it has."""
    holding = _lock(holding, by)
    if holding.valid.lower is None or holding.valid.lower <= local_day(now):
        raise RuleBroken("holding.has_begun", _("This holding has begun: end it instead."))
    facts: dict[str, Any] = {"post": holding.post_id, "person": holding.person_id}
    record_event("post.appointment_withdrawn", holding, by=by, at=now, unit=holding.post.unit_id, **facts)
    holding.delete()


@transaction.atomic
def pass_on_duties(holding_id: int, *, by: Asker, now: dt.datetime) -> int:
    """Pass the open duties of an ended holding to whoever holds the post now, or to the first filled post above.

    Returns how many were passed on. Safe to repeat: the second call finds the mark and does nothing.
    """
    rows = Holding.objects.select_for_update(of=("self",), no_key=True).select_related("post__unit", "person")
    today = local_day(now)
    holding = rows.filter(pk=holding_id, handed_over_at__isnull=True, valid__endswith__lte=today).first()
    if holding is None:
        return 0
    post = holding.post
    others = [each for each in queries.holders(post.kind, post.unit, on=today) if each.pk != holding.person_id]
    over = HandOver(
        post=post,
        leaver=holding.person,
        successor=others[0] if others else None,
        responsible=None if others else queries.responsible(post.kind, post.unit, on=today),
        by=by,
        now=now,
    )
    passed = sum(hand(over) for hand in HANDOVERS)
    holding.handed_over_at = now
    holding.save(update_fields=["handed_over_at"])
    facts: dict[str, Any] = {
        "post": post.pk,
        "from": holding.person_id,
        "to": others[0].pk if others else None,
        "duties": passed,
    }
    record_event("post.handed_over", holding, by=by, at=now, unit=post.unit_id, **facts)
    return passed


def cut_short(holding: Holding, *, last_day: dt.date, by: Asker, now: dt.datetime) -> None:
    """End the holding with `last_day` if it lasts longer; one that would begin later is taken away."""
    if holding.valid.lower is not None and holding.valid.lower > last_day:
        holding.delete()
    elif holding.valid.upper is None or holding.valid.upper > last_day + A_DAY:
        _end(holding, last_day, by=by, now=now)


def _end(holding: Holding, last_day: dt.date, *, by: Asker, now: dt.datetime) -> None:
    holding.valid = span_of_days(holding.valid.lower, last_day + A_DAY)
    holding.save(update_fields=["valid"])
    facts: dict[str, Any] = {"post": holding.post_id, "person": holding.person_id, "last_day": last_day.isoformat()}
    record_event("post.left", holding, by=by, at=now, unit=holding.post.unit_id, **facts)


def _lock(holding: Holding, by: Asker) -> Holding:
    rows = Holding.objects.select_for_update(of=("self",), no_key=True).select_related("post__unit", "person")
    locked = rows.get(pk=holding.pk)
    require(by, EDIT_UNIT, locked.post.unit)
    return locked


def _require_not_handed_over(holding: Holding) -> None:
    if holding.handed_over_at is not None:
        raise RuleBroken("holding.handed_over", _("This holding has ended and its duties were handed over."))


@transaction.atomic
def set_staffing_rule(
    *, post_kind: str, idle_days: int, valid_from: dt.date, basis: str, by: Asker, now: dt.datetime
) -> StaffingRule:
    """Set from when on a holder counts as absent after how many days without a duty met. The past keeps its rule."""
    require_anywhere(by, EDIT_LIMITS)
    if valid_from < local_day(now):
        raise RuleBroken("staffing.past_rule", _("A rule begins today or later; what was counted stays."))
    rule, _made = StaffingRule.objects.update_or_create(
        post_kind=post_kind, valid_from=valid_from, defaults={"idle_days": idle_days, "basis": basis}
    )
    record_event("staffing_rule.set", rule, by=by, at=now, post=post_kind, days=idle_days, on=valid_from.isoformat())
    return rule
