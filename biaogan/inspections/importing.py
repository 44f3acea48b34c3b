"""`import inspections`: another register's inspections from up to four files (units, items, inspections, findings), gone through again.

The handbook is made from the items, and has to come to the score that was published; the report says where it does and why it
does not elsewhere. See mappings/.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from biaogan.accounts.access import Actor
from biaogan.accounts.roles import Permission
from biaogan.core.errors import InputRefused
from biaogan.core.exchange import (
    Code,
    Day,
    Decimal,
    Flag,
    Importer,
    Report,
    Row,
    Run,
    Text,
    register_importer,
)
from biaogan.core.time import local_day
from biaogan.handbook import actions as handbooks
from biaogan.handbook.actions import Contents, ItemValues
from biaogan.handbook.choices import Kind, Proof, Scale
from biaogan.handbook.models import Handbook, Item, Version
from biaogan.handbook.queries import items_of, version_on
from biaogan.inspections.actions.history import Costs, PastFault, PastSheet, read_in
from biaogan.inspections.replaying import details_of, notes_of
from biaogan.inspections.rules.replay import NAMES, Fault, Replay, Visit, closings, replay
from biaogan.org import actions as org
from biaogan.org.models import Level, Unit

WHOLE = "inspections"
MAPPINGS = Path(__file__).parent / "mappings"
#: Findings cost whole points, a hundred at most.
MOST_POINTS = 100


@dataclass
class Material:
    """What the files say: every row that could be read, and of those the ones that are new."""

    source: str = ""
    units: dict[str, Row] = field(default_factory=dict)
    items: dict[str, Row] = field(default_factory=dict)
    visits: list[Row] = field(default_factory=list)
    faults: list[Row] = field(default_factory=list)
    fresh_units: list[Row] = field(default_factory=list)
    fresh_items: list[Row] = field(default_factory=list)
    fresh_visits: list[Row] = field(default_factory=list)
    fresh_faults: list[Row] = field(default_factory=list)
    known_units: dict[str, Unit] = field(default_factory=dict)
    known_items: dict[str, int] = field(default_factory=dict)

    def code(self, code: str) -> str:
        """Return the code that a unit has here: its own, or that of another register with the register's name before it."""
        return code if self.source == WHOLE else f"{self.source.upper()}-{code}"[:32]

    @property
    def handbook(self) -> str:
        return f"read-in-{self.source}"[:40]


def _material(run: Run) -> Material:
    if "material" not in run.memory:
        made = Material(run.source.partition(".")[0])
        made.known_units = {unit.code: unit for unit in Unit.objects.all()}
        version = _version(made.handbook)
        made.known_items = {item.code: item.points for item in items_of(version)} if version else {}
        run.memory["material"] = made
    found: Material = run.memory["material"]
    return found


def _version(code: str) -> Version | None:
    rows = Version.objects.filter(handbook__code=code, state="published")
    return rows.select_related("handbook").order_by("number").last()


def _look_units(rows: list[Row], run: Run) -> None:
    _material(run).units.update((row.values["code"], row) for row in rows)


def _look_items(rows: list[Row], run: Run) -> None:
    _material(run).items.update((row.values["code"], row) for row in rows)


def _look_visits(rows: list[Row], run: Run) -> None:
    _material(run).visits.extend(rows)


def _look_faults(rows: list[Row], run: Run) -> None:
    _material(run).faults.extend(rows)


def _take_units(rows: list[Row], run: Run) -> None:
    material = _material(run)
    for row in rows:
        if _is_changed(row):
            continue
        if material.code(row.values["code"]) in material.known_units:
            row.same(material.known_units[material.code(row.values["code"])].pk)
        else:
            row.created()
            material.fresh_units.append(row)


def _take_items(rows: list[Row], run: Run) -> None:
    material = _material(run)
    for row in rows:
        if _is_changed(row):
            continue
        points, code = _hundredths(row.values["points"]), row.values["code"]
        if code not in material.known_items:
            row.created()
            material.fresh_items.append(row)
        elif material.known_items[code] == points:
            row.same()
        else:
            row.refuse(gettext("the handbook that was read in has other points for this item"), "points")


def _take_visits(rows: list[Row], run: Run) -> None:
    material = _material(run)
    for row in rows:
        if not _is_changed(row) and _has_unit(row, material):
            row.created()
            material.fresh_visits.append(row)


def _take_faults(rows: list[Row], run: Run) -> None:
    material = _material(run)
    for row in rows:
        if _is_changed(row) or not _has_unit(row, material):
            continue
        if row.values["item"] in material.items or row.values["item"] in material.known_items:
            row.created()
            material.fresh_faults.append(row)
        else:
            row.refuse(gettext("there is no item with this code"), "item")


def _has_unit(row: Row, material: Material) -> bool:
    code = row.values["unit"]
    if code in material.units or material.code(code) in material.known_units:
        return True
    row.refuse(gettext("there is no unit with this code"), "unit")
    return False


def _is_changed(row: Row) -> bool:
    if row.known is None:
        return False
    row.refuse(gettext("this was read in before with other values; what was inspected has moves, not edits"))
    return True


def _check_day(values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if values["day"] and values["day"] > dt.date.today():  # noqa: DTZ011 (a day ahead anywhere is refused on the next)
        yield "day", gettext_lazy("lies in the future")


def finish(run: Run, report: Report) -> None:
    """Store what is new and go through all that was read, once every file has been."""
    if "material" not in run.memory:
        return
    material: Material = run.memory["material"]
    assert isinstance(run.by, Actor)
    if report.refused and not run.partial:
        # Nothing of it will be kept.
        return
    _add_units(material, run)
    version = _made_handbook(material, run)
    if version is None:
        return
    items = {item.code: item for item in items_of(version)}
    costs = Costs.of(version, list(items.values()))
    told = _replayed(material, items, costs)
    _store(material, items, costs, told, run)
    report.notes += notes_of(told)
    report.details["replay"] = details_of(told, material.source)


def _add_units(material: Material, run: Run) -> None:
    if not material.fresh_units:
        return
    parent = _parent(material, run)
    rows = [
        {
            "code": material.code(row.values["code"]),
            "name": row.values["name"] or row.values["code"],
            "address": row.values["address"] or "",
        }
        for row in material.fresh_units
    ]
    made = org.create_outlets(rows, parent=parent, by=run.by, now=run.now)
    material.known_units |= {unit.code: unit for unit in made}


def _parent(material: Material, run: Run) -> Unit:
    """Return the unit below which the new ones are put: the one that was named, else the only branch there is."""
    if code := run.options.get("unit"):
        if code not in material.known_units:
            raise InputRefused(
                "inspections.no_unit", gettext("There is no unit with the code %(code)s.") % {"code": code}
            )
        return material.known_units[code]
    branches = [unit for unit in material.known_units.values() if unit.level == Level.BRANCH and unit.closed_on is None]
    if len(branches) == 1:
        return branches[0]
    if material.known_units:
        raise InputRefused(
            "inspections.which_branch", gettext("Say with --unit CODE below which branch the inspected units are put.")
        )
    return _first_branch(material, run)


def _first_branch(material: Material, run: Run) -> Unit:
    """Make the branch and its Office where nothing stands yet."""
    name, code = gettext("Branch of the units read in"), material.source.upper()[:24]
    above = {"by": run.by, "now": run.now}
    bank = org.create_unit(code=f"{code}-BANK", level=Level.BANK, name=gettext("Head office"), parent=None, **above)
    region = org.create_unit(
        code=f"{code}-REGION", level=Level.REGION, name=gettext("Regional branch"), parent=bank, **above
    )
    branch = org.create_unit(code=code, level=Level.BRANCH, name=name, parent=region, **above)
    office = {"level": Level.DEPARTMENT, "name": gettext("Office"), "function": "office"}
    org.create_unit(code=f"{code}-OFFICE", parent=branch, **office, **above)
    return branch


def _made_handbook(material: Material, run: Run) -> Version | None:
    """Return the handbook of the items, which deducts; with a new version where the files bring further items."""
    assert isinstance(run.by, Actor)
    version = _version(material.handbook)
    if not material.fresh_items:
        return version
    who = {"by": run.by, "now": run.now}
    handbook = Handbook.objects.filter(code=material.handbook).first()
    if handbook is None:
        name = gettext("Items read in from «%(source)s»") % {"source": material.source}
        handbook = handbooks.make_handbook(code=material.handbook, name_zh=name, **who)
    areas = {row.values["area"] or "": _area(row) for row in material.fresh_items}
    contents = Contents(
        items=[(areas[row.values["area"] or ""], _item(row)) for row in material.fresh_items],
        areas={code: (name or gettext("Items"), "") for name, code in areas.items()},
        head={"scale": Scale.DEDUCT},
    )
    draft = handbooks.read_in(handbook_id=handbook.pk, contents=contents, **who)
    first = min((row.values["day"] for row in (*material.visits, *material.faults)), default=local_day(run.now))
    if version is not None:
        first = local_day(run.now)
    handbooks.publish(version_id=draft.pk, first_day=first, **who)
    return version_on(handbook, first)


def _area(row: Row) -> str:
    name = row.values["area"] or ""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in name).split())[:20].lower() or "items"


def _item(row: Row) -> ItemValues:
    points = _hundredths(row.values["points"])
    return ItemValues(
        code=row.values["code"],
        name_zh=row.values["name"],
        name_en=row.values["name"],
        kind=Kind.DEDUCTION,
        points=points,
        rule={"each": points},
        channels=["onsite"],
        proof=Proof.NONE,
    )


def _hundredths(points: Any) -> int:
    return int(points * 100)


def _visit(row: Row) -> Visit:
    score = row.values["score"]
    return Visit(
        row.values["unit"],
        row.values["day"],
        row.values["kind"] or "",
        None if score is None else _hundredths(score),
        bool(row.values["closes"]),
    )


def _fault(row: Row) -> Fault:
    return Fault(row.values["unit"], row.values["day"], row.values["item"])


def _replayed(material: Material, items: Mapping[str, Item], costs: Costs) -> Replay:
    faults = [_fault(row) for row in material.faults]
    of_day: dict[tuple[str, dt.date], set[int]] = defaultdict(set)
    for fault in faults:
        of_day[fault.unit, fault.day].add(items[fault.item].pk)
    scores = {day: costs.total(found).score or 0 for day, found in of_day.items()}
    points = {code: item.points for code, item in items.items()}
    return replay([_visit(row) for row in material.visits], faults, points=points, scores=scores)


def _store(material: Material, items: Mapping[str, Item], costs: Costs, told: Replay, run: Run) -> None:
    assert isinstance(run.by, Actor)
    closed = closings(map(_fault, material.faults), map(_visit, material.visits))
    by_day: dict[tuple[str, dt.date], list[PastFault]] = defaultdict(list)
    for row in material.fresh_faults:
        fault = _fault(row)
        past = PastFault(
            unit=material.known_units[material.code(fault.unit)],
            day=fault.day,
            item=items[fault.item],
            fact=row.values["fact"] or items[fault.item].name_zh,
            key=f"{material.source}:{row.key}"[:120],
            closed_on=closed.get(fault),
        )
        by_day[fault.unit, fault.day].append(past)
    why = {each.visit: str(NAMES[each.reason]) for each in told.different}
    sheets = list(_sheets(material, by_day, why))
    # What is left belongs to no inspection of these files.
    stray = [fault for faults in by_day.values() for fault in faults]
    if sheets or stray:
        read_in(sheets, stray, costs=costs, by=run.by, now=run.now)


def _sheets(
    material: Material, by_day: dict[tuple[str, dt.date], list[PastFault]], why: Mapping[Visit, str]
) -> Iterator[PastSheet]:
    """Yield the new inspections; the findings of a day go to the one that was scored, else to the first."""
    for row in sorted(material.fresh_visits, key=lambda row: row.values["score"] is None):
        visit = _visit(row)
        yield PastSheet(
            unit=material.known_units[material.code(visit.unit)],
            day=visit.day,
            kind=visit.kind,
            key=f"{material.source}:{row.key}"[:160],
            published=visit.score,
            faults=tuple(by_day.pop((visit.unit, visit.day), ())),
            why=why.get(visit, ""),
        )


def _part(name: str, label: Any, fields: Sequence[Any], **more: Any) -> Importer:
    return Importer(
        kind=f"{WHOLE}.{name}",
        label=label,
        permission=Permission.PLAN_INSPECTION,
        fields=fields,
        chunk=0,
        mappings=MAPPINGS,
        **more,
    )


UNITS = _part(
    "units",
    gettext_lazy("Inspected units"),
    (
        Code("code", gettext_lazy("unit code"), is_required=True, max_length=28),
        Text("name", gettext_lazy("name"), is_required=True, max_length=120),
        Text("address", gettext_lazy("address"), max_length=200),
    ),
    key=("code",),
    look=_look_units,
    apply=_take_units,
)
ITEMS = _part(
    "items",
    gettext_lazy("Items with the points that a finding costs"),
    (
        Code("code", gettext_lazy("Code of the item"), is_required=True, max_length=20),
        Text("name", gettext_lazy("Requirement"), is_required=True),
        Text("area", gettext_lazy("Area"), max_length=120),
        Decimal("points", gettext_lazy("Points that a finding costs"), is_required=True, least=1, most=MOST_POINTS),
    ),
    key=("code",),
    look=_look_items,
    apply=_take_items,
)
VISITS = _part(
    "inspections",
    gettext_lazy("Inspections with their scores"),
    (
        Code("unit", gettext_lazy("Code of the unit"), is_required=True),
        Day("day", gettext_lazy("Day"), is_required=True),
        Text("kind", gettext_lazy("Kind of inspection"), max_length=80),
        Decimal("score", gettext_lazy("Published score"), least=0, most=100),
        Flag("closes", gettext_lazy("Looks whether findings were put right")),
    ),
    key=("unit", "day", "kind", "score"),
    check=_check_day,
    look=_look_visits,
    apply=_take_visits,
)
FAULTS = _part(
    "findings",
    gettext_lazy("Findings"),
    (
        Code("unit", gettext_lazy("Code of the unit"), is_required=True),
        Day("day", gettext_lazy("Day"), is_required=True),
        Code("item", gettext_lazy("Code of the item"), is_required=True),
        Text("fact", gettext_lazy("What is wrong"), max_length=2000),
        Text("risk", gettext_lazy("Risk"), max_length=80),
    ),
    key=("unit", "day", "item"),
    check=_check_day,
    look=_look_faults,
    apply=_take_faults,
)

INSPECTIONS = Importer(
    kind=WHOLE,
    label=gettext_lazy("Inspections of another register"),
    permission=Permission.PLAN_INSPECTION,
    parts=(UNITS, ITEMS, VISITS, FAULTS),
    finish=finish,
    mappings=MAPPINGS,
    options=("unit",),
    help=gettext_lazy("Units, items, inspections and findings, up to four files at once; compares the scores."),
)


def register() -> None:
    register_importer(INSPECTIONS)
