"""Which posts may decide which amount, as of the day a complaint was received."""

from __future__ import annotations

import datetime as dt

from biaogan.accounts.access import Actor
from biaogan.complaints.choices import ThresholdCode
from biaogan.complaints.models import Authority, Complaint, Threshold
from biaogan.complaints.queries.desks import OFFICE, departments, depth, head_of, ids_above
from biaogan.complaints.rules import Bound
from biaogan.core.time import local_day
from biaogan.org.models import Holding, Person, Post, Unit


def bounds_on(moment: dt.datetime) -> list[Bound]:
    """Return the authority of each post on that day, the smallest first; a case keeps those of the day it was received."""
    rows = Authority.objects.filter(valid__contains=local_day(moment)).order_by("bound", "pk")
    return [Bound(row.post_kind, row.bound, row.get_post_kind_display(), row.pk) for row in rows]


def threshold(code: ThresholdCode, *, on: dt.datetime) -> int:
    """Return the number that held on that day."""
    return Threshold.objects.get(code=code, valid__contains=local_day(on)).value


def kinds_reaching(actor: Actor, subject: Unit, *, now: dt.datetime) -> set[str]:
    """Return the kinds of post through which the actor stands at the unit or above it, or in an Office of these."""
    reaching = _units_reaching(subject, now=now)
    return {post.kind for post in actor.posts if post.unit_id in reaching}


def decider_for(complaint: Complaint, amount: int, *, proposer: Person, now: dt.datetime) -> Post:
    """Return the lowest post whose bound covers the amount and that somebody other than the proposer holds today.

    Above every bound, or where no such post is held, it is the highest post that is.
    """
    subject = complaint.case.subject_unit
    bounds = bounds_on(complaint.received_at)
    ranks = {bound.post_kind: rank for rank, bound in enumerate(bounds)}
    covering = {bound.post_kind for bound in bounds if amount <= bound.amount}
    held = _held(list(ranks), complaint, now=now, without=proposer)
    fitting = [post for post in held if post.kind in covering]
    if fitting:
        return min(fitting, key=lambda post: (ranks[post.kind], -depth(post.unit)))
    highest = max(held, key=lambda post: ranks[post.kind], default=None)
    return highest or head_of(Unit.objects.get(pk=ids_above(subject)[0]))


def _held(kinds: list[str], complaint: Complaint, *, now: dt.datetime, without: Person) -> list[Post]:
    units = _units_reaching(complaint.case.subject_unit, now=now)
    rows = Holding.objects.on(local_day(now)).filter(post__kind__in=kinds, post__unit__in=units)
    rows = rows.exclude(person=without).exclude(person__bars__case=complaint.case_id)
    return [row.post for row in rows.select_related("post__unit")]


def _units_reaching(subject: Unit, *, now: dt.datetime) -> set[int]:
    offices = departments(OFFICE, above=subject, now=now).values_list("pk", flat=True)
    return {*ids_above(subject), *offices}
