"""Rows into CSV and Excel files, so that no cell can run as a formula in somebody's spreadsheet."""

from __future__ import annotations

import csv
import datetime as dt
import decimal
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.db import transaction
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from biaogan.core.access import require_anywhere
from biaogan.core.errors import InputRefused
from biaogan.core.exchange.fields import FORMULA_STARTS
from biaogan.core.exchange.importers import WITNESSES
from biaogan.core.models import FileRun
from biaogan.core.registry import Registry
from biaogan.core.time import ZONE

if TYPE_CHECKING:
    from biaogan.core.access import Asker
    from biaogan.core.errors import Text

EXPORT_DATA = "export_data"

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: Excel has no more rows than this on a sheet.
MAX_SHEET_ROWS = 1_048_575


@dataclass(frozen=True)
class Column:
    """A column of an export. `name` is the field that the importer of the same kind knows it by."""

    name: str
    label: Text
    width: int = 16


@dataclass(frozen=True)
class Exporter:
    """How one kind of rows is given out: `rows(actor, now, options)` yields a sequence of values in the order of `columns`."""

    kind: str
    label: Text
    permission: str
    columns: Sequence[Column]
    rows: Callable[[Asker, dt.datetime, dict[str, str]], Iterable[Sequence[Any]]]


EXPORTERS: Registry[Exporter] = Registry("exporter")


def register_exporter(exporter: Exporter) -> Exporter:
    return EXPORTERS.register(exporter.kind, exporter)


def export_file(
    exporter: Exporter, path: Path, *, by: Asker, now: dt.datetime, options: dict[str, str] | None = None
) -> int:
    """Write what `by` may see of the exporter's rows to the file; return how many. Raises PermissionDenied, InputRefused."""
    require_anywhere(by, EXPORT_DATA)
    require_anywhere(by, exporter.permission)
    with transaction.atomic():
        count = write(path, exporter.columns, exporter.rows(by, now, options or {}), title=exporter.kind)
        note_export(exporter.kind, path.name, count, by=by, now=now)
    return count


def note_export(kind: str, name: str, count: int, *, by: Asker, now: dt.datetime) -> None:
    """Remember that somebody took rows out of the product in a file."""
    run = FileRun.objects.create(kind=kind, is_export=True, actor_ref=by.ref, at=now, files=[name], created=count)
    for tell in WITNESSES:
        tell("file.exported", run, by=by, now=now, facts={"kind": kind, "rows": count})


def write(path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, title: str = "") -> int:
    """Write the rows to a .csv or .xlsx file; return how many. Raises InputRefused for another ending."""
    if path.suffix.lower() == ".xlsx":
        with path.open("wb") as file:
            return _write_excel(file, columns, rows, title)
    if path.suffix.lower() == ".csv":
        # With its mark, since Excel takes a file without for the machine's old encoding.
        with path.open("w", encoding="utf-8-sig", newline="") as text:
            return _write_csv(text, columns, rows)
    message = _("%(file)s: the name of an export ends in .csv or .xlsx.")
    raise InputRefused("exchange.unknown_ending", message % {"file": path.name})


def download(
    name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], kind: str = "xlsx"
) -> HttpResponse | StreamingHttpResponse:
    """Return the rows as a file to download; `kind` is xlsx or csv, and the file is called `name` with that ending."""
    if kind == "csv":
        response: Any = StreamingHttpResponse(_csv_pieces(columns, rows), content_type="text/csv; charset=utf-8")
    else:
        file = io.BytesIO()
        _write_excel(file, columns, rows, name)
        file.seek(0)
        response = FileResponse(file, content_type=XLSX_TYPE)
    ending = "csv" if kind == "csv" else "xlsx"
    response["Content-Disposition"] = (
        f"attachment; filename=\"export.{ending}\"; filename*=UTF-8''{quote(f'{name}.{ending}')}"
    )
    return response  # type: ignore[no-any-return]


class _Echo:
    def write(self, text: str) -> str:
        return text


def _csv_pieces(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + str(writer.writerow([str(column.label) for column in columns]))
    for row in rows:
        yield str(writer.writerow([_plain(value) for value in row]))


def _write_csv(file: io.TextIOBase, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> int:
    writer, count = csv.writer(file), 0
    writer.writerow([str(column.label) for column in columns])
    for row in rows:
        writer.writerow([_plain(value) for value in row])
        count += 1
    return count


def _plain(value: Any) -> Any:
    """Return what stands in a CSV cell; text that a spreadsheet would run gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, (bool, int, float, decimal.Decimal)):
        return value
    if isinstance(value, dt.datetime):
        return value.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")
    text = str(value)
    return f"'{text}" if text[:1] in FORMULA_STARTS else text


def _write_excel(file: Any, columns: Sequence[Column], rows: Iterable[Sequence[Any]], title: str) -> int:
    import xlsxwriter

    # Row by row to the disk, and never a formula or a link, whatever the text begins with.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet(_sheet_name(title))
    looks = {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, str(column.label), looks["head"])
    sheet.freeze_panes(1, 0)
    count = 0
    for count, row in enumerate(rows, 1):
        if count > MAX_SHEET_ROWS:
            raise InputRefused("exchange.too_big", _("More rows than an Excel sheet holds: export as CSV."))
        for place, value in enumerate(row):
            _write_cell(sheet, count, place, value, looks)
    book.close()
    return count


def _write_cell(sheet: Any, line: int, place: int, value: Any, looks: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, (int, float, decimal.Decimal)):
        sheet.write_number(line, place, value)
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(line, place, value.astimezone(ZONE).replace(tzinfo=None), looks["moment"])
    elif isinstance(value, dt.date):
        sheet.write_datetime(line, place, dt.datetime.combine(value, dt.time()), looks["day"])
    else:
        sheet.write_string(line, place, str(value)[:32_767])


def _sheet_name(title: str) -> str:
    name = "".join(" " if letter in "[]:*?/\\'" else letter for letter in title).strip()
    return name[:31] or "Biaogan"
