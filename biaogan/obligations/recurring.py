"""Duties that come again: what opens them, and what the posts that carry them have done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Max

from biaogan.accounts.access import Actor
from biaogan.cases import actions as cases
from biaogan.core.time import day_begins, local_day
from biaogan.obligations.actions import StartRow, start_all
from biaogan.obligations.models import Cadence, DutyCase, Obligation, RecurringDuty
from biaogan.org.models import Post

CASE_KIND = "duty"
KIND = "duty.recurring"


def first_day_of(cadence: str, day: dt.date) -> dt.date:
    """Return the first day of the week, month or quarter that `day` lies in."""
    match cadence:
        case Cadence.WEEKLY:
            return day - dt.timedelta(days=day.weekday())
        case Cadence.QUARTERLY:
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case _:
            return day.replace(day=1)


def open_all(*, day: dt.date, by: Actor, now: dt.datetime) -> int:
    """Open each duty at each post that carries it and has a holder, once a period."""
    opened = 0
    for duty in RecurringDuty.objects.filter(valid__contains=day):
        first = first_day_of(duty.cadence, day)
        done = DutyCase.objects.filter(duty=duty, first_day=first).values("post")
        posts = Post.objects.filter(kind=duty.post_kind, holdings__valid__contains=day, unit__closed_on__isnull=True)
        for post in posts.exclude(pk__in=done).distinct().select_related("unit"):
            opened += _open(duty, post, first, by=by, now=now)
    return opened


@transaction.atomic
def _open(duty: RecurringDuty, post: Post, first: dt.date, *, by: Actor, now: dt.datetime) -> bool:
    # The lock on the post keeps two workers from opening the same occurrence.
    Post.objects.select_for_update(no_key=True).get(pk=post.pk)
    if DutyCase.objects.filter(duty=duty, post=post, first_day=first).exists():
        return False
    case = cases.open_case(CASE_KIND, subject_unit=post.unit, handling_unit=post.unit, opened_at=now)
    DutyCase.objects.create(case=case, duty=duty, post=post, first_day=first)
    start_all([(KIND, StartRow(case, post, day_begins(first), limit=duty.limit))], by=by, now=now)
    return True


def last_met(pairs: Sequence[tuple[int, int]]) -> Mapping[tuple[int, int], dt.date | None]:
    """Return for each (person, post) that owes recurring duties the day on which that person last met one."""
    posts = {post for _person, post in pairs}
    owing = set(DutyCase.objects.filter(post_id__in=posts).values_list("post_id", flat=True).distinct())
    rows = Obligation.objects.filter(kind=KIND, debtor_post_id__in=owing, met_by__isnull=False)
    last = {
        (row["met_by"], row["debtor_post"]): local_day(row["last"])
        for row in rows.values("met_by", "debtor_post").annotate(last=Max("met_at"))
    }
    return {pair: last.get(pair) for pair in pairs if pair[1] in owing}
