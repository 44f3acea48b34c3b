"""What the organisation does by itself: it follows its dated edges, passes on duties and alarms vacancies."""

from __future__ import annotations

import datetime as dt

from biaogan.core.access import JobAsker
from biaogan.core.time import local_day
from biaogan.org import actions, tree
from biaogan.org.models import Holding


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
