"""The four files: which fields each has, and which of its rows are taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from biaogan.accounts.roles import Permission
from biaogan.core.exchange import Code, Day, Decimal, Flag, Importer, Row, Run, Text
from biaogan.inspections.importing.material import WHOLE, Material, hundredths, material_of

MAPPINGS = Path(__file__).parents[1] / "mappings"
#: Findings cost whole points, a hundred at most.
MOST_POINTS = 100


def _look_units(rows: list[Row], run: Run) -> None:
    material_of(run).units.update((row.values["code"], row) for row in rows)


def _look_items(rows: list[Row], run: Run) -> None:
    material_of(run).items.update((row.values["code"], row) for row in rows)


def _look_visits(rows: list[Row], run: Run) -> None:
    material_of(run).visits.extend(rows)


def _look_faults(rows: list[Row], run: Run) -> None:
    material_of(run).faults.extend(rows)


def _take_units(rows: list[Row], run: Run) -> None:
    material = material_of(run)
    for row in rows:
        if _is_changed(row):
            continue
        if material.code(row.values["code"]) in material.known_units:
            row.same(material.known_units[material.code(row.values["code"])].pk)
        else:
            row.created()
            material.fresh_units.append(row)


def _take_items(rows: list[Row], run: Run) -> None:
    material = material_of(run)
    for row in rows:
        if _is_changed(row):
            continue
        points, code = hundredths(row.values["points"]), row.values["code"]
        if code not in material.known_items:
            row.created()
            material.fresh_items.append(row)
        elif material.known_items[code] == points:
            row.same()
        else:
            row.refuse(gettext("the handbook that was read in has other points for this item"), "points")


def _take_visits(rows: list[Row], run: Run) -> None:
    material = material_of(run)
    for row in rows:
        if not _is_changed(row) and _has_unit(row, material):
            row.created()
            material.fresh_visits.append(row)


def _take_faults(rows: list[Row], run: Run) -> None:
    material = material_of(run)
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
