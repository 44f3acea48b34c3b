"""From the rows of a table to values by field: what cannot be read is refused with line, column and reason."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from biaogan.core.errors import InputRefused
from biaogan.core.exchange.fields import Cell, Hint, Reader, Unreadable, text_of
from biaogan.core.exchange.folding import fold
from biaogan.core.exchange.importers import Importer, Row
from biaogan.core.exchange.mapping import Mapping, find_mapping, mapping_names
from biaogan.core.exchange.report import RefusedRow
from biaogan.core.exchange.tables import Cells, Layout, Table, open_table
from biaogan.core.wording import listed

#: As much of a refused value as is shown.
SHOWN = 80


@dataclass(frozen=True)
class Source:
    """An opened file with the mapping that it is read by."""

    path: Path
    table: Table
    mapping: Mapping


@dataclass(frozen=True)
class Placed:
    """An opened file with the part of the import that it belongs to; without parts, the importer itself."""

    part: Importer
    source: Source


@dataclass(frozen=True)
class _Plan:
    """How one field is read: the places of its columns, what was told to stand for what, and its reader."""

    name: str
    column: str
    places: tuple[int, ...]
    values: dict[str, str] | None
    read: Reader
    is_required: bool


def open_source(path: Path, importer: Importer, name: str) -> Source:
    """Open the file by the named mapping; without a name, by the shipped one whose columns it has, else by its head.

    Raises InputRefused if the file lacks columns that the mapping names.
    """
    mappings = [find_mapping(importer, each) for each in ([name] if name else mapping_names(importer))]
    layout = mappings[0].layout if name else _widest(mappings)
    table = open_table(path, layout)
    try:
        return _source(path, importer, table, mappings, is_named=bool(name))
    except InputRefused:
        table.close()
        raise


def place(path: Path, importer: Importer, name: str) -> Placed:
    """Open the file as that part of the import whose columns it has; of several, the one that reads most of them.

    Raises InputRefused if it fits none.
    """
    if not importer.parts:
        return Placed(importer, open_source(path, importer, name))
    fitting: list[Placed] = []
    for part in importer.parts:
        with contextlib.suppress(InputRefused):
            fitting.append(Placed(part, open_source(path, part, name)))
    if not fitting:
        find_mapping(importer.parts[0], name)
        message = _("%(file)s has the columns of no part of this import: %(parts)s.")
        parts = listed(str(part.label) for part in importer.parts)
        raise InputRefused("exchange.no_part", message % {"file": path.name, "parts": parts})
    best = max(fitting, key=lambda each: sum(len(columns) for columns in each.source.mapping.columns.values()))
    for other in fitting:
        if other is not best:
            other.source.table.close()
    return best


def _source(path: Path, importer: Importer, table: Table, mappings: list[Mapping], *, is_named: bool) -> Source:
    if not is_named:
        fitting = [each for each in mappings if each.columns and not _lacking(each, table.head)]
        best = max(fitting, key=lambda each: len(each.layout.columns), default=None)
        return Source(path, table, best or _by_head(importer, table.head, path))
    if lacking := _lacking(mappings[0], table.head):
        message = _("%(file)s lacks columns that the mapping names: %(columns)s. It has: %(head)s.")
        values = {"file": path.name, "columns": listed(lacking), "head": listed(table.head[:30])}
        raise InputRefused("exchange.no_column", message % values)
    return Source(path, table, mappings[0] if mappings[0].columns else _by_head(importer, table.head, path))


def _widest(mappings: list[Mapping]) -> Layout:
    # Of files with titles above the head, the head is found by the names that any mapping knows.
    return Layout(columns=frozenset().union(*(each.layout.columns for each in mappings)))


def _lacking(mapping: Mapping, head: list[str]) -> list[str]:
    needed = (
        set(mapping.layout.columns)
        | set(mapping.only)
        | (set(mapping.key) - set(mapping.fold.take if mapping.fold else ()))
    )
    if mapping.fold:
        needed |= {mapping.fold.by, mapping.fold.order} | {take.column for take in mapping.fold.take.values()}
        needed |= {column for take in mapping.fold.take.values() for column in take.where}
    return sorted(needed - set(head) - {""})


def _by_head(importer: Importer, head: list[str], path: Path) -> Mapping:
    """Return the mapping of a file whose columns bear the names or labels of our own fields, as in our exports."""
    names: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names |= {str(each.label).casefold(): each.name for each in importer.fields}
    names |= {each.name: each.name for each in importer.fields}
    columns: dict[str, tuple[str, ...]] = {
        names[column.casefold()]: (column,) for column in head if column.casefold() in names
    }
    if lacking := [str(each.label) for each in importer.fields if each.is_required and each.name not in columns]:
        message = _("%(file)s lacks columns: %(columns)s. Name a mapping, or give the columns these names.")
        raise InputRefused("exchange.no_column", message % {"file": path.name, "columns": listed(lacking)})
    return dataclasses.replace(find_mapping(importer), columns=columns)


def read_rows(source: Source, importer: Importer) -> Iterator[Row | RefusedRow]:
    """Yield each row of the file, or why it was refused."""
    name = source.path.name
    early: list[RefusedRow] = []

    def refuse(line: int, column: str, cell: Cell, reason: str) -> None:
        early.append(RefusedRow(reason, line, column, _shown(cell), name))

    table = fold(_narrowed(source.table, source.mapping), source.mapping, refuse)
    plans = _plans(importer, source.mapping, table.head)
    key_of = _key_maker(importer, source.mapping, table.head)
    constants = _constants(importer, source.mapping)
    for line, cells in table.lines:
        yield from _read(line, cells, plans, dict(constants), key_of, importer, name, len(table.head))
    yield from early


def _narrowed(table: Table, mapping: Mapping) -> Table:
    if not mapping.only:
        return table
    wanted = [(table.head.index(column), values) for column, values in mapping.only.items()]

    def lines() -> Iterator[tuple[int, Cells]]:
        for line, cells in table.lines:
            if all(place < len(cells) and text_of(cells[place]) in values for place, values in wanted):
                yield line, cells

    return Table(table.head, lines(), table.progress, table.close)


def _plans(importer: Importer, mapping: Mapping, head: list[str]) -> list[_Plan]:
    plans = []
    for each in importer.fields:
        if each.name not in mapping.columns:
            continue
        columns = mapping.columns[each.name]
        places = tuple(head.index(column) for column in columns)
        hint = Hint(mapping.formats.get(each.name, ()), mapping.zone)
        reader = each.reader(hint)
        values = mapping.values.get(each.name)
        join = _joined(mapping.joiner) if len(places) > 1 else None
        plans.append(_Plan(each.name, ", ".join(columns), places, values, _composed(reader, join), each.is_required))
    return plans


def _joined(joiner: str) -> Callable[[list[Cell]], str]:
    return lambda cells: joiner.join(text for text in map(text_of, cells) if text)


def _composed(reader: Reader, join: Callable[[list[Cell]], str] | None) -> Reader:
    return reader if join is None else lambda cells: reader(join(cells))  # type: ignore[arg-type]


def _constants(importer: Importer, mapping: Mapping) -> dict[str, Any]:
    """Return what every row of the file has: the mapping's constants, and empty values for fields that it leaves out."""
    hint = Hint((), mapping.zone)
    return {
        each.name: each.reader(hint)(mapping.constants.get(each.name))
        for each in importer.fields
        if each.name not in mapping.columns
    }


def _read(
    line: int,
    cells: Cells,
    plans: list[_Plan],
    values: dict[str, Any],
    key_of: Callable[[Cells, dict[str, Any]], str],
    importer: Importer,
    name: str,
    width: int,
) -> Iterator[Row | RefusedRow]:
    wrong: list[RefusedRow] = []
    if len(cells) > width and any(cell not in (None, "") for cell in cells[width:]):
        wrong.append(RefusedRow(_("has more cells than the head has columns"), line, "", _shown(cells[width]), name))
    for plan in plans:
        cell = _cell_of(plan, cells)
        try:
            value = plan.read(_replaced(cell, plan.values) if plan.values else cell)
            if plan.is_required and value in (None, ""):
                raise Unreadable(_("must not be empty"))
            values[plan.name] = value
        except Unreadable as reason:
            wrong.append(RefusedRow(reason.reason, line, plan.column, _shown(cell), name))
    wrong = wrong or _impossible(importer, values, plans, line, name)
    if wrong:
        yield from wrong
        return
    yield Row(line, name, values, key_of(cells, values), _digest(values))


def _cell_of(plan: _Plan, cells: Cells) -> Any:
    if len(plan.places) == 1:
        place = plan.places[0]
        return cells[place] if place < len(cells) else None
    return [cells[place] if place < len(cells) else None for place in plan.places]


def _replaced(cell: Cell, values: dict[str, str]) -> Cell:
    text = text_of(cell)
    return values.get(text, values.get("*", text))


def _impossible(
    importer: Importer, values: dict[str, Any], plans: list[_Plan], line: int, name: str
) -> list[RefusedRow]:
    if importer.check is None:
        return []
    columns = {plan.name: plan.column for plan in plans}
    return [
        RefusedRow(str(reason), line, columns.get(field, field), _shown(values.get(field)), name)
        for field, reason in importer.check(values)
    ]


def _key_maker(importer: Importer, mapping: Mapping, head: list[str]) -> Callable[[Cells, dict[str, Any]], str]:
    if mapping.key:
        places = [head.index(column) for column in mapping.key]
        return lambda cells, values: _short(
            "\x1f".join(text_of(cells[place]) for place in places if place < len(cells))
        )
    if mapping.key_is_row or not importer.key:
        return lambda cells, values: _hashed(repr([text_of(cell) for cell in cells]))
    fields = importer.key
    return lambda cells, values: _short("\x1f".join(str(values.get(name) or "") for name in fields))


def _short(key: str) -> str:
    return key if len(key) <= 100 else _hashed(key)


def _digest(values: dict[str, Any]) -> str:
    # What a row leaves out counts for nothing, so that a field that is added later does not make old rows look changed.
    return _hashed(repr(sorted(item for item in values.items() if item[1] is not None and item[1] != "")))


def _hashed(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _shown(cell: object) -> str:
    if isinstance(cell, list):
        return " · ".join(filter(None, map(_shown, cell)))[:SHOWN]
    text = "" if cell is None else str(cell).replace("\x00", "")
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def columns_by_field(source: Source) -> dict[str, str]:
    return {name: ", ".join(columns) for name, columns in source.mapping.columns.items()}
