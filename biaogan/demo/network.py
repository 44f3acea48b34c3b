"""One bank down to its outlets, with everybody in their post."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from biaogan.accounts.access import job_actor
from biaogan.org.actions import people, posts, roster, units
from biaogan.org.models import Level, Person, PostKind, Unit
from biaogan.papers import actions as papers

BY = job_actor("demo")

#: Since when everybody holds their post.
SINCE = dt.date(2024, 1, 2)

DEPARTMENTS = [
    ("office", "办公室", "Office"),
    ("operations", "运营管理部", "Operations"),
    ("retail", "个人金融部", "Retail banking"),
    ("it", "金融科技部", "Technology"),
    ("discipline", "纪检监察室", "Discipline office"),
]

#: Sub-branch -> its outlets. None is a real one.
SUB_BRANCHES = {
    ("城东支行", "Eastgate sub-branch"): [
        ("文昌网点", "Wenchang outlet"),
        ("东湖网点", "East Lake outlet"),
        ("学府网点", "Campus outlet"),
    ],
    ("城西支行", "Westgate sub-branch"): [("西街网点", "West Street outlet"), ("站前网点", "Station outlet")],
    ("江滨支行", "Riverside sub-branch"): [
        ("江滨网点", "Riverside outlet"),
        ("码头网点", "Quay outlet"),
        ("沿江网点", "Embankment outlet"),
    ],
    ("高新支行", "Hi-tech sub-branch"): [("软件园网点", "Software Park outlet"), ("科创网点", "Innovation outlet")],
    ("老街支行", "Old Street sub-branch"): [("老街网点", "Old Street outlet"), ("钟楼网点", "Bell Tower outlet")],
}

TELLERS = 3


@dataclass
class Network:
    """What was built: the units by their Chinese name, and who holds which post where."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[tuple[str, str], list[Person]] = field(default_factory=dict)
    outlets: list[Unit] = field(default_factory=list)

    def holder(self, kind: str, unit: str, place: int = 0) -> Person:
        return self.people[kind, unit][place]


def build(*, now: dt.datetime) -> Network:
    made, maker = Network(), _Maker(now)
    bank = maker.unit(made, Level.BANK, "示范银行", "Model Bank", None)
    region = maker.unit(made, Level.REGION, "示范区分行", "Model Regional Branch", bank)
    branch = maker.unit(made, Level.BRANCH, "示范市分行", "Model City Branch", region)
    for function, name, name_en in DEPARTMENTS:
        maker.unit(made, Level.DEPARTMENT, name, name_en, branch, function=function)
    _staff_the_branch(made, maker)
    _codes(made, now=now)
    for (name, name_en), outlets in SUB_BRANCHES.items():
        sub = maker.unit(made, Level.SUB_BRANCH, name, name_en, branch)
        maker.post(made, sub, PostKind.SUB_BRANCH_HEAD, "行长")
        maker.post(made, sub, PostKind.SERVICE_MANAGER, "服务管理员")
        for outlet_name, outlet_en in outlets:
            _outlet(made, maker, sub, outlet_name, outlet_en)
    _roster(made, now=now)
    return made


def _staff_the_branch(made: Network, maker: _Maker) -> None:
    branch, office = made.units["示范市分行"], made.units["办公室"]
    maker.post(made, branch, PostKind.PRESIDENT, "行长")
    maker.post(made, branch, PostKind.VICE_PRESIDENT, "分管副行长")
    maker.post(made, office, PostKind.OFFICE_HEAD, "主任")
    maker.post(made, office, PostKind.COMPLAINT_OFFICER, "投诉处理岗甲")
    maker.post(made, office, PostKind.COMPLAINT_OFFICER, "投诉处理岗乙")
    maker.post(made, office, PostKind.INSPECTOR, "检查员甲")
    maker.post(made, office, PostKind.INSPECTOR, "检查员乙")
    for _function, name, _name_en in DEPARTMENTS[1:]:
        maker.post(made, made.units[name], PostKind.DEPARTMENT_HEAD, "负责人")


def _codes(made: Network, *, now: dt.datetime) -> None:
    """Let the bank and the branch number and sign the papers that they issue."""
    for name, code in (("示范银行", "示银"), ("示范市分行", "示市银")):
        papers.set_issuer_code(
            unit=made.units[name],
            code=code,
            signer=name if name == "示范银行" else f"示范银行{name}",
            contact="联系部门：办公室",
            valid_from=SINCE,
            by=BY,
            now=now,
        )


def _outlet(made: Network, maker: _Maker, sub: Unit, name: str, name_en: str) -> None:
    outlet = maker.unit(made, Level.OUTLET, name, name_en, sub)
    made.outlets.append(outlet)
    maker.post(made, outlet, PostKind.OUTLET_HEAD, "负责人")
    # One outlet stands without a service manager, so that the list of vacancies has something to show.
    if name != "钟楼网点":
        maker.post(made, outlet, PostKind.SERVICE_MANAGER, "服务管理员")
    maker.post(made, outlet, PostKind.LOBBY_MANAGER, "大堂经理")
    for number in range(TELLERS):
        maker.post(made, outlet, PostKind.TELLER, f"柜员{number + 1}")


def _roster(made: Network, *, now: dt.datetime) -> None:
    for outlet in made.outlets:
        lobby = made.holder(PostKind.LOBBY_MANAGER, outlet.name)
        days = {now.date() + dt.timedelta(days=ahead): [lobby] for ahead in range(7)}
        roster.set_week(outlet=outlet, days=days, by=BY, now=now)


class _Maker:
    """Counts codes and staff numbers."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now
        self.units = 0
        self.people = 0

    def unit(self, made: Network, level: str, name: str, name_en: str, parent: Unit | None, **details: str) -> Unit:
        self.units += 1
        unit = units.create_unit(
            code=f"SF{self.units:03d}",
            level=level,
            name=name,
            name_en=name_en,
            parent=parent,
            opened_on=SINCE,
            by=BY,
            now=self.now,
            **details,
        )
        made.units[name] = unit
        return unit

    def post(self, made: Network, unit: Unit, kind: str, title: str) -> Person:
        self.people += 1
        number = f"SF{self.people:05d}"
        person = people.add_person(staff_no=number, name=f"{unit.name}{title}", by=BY, now=self.now, joined_on=SINCE)
        posts.appoint(person=person, kind=kind, unit=unit, from_day=SINCE, by=BY, now=self.now)
        made.people.setdefault((kind, unit.name), []).append(person)
        return person
