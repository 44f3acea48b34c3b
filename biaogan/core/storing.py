"""New rows of one model, stored by a statement that the server knows already; thousands by COPY."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.utils import CursorWrapper
from django.db.models import JSONField, Model

from biaogan.core import prepared
from biaogan.core.copying import MANY, as_json, copy_in, stored_fields

M = TypeVar("M", bound=Model)


def store(rows: Sequence[M]) -> list[M]:
    """Store new rows of one model and return them with their keys, which all of them bring, or none.

    Constraints and triggers of the database hold as always. A value stands as it is: no field fills itself in on saving.
    """
    if not rows or len(rows) >= MANY:
        return copy_in(rows)
    if rows[0].pk is not None:
        append(rows)
        return list(rows)
    with prepared.cursor() as cursor:
        _send(rows, cursor, returning=True)
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key
    return list(rows)


def append(rows: Sequence[Model]) -> None:
    """Store new rows of one model whose keys nobody needs to know: the database draws those that are not set."""
    if len(rows) >= MANY:
        copy_in(rows)
    elif rows:
        with prepared.cursor() as cursor:
            _send(rows, cursor)


@contextlib.contextmanager
def together() -> Iterator[None]:
    """Send what is stored inside without waiting for each answer; a refusal shows at the next question, at the latest at the end.

    Inside, nothing may depend on how many rows an `update` or a `save` of the ORM found: that is not known yet.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def _send(rows: Sequence[Model], cursor: CursorWrapper, returning: bool = False) -> None:
    statement, takers = _insert(type(rows[0]), len(rows), rows[0].pk is not None, returning)
    cursor.execute(statement, [_value(row.__dict__[name], is_json) for row in rows for name, is_json in takers])
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _value(value: Any, is_json: bool) -> Any:
    return as_json(value) if is_json else value


@cache
def _insert(model: type[Model], count: int, with_key: bool, returning: bool) -> tuple[str, list[tuple[str, bool]]]:
    """Return the statement, and for each value of a row the attribute it is taken from and whether it is JSON."""
    fields = [field for field in stored_fields(model) if with_key or not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    values = ", ".join([row] * count)
    statement = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({columns}) VALUES {values}"
    if returning:
        # In the order of the rows.
        statement += f" RETURNING {connection.ops.quote_name(model._meta.pk.column)}"
    return statement, [(field.attname, isinstance(field, JSONField)) for field in fields]
