"""What schemas of the API have in common."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from django.db.models import QuerySet
from ninja import Field, Schema
from pydantic import AwareDatetime, BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from biaogan.core.paging import page

BIGGEST = 2**63 - 1

#: The number of a row, as large as the database takes it.
Id = Annotated[int, Field(ge=1, le=BIGGEST)]

#: How a day begins, and a moment.
_WRITTEN = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$"


def _as_written(kind: str) -> BeforeValidator:
    def require(value: Any) -> Any:
        # Numbers would be taken as seconds since 1970, which nobody means and the description does not say.
        if isinstance(value, (int, float)) or (isinstance(value, str) and not _WRITTEN.match(value)):
            raise PydanticCustomError(f"{kind}_parsing", "not as it is written")
        return value

    return BeforeValidator(require)


def _on_the_clock(value: Any) -> Any:
    if not isinstance(value, dt.time) and not (isinstance(value, str) and re.match(_TIME, value)):
        raise PydanticCustomError("time_parsing", "not a time of day")
    return value


#: A day as «2026-11-24».
Day = Annotated[dt.date, _as_written("date")]

#: A moment with its offset, as «2026-11-24T10:00:00+08:00».
Moment = Annotated[AwareDatetime, _as_written("datetime")]

#: A moment that may come without an offset and is then of the network's zone.
LooseMoment = Annotated[dt.datetime, _as_written("datetime")]

#: A time of day on the clock of the place, as «17:30» or «17:30:00».
LocalTime = Annotated[
    dt.time, BeforeValidator(_on_the_clock), WithJsonSchema({"type": "string", "pattern": _TIME, "examples": ["17:30"]})
]

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
