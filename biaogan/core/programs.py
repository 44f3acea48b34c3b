"""What schemas of the API have in common."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import QuerySet
from ninja import Field, Schema

from biaogan.core.paging import page

BIGGEST = 2**63 - 1

#: The number of a row, as large as the database takes it.
Id = Annotated[int, Field(ge=1, le=BIGGEST)]

#: Where a list goes on: `next` or `previous` of the page before, empty for the first.
Cursor = Annotated[str, Field(max_length=500)]


class CursorPage(Schema):
    """A page of a list; subclasses add `items`. `next` and `previous` are empty at the ends."""

    next: str
    previous: str


def cursor_page(rows: QuerySet[Any], *, by: list[str], cursor: str, size: int = 50) -> dict[str, Any]:
    """Return the page of `rows` at `cursor` as a CursorPage reads it."""
    found = page(rows, by=by, cursor=cursor, size=size)
    return {"items": found.rows, "next": found.next, "previous": found.previous}
