"""Which posts a recurring duty comes round for, and when their holders last did one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import Max, Min, QuerySet
from django.utils.functional import lazystr

from biaogan.core.time import local_day
from biaogan.obligations import rules
from biaogan.obligations.kinds import kind_of
from biaogan.obligations.models import DutyCase, Obligation, RecurringDuty
from biaogan.org.models import Post

if TYPE_CHECKING:
    from biaogan.core.errors import Text


def titles_of(duties: Iterable[Obligation]) -> dict[int, Text]:
    """Return what each is called, by its id: the title that its kind gives it, else the kind's name. One query a kind with titles."""
    rows = list(duties)
    found: dict[int, Text] = {duty.pk: duty.kind_name for duty in rows}
    for code in {duty.kind for duty in rows}:
        kind = kind_of(code)
        if kind is not None and kind.titles is not None:
            titles = kind.titles([duty.case_id for duty in rows if duty.kind == code])
            found |= {duty.pk: titles[duty.case_id] for duty in rows if duty.case_id in titles and duty.kind == code}
    return found


def duty_titles(cases: Sequence[int]) -> dict[int, Text]:
    """Return the names of recurring duties, by their cases, each in the language of whoever reads it."""
    rows = DutyCase.objects.filter(pk__in=cases).select_related("duty")
    return {row.pk: lazystr(row.duty) for row in rows}


def posts_that_owe(duty: RecurringDuty, *, day: dt.date) -> QuerySet[Post]:
    """Return the filled posts at which the duty has not been opened for the period of `day`."""
    done = DutyCase.objects.filter(duty=duty, first_day=rules.first_day_of(duty.cadence, day)).values("post")
    held = Post.objects.filter(kind=duty.post_kind, holdings__valid__contains=day, unit__closed_on__isnull=True)
    return held.exclude(pk__in=done).distinct().select_related("unit").order_by("pk")


def last_met(pairs: Sequence[tuple[int, int]]) -> Mapping[tuple[int, int], dt.date | None]:
    """Return for each (person, post) that owes recurring duties the day on which that person last met one there.

    Before the first, it is the day on which the post began to owe any: nobody has been idle longer than there was something to do.
    """
    posts = {post for _person, post in pairs}
    opened = DutyCase.objects.filter(post__in=posts).values("post").annotate(first=Min("case__opened_at"))
    since = {row["post"]: local_day(row["first"]) for row in opened}
    rows = Obligation.objects.filter(met_by__in={person for person, _post in pairs}, debtor_post__in=since.keys())
    met = rows.filter(kind="duty.recurring").values("met_by", "debtor_post").annotate(last=Max("met_at"))
    last = {(row["met_by"], row["debtor_post"]): local_day(row["last"]) for row in met}
    return {pair: last.get(pair, since[pair[1]]) for pair in pairs if pair[1] in since}
