"""Tables out of CSV and Excel files: one row after the other, with the line it stands on."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import InputRefused
from biaogan.core.exchange.encodings import delimiter_of, encoding_of, require_encoding
from biaogan.core.exchange.fields import Cell

MEGABYTE = 1 << 20
MAX_BYTES = 500 * MEGABYTE
#: What an Excel file may unpack to, and how often its packed size; beyond lies only malice.
MAX_UNPACKED = 1500 * MEGABYTE
MAX_RATIO = 400
MAX_ENTRIES = 5000
#: Excel files are read as a whole.
MAX_EXCEL_BYTES = 100 * MEGABYTE
MAX_CELL = MEGABYTE
MAX_COLUMNS = 1000
#: Where a table may begin: below a title and some remarks.
ROWS_TO_HEAD = 20

Cells = list[Cell]
#: Rows with the line each begins on, and a way to ask how much of how much was read.
Lines = Iterator[tuple[int, Cells]]
Progress = Callable[[], tuple[int, int]]


@dataclass
class Table:
    """`head` are the names of the columns; `lines` yields the rows below, blank ones left out."""

    head: list[str]
    lines: Lines
    progress: Progress
    close: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Layout:
    """What a mapping says about the file: encoding and delimiter of text, sheet of Excel, the columns that its head has."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    columns: frozenset[str] = frozenset()


def open_table(path: Path, layout: Layout) -> Table:
    """Return the table in the file; raises InputRefused where there is none, or it is too large or hostile."""
    size = path.stat().st_size
    if size == 0:
        raise InputRefused("exchange.empty", _("%(file)s is empty.") % {"file": path.name})
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"PK\x03\x04"):
        return _excel(path, layout, size)
    if start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        _require_size(path, size, MAX_EXCEL_BYTES)
        return _sheet(path, layout)
    _require_size(path, size, MAX_BYTES)
    return _text(path, layout, size)


def _require_size(path: Path, size: int, limit: int) -> None:
    if size > limit:
        message = _("%(file)s is larger than %(limit)s MB. Split it, and import the parts one after the other.")
        raise InputRefused("exchange.too_big", message % {"file": path.name, "limit": limit // MEGABYTE})


def _text(path: Path, layout: Layout, size: int) -> Table:
    encoding = require_encoding(layout.encoding) if layout.encoding else encoding_of(path)
    raw = path.open("rb")
    file = io.TextIOWrapper(io.BufferedReader(raw, MEGABYTE), encoding=encoding, newline="")  # type: ignore[type-var, unused-ignore]
    try:
        first = file.readline()
        file.seek(0)
        csv.field_size_limit(MAX_CELL)
        reader = csv.reader(file, delimiter=layout.delimiter or delimiter_of(first), strict=True)
        lines = _numbered(reader, path.name)
        return _below_head(lines, layout, path.name, lambda: (raw.tell(), size), close=file.close)
    except UnicodeError:
        file.close()
        message = _("%(file)s is not in the encoding %(encoding)s.")
        raise InputRefused("exchange.unknown_encoding", message % {"file": path.name, "encoding": encoding}) from None
    except InputRefused:
        file.close()
        raise


def _numbered(reader: Iterator[list[str]], name: str) -> Lines:
    line = 0
    while True:
        begins = line + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, UnicodeError) as error:
            message = _("%(file)s cannot be read from line %(line)s on: %(reason)s. Is a quotation mark missing?")
            values = {"file": name, "line": begins, "reason": error}
            raise InputRefused("exchange.unreadable", message % values) from None
        line = reader.line_num  # type: ignore[attr-defined]
        yield begins, list(cells)


def _excel(path: Path, layout: Layout, size: int) -> Table:
    _require_size(path, size, MAX_EXCEL_BYTES)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile:
        raise InputRefused("exchange.unreadable", _unreadable(path)) from None
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or (unpacked > MEGABYTE and unpacked > size * MAX_RATIO):
        message = _("%(file)s unpacks to far more than it should. It was not opened.")
        raise InputRefused("exchange.bomb", message % {"file": path.name})
    return _sheet(path, layout)


def _sheet(path: Path, layout: Layout) -> Table:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        names = book.sheet_names
        name = layout.sheet or (names[0] if names else "")
        if name not in names:
            message = _("%(file)s has no sheet «%(sheet)s».")
            raise InputRefused("exchange.no_sheet", message % {"file": path.name, "sheet": name})
        sheet = book.get_sheet_by_name(name)
    except (python_calamine.CalamineError, OSError, ValueError):
        raise InputRefused("exchange.unreadable", _unreadable(path)) from None
    begins = (sheet.start or (0, 0))[0] + 1
    total = (sheet.end or (0, 0))[0] + 1
    done = [0]

    def lines() -> Lines:
        for line, cells in enumerate(sheet.to_python(skip_empty_area=True), begins):
            done[0] = line
            yield line, list(cells)

    return _below_head(lines(), layout, path.name, lambda: (done[0], total))


def _unreadable(path: Path) -> str:
    return _("%(file)s is neither a CSV nor an Excel file that can be read.") % {"file": path.name}


def _below_head(
    lines: Lines, layout: Layout, name: str, progress: Progress, *, close: Callable[[], None] = lambda: None
) -> Table:
    """Find the row with the names of the columns: the one with most of those wanted, else the first that is not blank."""
    best: tuple[int, list[str]] | None = None
    looked: list[tuple[int, Cells]] = []
    for line, cells in lines:
        if _is_blank(cells):
            continue
        looked.append((line, cells))
        names = [str(cell).strip().strip("\ufeff") if cell is not None else "" for cell in cells]
        hits = len(layout.columns.intersection(names))
        if best is None or hits > best[0]:
            best, below = (hits, names), len(looked)
        if hits == len(layout.columns) or len(looked) == ROWS_TO_HEAD:
            break
    if best is None:
        raise InputRefused("exchange.empty", _("%(file)s has no rows.") % {"file": name})
    head = best[1]
    while head and not head[-1]:
        head.pop()
    if len(head) > MAX_COLUMNS:
        raise InputRefused("exchange.too_wide", _("%(file)s has more than a thousand columns.") % {"file": name})
    return Table(head, _chained(looked[below:], lines), progress, close)


def _chained(first: list[tuple[int, Cells]], rest: Lines) -> Lines:
    yield from first
    for line, cells in rest:
        if not _is_blank(cells):
            yield line, cells


def _is_blank(cells: Cells) -> bool:
    return not any(
        cell is not None and cell != "" and not (isinstance(cell, str) and not cell.strip()) for cell in cells
    )
