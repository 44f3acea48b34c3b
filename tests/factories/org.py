"""Units, people and posts: the smallest valid object, and one small branch with its main posts filled."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field
from typing import Any

from biaogan.core.chinese import pinyin_key
from biaogan.core.time import span_of_days
from biaogan.org import queries, tree
from biaogan.org.models import DutyDay, Holding, Level, Person, PostKind, Unit, pinyin_of

_numbers = itertools.count(1)

LONG_AGO = dt.date(2020, 1, 1)


def unit(level: str = "outlet", parent: Unit | None = None, **details: Any) -> Unit:
    """A unit at the top or below `parent`, since ever. No rule is asked and no event is written."""
    number, pk = next(_numbers), tree.draw_ids(1)[0]
    details.setdefault("code", f"U{number:05d}")
    details.setdefault("name", f"第{number}{Level(level).label}" if level != "outlet" else f"第{number}网点")
    details.setdefault("serves_customers", level == "outlet")
    path = f"{parent.path}.{pk}" if parent else str(pk)
    made = Unit(
        pk=pk, level=level, pinyin=pinyin_of(details["name"], details.get("short_name", "")), path=path, **details
    )
    made.save(force_insert=True)
    tree.plant([(pk, parent.pk if parent else None)])
    return made


def person(name: str = "", **details: Any) -> Person:
    number = next(_numbers)
    details.setdefault("staff_no", f"S{number:06d}")
    name = name or f"员工{number}"
    return Person.objects.create(name=name, pinyin=pinyin_key(name), **details)


def holding(
    person: Person,
    kind: str,
    unit: Unit,
    from_: dt.date | None = LONG_AGO,
    before: dt.date | None = None,
    is_deputy: bool = False,
) -> Holding:
    """That the person holds the post from a day on, up to but not with `before`."""
    post = queries.post_at(kind, unit)
    return Holding.objects.create(post=post, person=person, valid=span_of_days(from_, before), is_deputy=is_deputy)


def on_duty(outlet: Unit, day: dt.date, *people: Person) -> list[DutyDay]:
    return [DutyDay.objects.create(outlet=outlet, day=day, person=each) for each in people]


@dataclass
class Branch:
    """A small network: bank › region › branch, its Office and IT, two sub-branches, two outlets below each."""

    bank: Unit
    region: Unit
    branch: Unit
    office: Unit
    it: Unit
    sub_branches: list[Unit]
    outlets: list[Unit]
    #: (kind, unit's key) -> who holds the post.
    people: dict[tuple[str, int], Person] = field(default_factory=dict)

    def holder(self, kind: str, unit: Unit) -> Person:
        return self.people[kind, unit.pk]


def branch(**details: Any) -> Branch:
    """One branch with its main posts filled since long ago; `details` go to the branch itself."""
    bank = unit("bank")
    region = unit("region", bank)
    city = unit("branch", region, **details)
    office = unit("department", city, function="office")
    it = unit("department", city, function="it")
    subs = [unit("sub_branch", city) for _ in range(2)]
    made = Branch(bank, region, city, office, it, subs, [unit("outlet", sub) for sub in subs for _ in range(2)])
    _fill(made, city, PostKind.PRESIDENT, PostKind.VICE_PRESIDENT)
    _fill(made, office, PostKind.OFFICE_HEAD, PostKind.COMPLAINT_OFFICER, PostKind.INSPECTOR)
    _fill(made, it, PostKind.DEPARTMENT_HEAD)
    for sub in subs:
        _fill(made, sub, PostKind.SUB_BRANCH_HEAD, PostKind.SERVICE_MANAGER)
    for outlet in made.outlets:
        _fill(made, outlet, PostKind.OUTLET_HEAD, PostKind.SERVICE_MANAGER, PostKind.LOBBY_MANAGER, PostKind.TELLER)
    return made


def _fill(made: Branch, at: Unit, *kinds: str) -> None:
    for kind in kinds:
        made.people[kind, at.pk] = person()
        holding(made.people[kind, at.pk], kind, at)
