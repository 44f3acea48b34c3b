"""A handbook of a few items of each kind, a branch, two inspectors, and a sheet that has come as far as asked."""

from __future__ import annotations

import datetime as dt
import importlib
import itertools
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from biaogan.accounts.access import Actor, actor_of
from biaogan.accounts.models import User
from biaogan.core.time import day_begins, local_day, span_of_days
from biaogan.handbook.models import Area, GradeBand, Handbook, Item, Version
from biaogan.inspections import actions
from biaogan.inspections.choices import Channel, State
from biaogan.inspections.models import Sheet, Threshold
from biaogan.org.models import Person, PostKind, Unit
from tests.conftest import NOW
from tests.factories import org, rectification

_numbers = itertools.count(1)

#: code -> kind, points, rule, and what else is different.
ITEMS: dict[str, tuple[str, int, dict[str, Any], dict[str, Any]]] = {
    "A1": ("bin", 200, {}, {}),
    "A2": ("ded", 300, {"each": 100}, {"proof": "none"}),
    "A3": ("lvl", 100, {"levels": [{"code": "A", "share": 10_000}, {"code": "C", "share": 0}]}, {"proof": "none"}),
    "B1": ("dev", 200, {"measure": "share"}, {"channels": ["device"], "proof": "none"}),
    "B2": ("veto", 0, {}, {"proof": "none"}),
    "B3": ("bin", 200, {"met_when": "all"}, {"channels": ["record"], "metric": "no-such-measure"}),
}


def ship() -> None:
    """Put the shipped rows back where a test with real transactions has emptied all tables."""
    rectification.ship()
    if not Threshold.objects.exists():
        shipped = importlib.import_module("biaogan.inspections.migrations.0004_shipped_rows")
        shipped.ship(apps, None)


def version(
    items: dict[str, tuple[str, int, dict[str, Any], dict[str, Any]]] | None = None,
    *,
    scale: str = "share",
    code: str = "",
    handbook: Handbook | None = None,
    number: int = 1,
    now: dt.datetime = NOW,
) -> Version:
    """Return a published version, of a handbook of its own in force since long ago; a further one of the handbook named begins tomorrow."""
    count = next(_numbers)
    names = {"name_zh": f"测试手册{count}", "name_en": f"Test handbook {count}"}
    of = handbook or Handbook.objects.create(code=code or f"test-{count}", **names)
    made = Version.objects.create(handbook=of, number=number, scale=scale, made_at=now)
    area = Area.objects.create(version=made, code="A", name_zh="环境", name_en="Environment")
    for place, (name, (kind, points, rule, more)) in enumerate((ITEMS if items is None else items).items()):
        values = {"channels": ["onsite", "offsite", "mystery"], "name_zh": f"项目{name}", "name_en": f"Item {name}"}
        Item.objects.create(
            version=made,
            area=area,
            position=place,
            kind=kind,
            points=points,
            rule=rule,
            code=name,
            **{**values, **more},
        )
    for floor, grade, is_fail in (
        (9_500, "excellent", False),
        (9_000, "good", False),
        (8_000, "pass", False),
        (0, "fail", True),
    ):
        GradeBand.objects.create(version=made, floor=floor, code=grade, name_zh=grade, is_fail=is_fail)
    made.state, made.valid, made.published_at = "published", span_of_days(org.LONG_AGO, None), now
    if handbook is not None:
        made.valid = span_of_days(local_day(now) + dt.timedelta(days=1), None)
        Version.objects.filter(handbook=of, number__lt=number).update(
            valid=span_of_days(org.LONG_AGO, made.valid.lower)
        )
    made.save(update_fields=["state", "valid", "published_at"])
    return made


@dataclass
class Scene:
    """A branch with its people, two inspectors of its Office, and a handbook."""

    branch: org.Branch
    inspectors: list[Person]
    version: Version

    @property
    def outlet(self) -> Unit:
        return self.branch.outlets[0]

    def actor_for(self, person: Person, *, now: dt.datetime = NOW) -> Actor:
        user = User.objects.get_or_create(person=person, defaults={"username": person.staff_no, "language": "en"})[0]
        return actor_of(user, now=now)

    def actor(self, kind: PostKind, unit: Unit, *, now: dt.datetime = NOW) -> Actor:
        return self.actor_for(self.branch.holder(kind, unit), now=now)

    @property
    def inspector(self) -> Actor:
        return self.actor_for(self.inspectors[0])

    @property
    def other_inspector(self) -> Actor:
        return self.actor_for(self.inspectors[1])

    @property
    def office_head(self) -> Actor:
        return self.actor(PostKind.OFFICE_HEAD, self.branch.office)

    @property
    def outlet_head(self) -> Actor:
        return self.actor(PostKind.OUTLET_HEAD, self.outlet)

    @property
    def elsewhere(self) -> Actor:
        """The head of an outlet under another sub-branch."""
        return self.actor(PostKind.OUTLET_HEAD, self.branch.outlets[-1])

    def item(self, code: str) -> Item:
        return Item.objects.get(version=self.version, code=code)


def scene(
    items: dict[str, tuple[str, int, dict[str, Any], dict[str, Any]]] | None = None, *, scale: str = "share"
) -> Scene:
    ship()
    made = org.branch()
    second = org.person()
    org.holding(second, PostKind.INSPECTOR, made.office)
    inspectors = [made.holder(PostKind.INSPECTOR, made.office), second]
    return Scene(made, inspectors, version(items, scale=scale))


#: States in the order in which the factory comes to them.
WAY = (State.PLANNED, State.ASSIGNED, State.IN_PROGRESS, State.SUBMITTED, State.CONFIRMED, State.FINAL)

#: Nothing is wrong with these answers.
GOOD: dict[str, dict[str, Any]] = {
    "A1": {"met": True},
    "A2": {"count": 0},
    "A3": {"level": "A"},
    "B1": {"working": 2, "tested": 2},
    "B2": {"hit": False},
}


def sheet(
    at: Scene,
    state: State = State.PLANNED,
    *,
    channel: str = Channel.ONSITE,
    unit: Unit | None = None,
    answers: dict[str, dict[str, Any]] | None = None,
    now: dt.datetime = NOW,
    **details: Any,
) -> Sheet:
    """Return a sheet that has come as far as `state`, answered with `answers` (nothing wrong) before it is handed in."""
    if channel == Channel.SELF_CHECK:
        made = actions.begin_self_check(unit=unit or at.outlet, version=at.version, by=at.outlet_head, now=now)
        who = at.outlet_head
    else:
        who = at.inspector
        made = actions.plan_sheet(
            unit=unit or at.outlet,
            version=at.version,
            channel=channel,
            planned_on=details.pop("planned_on", local_day(now)),
            by=at.office_head,
            now=now,
            **details,
        )
    for step in WAY[WAY.index(State(made.state)) + 1 : WAY.index(state) + 1]:
        _step(at, made, step, who, GOOD if answers is None else answers, now)
    made.refresh_from_db()
    return made


def _step(
    at: Scene, made: Sheet, step: State, who: Actor, answers: dict[str, dict[str, Any]], now: dt.datetime
) -> None:
    key = made.pk
    if step == State.ASSIGNED:
        team = [person.pk for person in at.inspectors]
        actions.assign_sheet(sheet_id=key, people=team, by=at.office_head, now=now)
    elif step == State.IN_PROGRESS:
        actions.begin(sheet_id=key, by=who, now=now)
    elif step == State.SUBMITTED:
        fill(at, made, answers, by=who, now=now)
        actions.submit(sheet_id=key, assessment="总体良好", by=who, now=now)
    elif step == State.CONFIRMED:
        actions.confirm(sheet_id=key, by=at.outlet_head, now=now)
    elif step == State.FINAL:
        actions.finalise(sheet_id=key, by=at.office_head, now=now)


def fill(at: Scene, made: Sheet, answers: dict[str, dict[str, Any]], *, by: Actor, now: dt.datetime = NOW) -> None:
    """Answer these items, each seen for the first time."""
    for code, value in answers.items():
        item = at.item(code)
        actions.change(sheet_id=made.pk, item_id=item.pk, field="value", base=0, new=value, by=by, now=now)


__all__ = ["GOOD", "ITEMS", "WAY", "Scene", "day_begins", "fill", "scene", "sheet", "ship", "version"]
