"""What the service managers owed in the last weeks and did, and the one who did none of it and counts as absent."""

from __future__ import annotations

import datetime as dt

from biaogan.accounts.access import actor_of
from biaogan.accounts.models import User
from biaogan.core.time import ZONE
from biaogan.demo.network import BY, Network
from biaogan.obligations import actions
from biaogan.obligations.models import DutyCase, Obligation, RecurringDuty
from biaogan.obligations.models.recurring import Cadence
from biaogan.obligations.rules import first_day_of
from biaogan.org.jobs import watch_vacancies
from biaogan.org.models import Person, Post, PostKind

#: So many weeks before this one; longer ago than a holder may stay idle.
WEEKS = 5
#: The outlet whose service manager has met nothing.
IDLE = "沿江网点"

WEEKLY_NOTES = (
    "大堂、柜台、自助区整洁，叫号机正常；两名柜员未佩戴工号牌，已当场纠正。",
    "便民服务区雨伞、老花镜齐全；公示牌一处褪色，已报修。",
    "柜员举手招迎到位；午间窗口开放不足，已调整排班。",
)
MONTHLY_NOTE = "上月投诉集中在等候时间，拟在高峰时段增开弹性窗口，并公示错峰时段。"


def build(made: Network, *, now: dt.datetime) -> int:
    """Open the duties at their moments, let all but one be met, and notice who counts as absent; return how many were opened."""
    actions.ship_duties()
    managers = [people[0] for (kind, _unit), people in made.people.items() if kind == PostKind.SERVICE_MANAGER]
    idle = made.holder(PostKind.SERVICE_MANAGER, IDLE)
    for duty in RecurringDuty.objects.filter(post_kind=PostKind.SERVICE_MANAGER):
        for number, person in enumerate(managers):
            post = person.holdings.select_related("post__unit").get().post
            for opened_at in _moments(duty, now=now):
                actions.open_recurring(duty, post, by=BY, now=opened_at)
                if person != idle:
                    _meet(duty, post, person, opened_at + dt.timedelta(days=2, hours=number % 5), number, now=now)
    watch_vacancies(now=now)
    return DutyCase.objects.count()


def _moments(duty: RecurringDuty, *, now: dt.datetime) -> list[dt.datetime]:
    """Return when the duty came round: the mornings of the last weeks, or of this month."""
    today = now.astimezone(ZONE).date()
    if duty.cadence == Cadence.WEEKLY:
        days = [first_day_of(duty.cadence, today) - dt.timedelta(weeks=ago) for ago in range(WEEKS, -1, -1)]
    else:
        days = [first_day_of(duty.cadence, today)]
    found = [dt.datetime.combine(day, dt.time(8, 30), tzinfo=ZONE) for day in days]
    return [moment for moment in found if moment < now]


def _meet(duty: RecurringDuty, post: Post, person: Person, at: dt.datetime, number: int, *, now: dt.datetime) -> None:
    if at >= now:
        return
    owed = Obligation.objects.open().get(debtor_post=post, case__in=DutyCase.objects.filter(duty=duty).values("case"))
    note = WEEKLY_NOTES[number % len(WEEKLY_NOTES)] if duty.cadence == Cadence.WEEKLY else MONTHLY_NOTE
    by = actor_of(User.objects.select_related("person").get(person=person), now=at)
    actions.finish(owed, note=note, by=by, now=at)
