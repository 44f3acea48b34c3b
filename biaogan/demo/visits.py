"""The inspections of the demonstration: on site, off site and by mystery visitors, drawn by lot, and what outlets check themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from biaogan.accounts.access import Actor
from biaogan.demo.days import Course, Days, acting
from biaogan.demo.faults import ASSESSMENTS, DISPUTE, GUIDANCE, SELF_CHECKS, SETTLEMENT
from biaogan.demo.network import Network
from biaogan.demo.notices import Notices
from biaogan.demo.sheets import fill
from biaogan.demo.trials import try_devices
from biaogan.handbook.models import Handbook
from biaogan.handbook.queries import SERVICE
from biaogan.inspections import actions
from biaogan.inspections.actions import recordings
from biaogan.inspections.choices import Channel
from biaogan.inspections.models import Sheet
from biaogan.org.models import Person, PostKind, Unit

BRANCH, OFFICE = "示范市分行", "办公室"


@dataclass(frozen=True)
class Visit:
    """A visit so many days ago (ahead, if negative): what is wrong, how far the sheet comes, and how far its notice."""

    days_ago: int
    wrong: tuple[str, ...] = ()
    comes_to: str = "final"
    notice: str = ""


@dataclass(frozen=True)
class Round:
    """A plan with its visits; the outlets are drawn from a seed that is kept."""

    name: str
    channel: str
    seed: str
    visits: tuple[Visit, ...]
    is_unannounced: bool = False

    @property
    def begins(self) -> int:
        """The day on which it is planned, in days ago: a fortnight before the first visit."""
        return max(visit.days_ago for visit in self.visits) + 14


ROUNDS = (
    Round(
        "上一轮现场检查",
        Channel.ONSITE,
        "示范-现场-1",
        (
            Visit(78, ("A01", "B01", "D01", "G02"), notice="closed"),
            Visit(74, ("B13", "D03", "H01"), notice="returned"),
            Visit(71, ("A05", "B03", "G04", "N01"), notice="closed"),
            Visit(67, ("D02", "B09"), notice="closed"),
        ),
        is_unannounced=True,
    ),
    Round(
        "本轮现场检查",
        Channel.ONSITE,
        "示范-现场-2",
        (
            Visit(40, ("A01", "B01", "D01", "B10"), notice="overdue"),
            Visit(36, ("B09", "G02", "D06"), comes_to="settled", notice="partly"),
            Visit(30, ("A04", "B07"), notice="answered"),
            Visit(24, ("B13", "D03", "N05"), notice="received"),
            Visit(18, ("A05", "G04"), notice="issued"),
            Visit(15, ("D01", "H01"), notice="withdrawn"),
            Visit(9, ("A02", "B01", "E09"), comes_to="confirmed", notice="draft"),
            Visit(5, ("B09", "D02"), comes_to="disputed"),
            Visit(4, ("B03",), comes_to="submitted"),
            Visit(1, ("A01",), comes_to="begun"),
            Visit(-5, comes_to="assigned"),
        ),
    ),
    Round(
        "每月非现场检查",
        Channel.OFFSITE,
        "示范-非现场",
        (
            Visit(29, ("H04", "J01", "D01"), notice="closed"),
            Visit(26, ("I01", "J05"), notice="answered"),
            Visit(21, ("D03", "J08", "H01"), notice="received"),
            Visit(10, ("I02",)),
            Visit(6, ("C08", "D01"), comes_to="submitted"),
            Visit(2, (), comes_to="begun"),
        ),
    ),
    Round(
        "神秘人暗访",
        Channel.MYSTERY,
        "示范-暗访",
        (
            Visit(44, ("I02", "J05"), notice="closed"),
            Visit(13, ("C08",), comes_to="confirmed"),
            Visit(-7, comes_to="assigned"),
        ),
    ),
)

#: How far a sheet comes: the steps it takes after it was planned.
STAGES = ("planned", "assigned", "begun", "submitted", "confirmed", "final")


def stories(made: Network, *, now: dt.datetime) -> list[Course]:
    teller = _Teller(made, now)
    checks = [teller.self_check(place, days_ago) for days_ago in (22, 8) for place in range(0, 6, 2)]
    return [*(teller.round(each) for each in ROUNDS), *checks]


@dataclass(frozen=True)
class _Teller:
    made: Network
    now: dt.datetime

    def round(self, told: Round) -> Course:
        """Plan and draw, then make the visits, which take their course beside each other."""
        days = self._days(told.begins)
        at = days.at(0, 9)
        yield at
        by = self.actor(PostKind.OFFICE_HEAD, OFFICE, at)
        plan = actions.make_plan(
            name=told.name,
            unit=self.made.units[BRANCH],
            handbook=Handbook.objects.get(code=SERVICE),
            channel=told.channel,
            first=days.first,
            before=self.now.date() + dt.timedelta(days=40),
            is_unannounced=told.is_unannounced,
            by=by,
            now=at,
        )
        drawn = actions.draw_units(plan_id=plan.pk, size=len(told.visits), seed=told.seed, by=by, now=at)
        dates = [self._days(visit.days_ago).first for visit in told.visits]
        sheets = actions.plan_drawn(draw_id=drawn.pk, planned_on=dates, by=by, now=at)
        yield from _side_by_side(
            [
                self.visit(visit, sheet.pk, place)
                for place, (visit, sheet) in enumerate(zip(told.visits, sheets, strict=True))
            ]
        )

    def visit(self, visit: Visit, key: int, place: int) -> Course:
        sheet = Sheet.objects.select_related("case__subject_unit", "version").get(pk=key)
        outlet, days = sheet.case.subject_unit, self._days(visit.days_ago)
        # A visit ahead is assigned on the day before today.
        at = self._days(max(visit.days_ago + 5, 1)).at(0, 10)
        yield at
        team = self._team(sheet.channel, place)
        by = self.actor(PostKind.OFFICE_HEAD, OFFICE, at)
        actions.assign_sheet(sheet_id=key, people=[each.pk for each in team], by=by, now=at)
        if visit.comes_to == "assigned":
            return
        if sheet.channel == Channel.OFFSITE:
            yield from self._recordings(sheet, days, team[0])
        yield from self._inspected(sheet, visit, days, team, place)
        if visit.comes_to in ("begun", "submitted"):
            return
        yield from self._answered(sheet, visit, days, outlet)
        if visit.notice:
            yield from Notices(self.made, outlet, team, days).course(sheet, visit.notice)

    def _inspected(self, sheet: Sheet, visit: Visit, days: Days, team: list[Person], place: int) -> Course:
        at = days.at(0, 9, 20)
        yield at
        lead = acting(team[0], at)
        actions.begin(sheet_id=sheet.pk, latitude=23.48 + place / 500, longitude=111.27 + place / 400, by=lead, now=at)
        sheet.refresh_from_db()
        at = days.at(0, 11, 10)
        yield at
        fill(sheet, visit.wrong, is_small=place % 3 == 1, by=acting(team[0], at), at=at)
        if sheet.channel == Channel.ONSITE:
            try_devices(sheet, place, by=acting(team[-1], at), at=at)
        if visit.comes_to == "begun":
            return
        at = days.at(0, 11, 40)
        yield at
        lead = acting(team[0], at)
        if sheet.channel == Channel.ONSITE:
            actions.guide(sheet_id=sheet.pk, text=GUIDANCE, to_whom="大堂经理", by=lead, now=at)
        actions.submit(sheet_id=sheet.pk, assessment=ASSESSMENTS[len(visit.wrong) < 4], by=lead, now=at)

    def _answered(self, sheet: Sheet, visit: Visit, days: Days, outlet: Unit) -> Course:
        """Let the outlet confirm or dispute, and the Office make the sheet final."""
        at = days.at(1, 15)
        yield at
        head = self.actor(PostKind.OUTLET_HEAD, outlet.name, at)
        if visit.comes_to in ("disputed", "settled"):
            item = sheet.version.items.get(code=visit.wrong[0])
            actions.dispute(sheet_id=sheet.pk, reason=DISPUTE, items={item.pk: DISPUTE}, by=head, now=at)
        else:
            actions.confirm(sheet_id=sheet.pk, by=head, now=at)
        if visit.comes_to in ("disputed", "confirmed"):
            return
        at = days.at(2, 10)
        yield at
        by = self.actor(PostKind.OFFICE_HEAD, OFFICE, at)
        if visit.comes_to == "settled":
            actions.settle(sheet_id=sheet.pk, changes={}, reason=SETTLEMENT, by=by, now=at)
        else:
            actions.finalise(sheet_id=sheet.pk, by=by, now=at)

    def _recordings(self, sheet: Sheet, days: Days, watcher: Person) -> Course:
        """Draw stretches, ask for them, and look at them once somebody else has allowed it."""
        unit, at = sheet.case.subject_unit, days.at(-1, 14)
        yield at
        by = acting(watcher, at)
        last = days.day(-1) - dt.timedelta(days=1)
        sample = recordings.draw_sample(
            unit=unit,
            first=last - dt.timedelta(days=13),
            last=last,
            cameras=["01 大堂", "02 柜台东", "03 柜台西"],
            seed=f"示范-{sheet.pk}",
            by=by,
            now=at,
        )
        asked = recordings.request_recordings(
            unit=unit,
            stretches=recordings.stretches_of(sample),
            purpose="每月非现场检查",
            sheet_id=sheet.pk,
            sample_id=sample.pk,
            by=by,
            now=at,
        )
        at = days.at(-1, 16)
        yield at
        recordings.approve_request(request_id=asked.pk, by=self.actor(PostKind.OFFICE_HEAD, OFFICE, at), now=at)
        at = days.at(0, 9)
        yield at
        spans = list(asked.spans.values_list("pk", flat=True))
        recordings.log_viewing(request_id=asked.pk, span_ids=spans, purpose="逐段查看", by=acting(watcher, at), now=at)

    def self_check(self, place: int, days_ago: int) -> Course:
        """Let an outlet check itself, and put right what it found."""
        outlet, days = self.made.outlets[place], self._days(days_ago)
        at = days.at(0, 8, 30)
        yield at
        head = self.actor(PostKind.OUTLET_HEAD, outlet.name, at)
        sheet = actions.begin_self_check(unit=outlet, by=head, now=at)
        sheet = Sheet.objects.select_related("case__subject_unit", "version").get(pk=sheet.pk)
        at = days.at(0, 9, 30)
        yield at
        head = self.actor(PostKind.OUTLET_HEAD, outlet.name, at)
        wrong = (SELF_CHECKS[(place + days_ago) % len(SELF_CHECKS)],)
        fill(sheet, wrong, is_small=False, by=head, at=at)
        actions.submit(sheet_id=sheet.pk, assessment="自查一处，当日整改。", by=head, now=at)
        notices = Notices(self.made, outlet, self._team(Channel.OFFSITE, place), days)
        yield from notices.put_right(sheet, checked=days_ago > 10)

    def actor(self, kind: str, unit: str, at: dt.datetime) -> Actor:
        return acting(self.made.holder(kind, unit), at)

    def _days(self, days_ago: int) -> Days:
        return Days(days_ago, now=self.now, calendar=self.made.units[BRANCH].calendar)

    def _team(self, channel: str, place: int) -> list[Person]:
        """Return who inspects: two on site, each of them in turn elsewhere."""
        both = self.made.people[PostKind.INSPECTOR, OFFICE]
        turned = [both[place % 2], both[1 - place % 2]]
        return turned if channel == Channel.ONSITE else turned[:1]


def _side_by_side(courses: list[Course]) -> Iterator[dt.datetime]:
    """Return one course that takes the steps of all in the order of time."""
    waiting = [(at, place, course) for place, course in enumerate(courses) if (at := next(course, None)) is not None]
    while waiting:
        waiting.sort(key=lambda each: each[:2])
        at, place, course = waiting.pop(0)
        yield at
        if (then := next(course, None)) is not None:
            waiting.append((then, place, course))
