"""What the organisation does by itself: it follows its dated edges, passes on duties and alarms vacancies."""

from __future__ import annotations

import datetime as dt

from biaogan.core.access import JobAsker
from biaogan.core.time import local_day
from biaogan.org import actions, queries, tree
from biaogan.org.models import Holding, NoticedVacancy


def follow_the_tree(*, now: dt.datetime) -> int:
    """Give units whose edges begin today their new path; return how many."""
    return tree.catch_up(local_day(now))


def hand_over(*, now: dt.datetime) -> int:
    """Pass on the open duties of holdings that have ended; return how many holdings."""
    by = JobAsker("org.hand_over")
    ended = Holding.objects.filter(
        handed_over_at__isnull=True, valid__upper_inf=False, valid__endswith__lte=local_day(now)
    )
    done = 0
    for pk in list(ended.order_by("pk").values_list("pk", flat=True)[:1000]):
        actions.pass_on_duties(pk, by=by, now=now)
        done += 1
    return done


def watch_vacancies(*, now: dt.datetime) -> int:
    """Alarm posts newly found vacant and strike off those filled; return how many were alarmed."""
    by = JobAsker("org.watch_vacancies")
    vacant = {(each.unit.pk, each.kind): each for each in queries.vacancies(local_day(now))}
    for noticed in NoticedVacancy.objects.filter(filled_at__isnull=True):
        if vacant.pop((noticed.unit_id, noticed.post_kind), None) is None:
            actions.note_filled(noticed, by=by, now=now)
    alarmed = 0
    for each in vacant.values():
        alarmed += actions.notice_vacancy(unit=each.unit, kind=each.kind, reason=each.reason, by=by, now=now)
    return alarmed
