"""Files of limits: CSV in, the same rows with a column «due» out, in pieces of any number of rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from biaogan.core.errors import InputRefused
from biaogan.core.exchange.tables import MAX_CELL
from biaogan.core.wording import listed
from biaogan.workcal.batch import CalendarOf, Ends, ends_of

#: Rows that are counted at once: enough to be fast, few enough for any length of file.
CHUNK = 100_000
WANTED = ("start", "limit", "calendar")

#: Why a row has no end: its line, the column at fault, the reason, the value.
RefusedLine = tuple[int, str, str, str]


@dataclass(frozen=True)
class Piece:
    """Some rows of a file with their ends, and the lines that were refused."""

    rows: list[list[str]]
    ends: Ends
    refused: list[RefusedLine]


class LimitsFile:
    """A CSV with the columns start, limit and perhaps calendar, in any order and with others between.

    Raises InputRefused for an encoding nobody knows and for missing columns, and while it is read for broken quotes.
    """

    def __init__(self, data: bytes, name: str, *, calendar: str) -> None:
        self._name, self._calendar = name, calendar
        # One for the whole process: the same as for tables that are read in, whichever is read first.
        csv.field_size_limit(MAX_CELL)
        self._reader = csv.reader(_text(data, name))
        self.head = [column.strip() for column in next(self._reader, [])]
        if lacking := [column for column in WANTED[:2] if column not in self.head]:
            values = {"file": name, "columns": listed(lacking)}
            raise InputRefused("workcal.no_column", _("%(file)s lacks columns: %(columns)s.") % values)

    def pieces(self, calendar_of: CalendarOf) -> Iterator[Piece]:
        for lines, rows in self._chunks():
            columns = [self._column(rows, name) for name in WANTED]
            ends = ends_of(*columns, calendar_of=calendar_of)
            refused = [(lines[each.place], each.column, each.reason, each.value) for each in ends.refused]
            yield Piece(rows, ends, refused)

    def _chunks(self) -> Iterator[tuple[list[int], list[list[str]]]]:
        """Yield rows in chunks with the lines they end on; blank lines are left out."""
        lines: list[int] = []
        rows: list[list[str]] = []
        try:
            for row in self._reader:
                if row:
                    rows.append(row)
                    lines.append(self._reader.line_num)
                if len(rows) == CHUNK:
                    yield lines, rows
                    lines, rows = [], []
        except csv.Error as error:
            raise InputRefused("workcal.unreadable", f"{self._name}, {self._reader.line_num}: {error}") from None
        if rows:
            yield lines, rows

    def _column(self, rows: list[list[str]], name: str) -> list[str]:
        default = self._calendar if name == "calendar" else ""
        if name not in self.head:
            return [default] * len(rows)
        place = self.head.index(name)
        return [(row[place] if place < len(row) else "") or default for row in rows]


class DueWriter:
    """Writes rows with the column «due», which takes the place of one that is there already."""

    def __init__(self, sink: Any, head: Sequence[str]) -> None:
        self._width = len(head)
        self._place = head.index("due") if "due" in head else None
        self._writer = csv.writer(sink, lineterminator="\n")
        self._writer.writerow(head if self._place is not None else [*head, "due"])

    def write(self, piece: Piece) -> None:
        self._writer.writerows(self._with_due(piece))

    def _with_due(self, piece: Piece) -> Iterator[list[str]]:
        for row, end in zip(piece.rows, piece.ends.due, strict=True):
            row += [""] * (self._width - len(row))
            if self._place is None:
                row.insert(self._width, end)
            else:
                row[self._place] = end
            yield row


def _text(data: bytes, name: str) -> io.StringIO:
    """Return the text of the file, whatever of the usual encodings it is in."""
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return io.StringIO(data.decode(encoding), newline="")
        except UnicodeDecodeError:
            continue
    raise InputRefused("workcal.unknown_encoding", _("%(file)s is neither UTF-8 nor GBK.") % {"file": name})
