"""Pages by cursor: the last row's key instead of a number of rows to skip, so that page 1,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import InputRefused

M = TypeVar("M", bound=Model)
R = TypeVar("R")

UNKNOWN_CURSOR = _("This page address is not valid. Go back to the list.")

#: Counts beyond this are shown as «1,000+».
COUNT_CAP = 1000


@dataclass(frozen=True)
class Page(Generic[R]):
    """One page of rows with the cursors of its neighbours, empty where there is none."""

    rows: list[R]
    next: str = ""
    previous: str = ""

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def page(rows: QuerySet[M], *, by: Sequence[str], cursor: str = "", size: int = 50) -> Page[M]:
    """Return the page of `rows` after (or, for a previous cursor, before) `cursor`.

    `by` names the fields of the order, «-» for descending, the last one unique; they may follow relations («case__opened_at»)
    and must not be null. Raises InputRefused for a cursor that is none of ours.
    """
    backwards, key = read_cursor(cursor, fields=len(by))
    order = [_turned(name) for name in by] if backwards else list(by)
    if key:
        rows = _after(rows, order, key)
    found = list(rows.order_by(*order)[: size + 1])
    return page_of(found[:size], by=by, backwards=backwards, is_first=not key, has_more=len(found) > size)


def page_of(found: list[R], *, by: Sequence[str], backwards: bool, is_first: bool, has_more: bool) -> Page[R]:
    """Make a page of rows that were found in the direction asked for; `has_more` tells of rows beyond them."""
    if backwards:
        found = found[::-1]
    before = has_more if backwards else not is_first
    after = backwards or has_more
    return Page(
        found,
        next=_write(found[-1], by, backwards=False) if after and found else "",
        previous=_write(found[0], by, backwards=True) if before and found else "",
    )


def capped_count(rows: QuerySet[Any], cap: int = COUNT_CAP) -> int:
    """Return the number of rows, or `cap` + 1 where there are more."""
    return rows.order_by()[: cap + 1].count()


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _after(rows: QuerySet[M], order: Sequence[str], key: Sequence[Any]) -> QuerySet[M]:
    try:
        return rows.filter(_beyond(order, key))
    except (ValueError, TypeError, ValidationError):
        # A cursor of another list: its key has other types.
        raise InputRefused("page.unknown_cursor", UNKNOWN_CURSOR) from None


def _beyond(order: Sequence[str], key: Sequence[Any]) -> Q:
    """Return «(a, b) comes after the key», written so that the index on (a, b) serves it."""
    beyond, equal = Q(), Q()
    for name, value in zip(order, key, strict=True):
        field = name.lstrip("-")
        step = "lt" if name.startswith("-") else "gt"
        beyond |= equal & Q(**{f"{field}__{step}": value})
        equal &= Q(**{field: value})
    first = order[0].lstrip("-")
    bound = "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{bound}": key[0]}) & beyond


def _write(row: Any, by: Sequence[str], *, backwards: bool) -> str:
    values = [_value(row, name.lstrip("-")) for name in by]
    packed = json.dumps([int(backwards), *values], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def _value(row: Any, path: str) -> Any:
    for part in path.split("__"):
        row = getattr(row, part)
    if isinstance(row, dt.datetime):
        return {"t": row.astimezone(dt.UTC).isoformat()}
    if isinstance(row, uuid.UUID):
        return str(row)
    return {"d": row.isoformat()} if isinstance(row, dt.date) else row


def read_cursor(cursor: str, *, fields: int, types: Sequence[type] = ()) -> tuple[bool, list[Any]]:
    """Return whether the cursor goes back, and the key that it goes on from, empty for the first page; raises InputRefused.

    Whoever puts the key into SQL of their own names the `types` that it must have.
    """
    if not cursor:
        return False, []
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        backwards, *values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if backwards not in (0, 1) or len(values) != fields:
            raise ValueError
        key = [_unpacked(value) for value in values]
        if not all(map(isinstance, key, types)):
            raise ValueError
        return bool(backwards), key
    except (ValueError, TypeError, KeyError, binascii.Error, RecursionError):
        raise InputRefused("page.unknown_cursor", UNKNOWN_CURSOR) from None


def _unpacked(value: Any) -> Any:
    if isinstance(value, dict):
        return _moment(value["t"]) if "t" in value else dt.date.fromisoformat(value["d"])
    if isinstance(value, str) and "\x00" in value:
        raise ValueError
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        raise ValueError
    return value


def _moment(text: str) -> dt.datetime:
    found = dt.datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError
    return found
