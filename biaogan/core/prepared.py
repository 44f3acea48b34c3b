"""Statements that are written once, and that the server plans once for a connection: for what every request or deed asks.

The ORM writes each statement anew, and the server plans it anew, which takes ten times as long as answering one of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.utils import CursorWrapper
from django.db.models import Model


def cursor() -> CursorWrapper:
    """Return a cursor within Django's transaction, whose statements are counted and logged like all others.

    Unlike Django's own it lets the server prepare what comes again and again, unless BIAOGAN_PREPARE says no.
    """
    # `connection` looks for the thread's own at every attribute.
    link = connections[DEFAULT_DB_ALIAS]
    link.ensure_connection()
    raw: Any = psycopg.Cursor(link.connection)
    return link.make_debug_cursor(raw) if link.queries_logged else link.make_cursor(raw)


def ask(statement: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with cursor() as asked:
        asked.execute(statement, params)
        found: list[tuple[Any, ...]] = asked.fetchall()
        return found


class Joined:
    """Whole rows of some models by one statement: `Joined("FROM org_unit u WHERE u.code = ANY(%s)", u=Unit)`.

    Each row comes as a tuple of instances in the order named, None for one whose key is null.
    """

    def __init__(self, source: str, **models: type[Model]) -> None:
        self._source, self._models = source, models

    def rows(self, *params: Any) -> Iterator[tuple[Any, ...]]:
        for row in ask(self._statement, params):
            yield tuple(make(row[first:last]) for make, (first, last) in zip(self._makers, self._bounds, strict=True))

    @cached_property
    def _statement(self) -> str:
        columns = [f'{alias}."{field.column}"' for alias, model in self._models.items() for field in _fields(model)]
        return f"SELECT {', '.join(columns)} {self._source}"

    @cached_property
    def _makers(self) -> list[Callable[[tuple[Any, ...]], Any]]:
        return [_maker(model) for model in self._models.values()]

    @cached_property
    def _bounds(self) -> list[tuple[int, int]]:
        ends = [0]
        for model in self._models.values():
            ends.append(ends[-1] + len(_fields(model)))
        return list(pairwise(ends))


def _fields(model: type[Model]) -> list[Any]:
    return list(model._meta.concrete_fields)


def _maker(model: type[Model]) -> Callable[[tuple[Any, ...]], Any]:
    fields = _fields(model)
    names = [field.attname for field in fields]
    key = fields.index(model._meta.pk)
    reads = [(place, field.from_db_value) for place, field in enumerate(fields) if hasattr(field, "from_db_value")]

    def make(values: tuple[Any, ...]) -> Any:
        if values[key] is None:
            return None
        if reads:
            changed = list(values)
            for place, read in reads:
                changed[place] = read(changed[place], None, connection)
            values = tuple(changed)
        return model.from_db(DEFAULT_DB_ALIAS, names, values)

    return make
