"""Once every file has been read: units, handbook, sheets and findings are stored, and all of it is gone through again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext

from biaogan.accounts.access import Actor
from biaogan.core.errors import InputRefused
from biaogan.core.exchange import Report, Row, Run
from biaogan.core.time import local_day
from biaogan.handbook import actions as handbooks
from biaogan.handbook.actions import Contents, ItemValues
from biaogan.handbook.choices import Kind, Proof, Scale
from biaogan.handbook.models import Handbook, Item, Version
from biaogan.handbook.queries import items_of, version_on
from biaogan.inspections.actions.history import Costs, PastFault, PastSheet, read_in
from biaogan.inspections.importing.material import Material, hundredths, version_of
from biaogan.inspections.replaying import details_of, notes_of
from biaogan.inspections.rules.replay import NAMES, Fault, Replay, Visit, closings, replay
from biaogan.org import actions as org
from biaogan.org.models import Level, Unit


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
    above: dict[str, Any] = {"by": run.by, "now": run.now}
    bank = org.create_unit(code=f"{code}-BANK", level=Level.BANK, name=gettext("Head office"), parent=None, **above)
    region = org.create_unit(
        code=f"{code}-REGION", level=Level.REGION, name=gettext("Regional branch"), parent=bank, **above
    )
    branch = org.create_unit(code=code, level=Level.BRANCH, name=name, parent=region, **above)
    office: dict[str, Any] = {"level": Level.DEPARTMENT, "name": gettext("Office"), "function": "office"}
    org.create_unit(code=f"{code}-OFFICE", parent=branch, **office, **above)
    return branch


def _made_handbook(material: Material, run: Run) -> Version | None:
    """Return the handbook of the items, which deducts; with a new version where the files bring further items."""
    assert isinstance(run.by, Actor)
    version = version_of(material.handbook)
    if not material.fresh_items:
        return version
    who: dict[str, Any] = {"by": run.by, "now": run.now}
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
    points = hundredths(row.values["points"])
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


def _visit(row: Row) -> Visit:
    score = row.values["score"]
    return Visit(
        row.values["unit"],
        row.values["day"],
        row.values["kind"] or "",
        None if score is None else hundredths(score),
        bool(row.values["closes"]),
    )


def _fault(row: Row) -> Fault:
    return Fault(row.values["unit"], row.values["day"], row.values["item"])


def _replayed(material: Material, items: Mapping[str, Item], costs: Costs) -> Replay:
    faults = [_fault(row) for row in material.faults if row.fate != "refused"]
    of_day: dict[tuple[str, dt.date], set[int]] = defaultdict(set)
    for fault in faults:
        of_day[fault.unit, fault.day].add(items[fault.item].pk)
    visits = [_visit(row) for row in material.visits if row.fate != "refused"]
    scores = {day: costs.total(found).score or 0 for day, found in of_day.items()}
    points = {code: item.points for code, item in items.items()}
    return replay(visits, faults, points=points, scores=scores)


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
