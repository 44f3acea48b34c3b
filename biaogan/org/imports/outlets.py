"""`import outlets`: units from the payment system's directory, or from a table of our own columns.

A line that gives no level or parent is placed by `cnaps`; head office and regional branches that no line names are put in.
What already stands is compared with what the file says, never with what was derived from it: a unit that was moved since stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from biaogan.audit.actions import record_events
from biaogan.core.errors import RuleBroken
from biaogan.core.exchange import Choice, Code, Day, Flag, Importer, Row, Run, Text
from biaogan.core.time import local_day
from biaogan.org import actions, cnaps, rules, tree
from biaogan.org.models import Level, Unit, pinyin_of
from biaogan.org.permissions import EDIT_UNIT

#: Columns that are stored as they stand; an empty cell says nothing.
STORED = ("name", "name_en", "short_name", "bank_code", "function", "address", "phone", "calendar", "opened_on")

#: What people call the levels besides.
ALSO = {
    "一级分行": Level.REGION,
    "区分行": Level.REGION,
    "省分行": Level.REGION,
    "二级分行": Level.BRANCH,
    "分行": Level.BRANCH,
    "网点": Level.OUTLET,
}


@dataclass
class Wanted:
    """A unit that a row asks for, or that rows imply: then without a row."""

    key: str
    level: str
    values: dict[str, Any]
    parent: str
    row: Row | None = None


def check(values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if not values["code"] and not values["bank_code"]:
        yield "code", gettext_lazy("a code or a bank code is needed")
    for field in ("bank_code", "head_code"):
        if values[field] and not rules.is_bank_code(values[field]):
            yield field, gettext_lazy("not a bank code: twelve digits, the last a check digit")
    if not values["bank_code"] and not values["level"]:
        yield "level", gettext_lazy("without a bank code, the level must be given")


def apply(rows: list[Row], run: Run) -> None:
    """Compare rows of known units, and create the others from the top down, set-wise."""
    tree.lock()
    known = _Known(rows)
    fresh: dict[str, Row] = {}
    for row in rows:
        if (unit := known.unit_of(row)) is not None:
            _compare(row, unit, known, run)
        else:
            _note(row, fresh)
    if fresh:
        _create(_wanted(fresh, known), known, run)


class _Known:
    """The units that stand already, by code and by bank code."""

    def __init__(self, rows: list[Row]) -> None:
        units = list(Unit.objects.all()) if rows else []
        self.by_code = {unit.code: unit for unit in units}
        self.by_bank_code = {unit.bank_code: unit for unit in units if unit.bank_code}
        self.by_pk = {unit.pk: unit for unit in units}

    def find(self, code: str) -> Unit | None:
        return self.by_code.get(code) or self.by_bank_code.get(code)

    def unit_of(self, row: Row) -> Unit | None:
        code, bank_code = row.values["code"], row.values["bank_code"]
        found = self.find(code) if code else None
        if found is None and bank_code:
            found = self.find(bank_code)
        if found is None and bank_code and not code and row.values["bank_name"]:
            # Head and regions may have been put in before any file named them.
            found = self.by_code.get(cnaps.place_of(entry_of(row.values)).key)
        return found

    def add(self, unit: Unit) -> None:
        self.by_code[unit.code] = self.by_pk[unit.pk] = unit
        if unit.bank_code:
            self.by_bank_code[unit.bank_code] = unit

    def parent_code(self, unit: Unit) -> str:
        labels = unit.path.split(".")
        return self.by_pk[int(labels[-2])].code if len(labels) > 1 else ""

    def places(self) -> Iterator[cnaps.Place]:
        """Yield head offices, regions, branches and sub-branches as the directory would describe them."""
        for unit in self.by_code.values():
            if unit.level in (Level.BRANCH, Level.SUB_BRANCH) and unit.bank_code and unit.closed_on is None:
                yield self._place(unit)

    def _place(self, unit: Unit) -> cnaps.Place:
        above = [self.by_pk[int(label)] for label in unit.path.split(".")[:-1]]
        regions = [each.code for each in above if each.level == Level.REGION]
        return cnaps.Place(
            key=unit.code,
            level=unit.level,
            name=unit.name,
            short_name=unit.short_name,
            bank_code=unit.bank_code,
            area=unit.bank_code[3:7],
            stem=(unit.short_name or unit.name).removesuffix("支行").removesuffix("分行"),
            region=regions[-1] if regions else "",
            head=unit.bank_code[:3],
        )


def entry_of(values: dict[str, Any]) -> cnaps.Entry:
    return cnaps.Entry(
        name=values["name"],
        bank_code=values["bank_code"],
        bank_name=values["bank_name"],
        head_code=values["head_code"],
        area_code=values["area_code"],
        area_name=values["area_name"],
        province_code=values["province_code"],
        province_name=values["province_name"],
    )


def _note(row: Row, fresh: dict[str, Row]) -> None:
    """Keep one row for each new unit; a repeated one is the same, or refused."""
    key = row.values["code"] or row.values["bank_code"]
    first = fresh.setdefault(key, row)
    if first is row:
        return
    if first.values == row.values:
        row.same()
    else:
        row.refuse(_("the same code stands in line %(line)s with other values") % {"line": first.line}, "code", key)


def _compare(row: Row, unit: Unit, known: _Known, run: Run) -> None:
    told = {name: row.values[name] for name in STORED if row.values[name]}
    if row.values["serves_customers"] is not None:
        told["serves_customers"] = row.values["serves_customers"]
    other = {name: value for name, value in told.items() if getattr(unit, name) != value}
    if row.values["level"] and row.values["level"] != unit.level:
        row.refuse(_("the unit has another level, which an import does not change"), "level")
        return
    moved = _moved(row, unit, known)
    # What was put in without a bank code is completed by the first file that names it.
    completes = not unit.bank_code and bool(row.values["bank_code"]) and set(other) <= {"bank_code", "name"}
    if not other and moved is None:
        row.same(unit.pk)
    elif not (run.update or completes):
        names = ", ".join(sorted(other) or ["parent"])
        row.refuse(
            _("stands already with other values (%(fields)s); allow updates to change it") % {"fields": names}, "name"
        )
    else:
        _update(row, unit, other, moved, run)


def _moved(row: Row, unit: Unit, known: _Known) -> Unit | None:
    told = row.values["parent"]
    parent = known.find(told) if told else None
    return parent if parent is not None and parent.code != known.parent_code(unit) else None


def _update(row: Row, unit: Unit, other: dict[str, Any], moved: Unit | None, run: Run) -> None:
    names = {name: other.pop(name) for name in ("name", "name_en", "short_name") if name in other}
    try:
        if names:
            actions.rename(unit, by=run.by, now=run.now, **{"name": unit.name, **names})
        if other:
            actions.change_unit(unit, by=run.by, now=run.now, **other)
        if moved is not None:
            actions.move_unit(unit, moved, local_day(run.now), by=run.by, now=run.now)
    except RuleBroken as broken:
        row.refuse(broken.message, "name")
        return
    row.updated(unit.pk)


def _wanted(fresh: dict[str, Row], known: _Known) -> dict[str, Wanted]:
    """Return what has to be created, by code, with the code of the unit above."""
    by_cnaps = {key: row for key, row in fresh.items() if row.values["bank_code"] and row.values["bank_name"]}
    places = {each.key: each for each in known.places()}
    implied: dict[str, cnaps.Place] = {}
    rows: dict[str, Row] = {}
    for row in by_cnaps.values():
        entry = entry_of(row.values)
        place = cnaps.place_of(entry)
        places[place.key], rows[place.key] = place, row
        for above in (cnaps.head_of(entry), *([cnaps.region_of(entry)] if entry.province_code else [])):
            implied.setdefault(above.key, above)
    for key, place in implied.items():
        if key not in rows:
            places.setdefault(key, place)
    parents = cnaps.parents(places.values())
    wanted = {
        key: _from_place(place, parents[key], rows.get(key))
        for key, place in places.items()
        if key not in known.by_code
    }
    for key, row in fresh.items():
        if key not in by_cnaps:
            wanted[key] = _from_columns(key, row)
    return wanted


def _from_place(place: cnaps.Place, parent: str, row: Row | None) -> Wanted:
    values: dict[str, Any] = {
        "name": place.name,
        "short_name": place.short_name,
        "bank_code": place.bank_code,
        "serves_customers": place.serves_customers,
        "calendar": place.calendar,
    }
    if row is None:
        return Wanted(place.key, place.level, values, parent)
    values |= _told(row)
    key = row.values["code"] or place.key
    return Wanted(key, row.values["level"] or place.level, values, row.values["parent"] or parent, row)


def _from_columns(key: str, row: Row) -> Wanted:
    level = row.values["level"] or Level.OUTLET
    values = {"serves_customers": level == Level.OUTLET, **_told(row)}
    return Wanted(key, level, values, row.values["parent"], row)


def _told(row: Row) -> dict[str, Any]:
    told = {name: row.values[name] for name in STORED if row.values[name]}
    if row.values["serves_customers"] is not None:
        told["serves_customers"] = row.values["serves_customers"]
    return told


def _create(wanted: dict[str, Wanted], known: _Known, run: Run) -> None:
    """Create the units generation by generation, each below units that stand by then."""
    waiting = dict(wanted)
    by_bank_code = {each.values.get("bank_code"): each.key for each in wanted.values()}
    while waiting:
        ready = [each for each in waiting.values() if _stands(each.parent, known)]
        if not ready:
            break
        for each in ready:
            del waiting[each.key]
        _create_generation([each for each in ready if _may_stand(each, known, run)], known, run)
    for each in waiting.values():
        if each.row is not None:
            is_in_file = each.parent in wanted or each.parent in by_bank_code
            reason = (
                _("the units above form a ring, or were refused")
                if is_in_file
                else _("there is no unit with this code")
            )
            each.row.refuse(reason, "parent", each.parent)


def _stands(parent: str, known: _Known) -> bool:
    return not parent or known.find(parent) is not None


def _may_stand(each: Wanted, known: _Known, run: Run) -> bool:
    """Tell whether the unit may be created below its parent; refuse its row if not."""
    parent = known.find(each.parent) if each.parent else None
    taken = known.by_bank_code.get(each.values.get("bank_code", "")) if each.values.get("bank_code") else None
    try:
        rules.require_place(each.level, parent.level if parent else None)
        if each.values.get("function") and each.level != Level.DEPARTMENT:
            raise RuleBroken("unit.no_department", _("only a department has a function"))
        if taken is not None:
            raise RuleBroken("unit.code_taken", _("Another unit has the code %(code)s.") % {"code": taken.bank_code})
        if not (run.by.may(EDIT_UNIT, parent) if parent else run.by.may_anywhere(EDIT_UNIT)):
            raise RuleBroken("forbidden", _("Your posts and roles do not allow this here."))
    except RuleBroken as broken:
        if each.row is not None:
            each.row.refuse(broken.message, "name")
        return False
    return True


def _create_generation(ready: list[Wanted], known: _Known, run: Run) -> None:
    units, pairs, facts = [], [], []
    for pk, each in zip(tree.draw_ids(len(ready)), ready, strict=True):
        parent = known.find(each.parent) if each.parent else None
        path = f"{parent.path}.{pk}" if parent else str(pk)
        each.values.setdefault("calendar", parent.calendar if parent else "cn")
        unit = Unit(
            pk=pk,
            code=each.key,
            level=each.level,
            pinyin=pinyin_of(each.values["name"], each.values.get("short_name", "")),
            path=path,
            **each.values,
        )
        units.append(unit)
        pairs.append((pk, parent.pk if parent else None))
        facts.append({"unit": pk, "level": each.level, "parent": parent.pk if parent else None, "import": True})
        known.add(unit)
        if each.row is not None:
            each.row.created(pk)
    Unit.objects.bulk_create(units, batch_size=2000)
    tree.plant(pairs)
    record_events("unit.created", list(units), by=run.by, at=run.now, facts=facts)


OUTLETS = Importer(
    kind="outlets",
    label=gettext_lazy("Units and outlets"),
    permission=EDIT_UNIT,
    fields=(
        Code("code", gettext_lazy("unit code"), max_length=32),
        Text("name", gettext_lazy("name"), is_required=True, max_length=120),
        Choice("level", gettext_lazy("level of the unit"), choices=Level.choices, also=ALSO),
        Code("parent", gettext_lazy("code of the unit above"), max_length=32),
        Code("bank_code", gettext_lazy("bank code"), max_length=12),
        Text("name_en", gettext_lazy("English name"), max_length=120),
        Text("short_name", gettext_lazy("short name"), max_length=40),
        Flag("serves_customers", gettext_lazy("serves customers over the counter")),
        Code("function", gettext_lazy("function"), max_length=20),
        Text("address", gettext_lazy("address"), max_length=200),
        Text("phone", gettext_lazy("telephone"), max_length=40),
        Code("calendar", gettext_lazy("working-day calendar"), max_length=40),
        Day("opened_on", gettext_lazy("opened on")),
        Text("bank_name", gettext_lazy("name of the bank"), max_length=120),
        Code("head_code", gettext_lazy("bank code of the head office"), max_length=12),
        Code("area_code", gettext_lazy("area code of the city or county"), max_length=6),
        Text("area_name", gettext_lazy("city or county"), max_length=60),
        Code("province_code", gettext_lazy("province code"), max_length=6),
        Text("province_name", gettext_lazy("province"), max_length=60),
    ),
    apply=apply,
    check=check,
    key=("code", "bank_code"),
    # What stands is compared with the tree itself, which people change by hand too.
    remembers=False,
    # Parents may follow their children in the file.
    chunk=0,
    mappings=Path(__file__).parents[1] / "mappings",
    mapping="cnaps",
    help=gettext_lazy("Units with code, name, level and the code of the unit above; or an extract of CNAPS."),
)
