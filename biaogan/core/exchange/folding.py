"""Event logs, one row an event, become one record a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.translation import gettext as _

from biaogan.core.exchange.fields import Cell, Hint, Moment, Unreadable, text_of
from biaogan.core.exchange.mapping import Fold, Mapping, Take
from biaogan.core.exchange.tables import Cells, Table

T = TypeVar("T")

#: The moment of an event, or its place in the file; of two at once, the place decides.
Order = tuple[float, int]

#: Called with line, column, cell and reason of an event that cannot be read.
Refuse = Callable[[int, str, Cell, str], None]


@dataclass
class _Record:
    line: int
    cells: Cells
    first: Order
    #: Per taken column: the order of the event taken so far, and its cell; or how many there were.
    taken: dict[str, tuple[Order, Cell]] = field(default_factory=dict)


def fold(table: Table, mapping: Mapping, refuse: Refuse) -> Table:
    """Return the table with one row for each case: the cells of its first event, and the columns that were taken.

    An event whose order cannot be read is told to `refuse` with its line, column and cell, and left out.
    """
    how = mapping.fold
    if how is None:
        return table
    return Table([*table.head, *how.take], _folded(table, how, mapping, refuse), table.progress, table.close)


def _folded(table: Table, how: Fold, mapping: Mapping, refuse: Refuse) -> Iterator[tuple[int, Cells]]:
    at = {name: place for place, name in reversed(list(enumerate(table.head)))}
    order_of = _order(how, at, mapping)
    records: dict[str, _Record] = {}
    for number, (line, cells) in enumerate(table.lines):
        column = how.by
        try:
            case = _given(text_of(_cell(cells, at[column])))
            column = how.order or column
            order = order_of(cells, number)
        except Unreadable as wrong:
            refuse(line, column, _cell(cells, at[column]), wrong.reason)
            continue
        _add(records, case, how, at, line, cells, order)
    width = len(table.head)
    for record in records.values():
        padded = record.cells[:width] + [None] * (width - len(record.cells))
        yield record.line, padded + [record.taken[name][1] if name in record.taken else None for name in how.take]


def _given(value: T | None) -> T:
    if not value:
        raise Unreadable(_("must not be empty"))
    return value


def _order(how: Fold, at: dict[str, int], mapping: Mapping) -> Callable[[Cells, int], Order]:
    if not how.order:
        return lambda cells, number: (number, number)
    place = at[how.order]
    moment = Moment("", "").reader(Hint((how.format,) if how.format else (), mapping.zone))

    def order(cells: Cells, number: int) -> Order:
        return _given(moment(_cell(cells, place))).timestamp(), number

    return order


def _add(
    records: dict[str, _Record], case: str, how: Fold, at: dict[str, int], line: int, cells: Cells, order: Order
) -> None:
    record = records.get(case)
    if record is None:
        record = records[case] = _Record(line, cells, order)
    elif order < record.first:
        record.line, record.cells, record.first = line, cells, order
    for name, take in how.take.items():
        if all(text_of(_cell(cells, at[column])) in values for column, values in take.where.items()):
            record.taken[name] = _taken(record.taken.get(name), take, order, _cell(cells, at[take.column]))


def _taken(so_far: tuple[Order, Cell] | None, take: Take, order: Order, cell: Cell) -> tuple[Order, Cell]:
    if take.which == "count":
        return order, int(so_far[1]) + 1 if so_far else 1  # type: ignore[arg-type]
    if so_far is None:
        return order, cell
    is_earlier = order < so_far[0]
    return (order, cell) if is_earlier == (take.which == "first") else so_far


def _cell(cells: Cells, place: int) -> Cell:
    return cells[place] if place < len(cells) else None
