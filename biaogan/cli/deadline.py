"""`biaogan deadline`: when a limit ends, and why; for one limit or for a file of them."""

from __future__ import annotations

import csv
import gc
import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from biaogan.server.words import speaks_chinese

if TYPE_CHECKING:
    from biaogan.workcal.batch import CalendarOf, Ends
    from biaogan.workcal.kinds import YearState
    from biaogan.workcal.rules import Due

#: Rows of a file that are counted at once: enough to be fast, few enough for any length of file.
CHUNK = 100_000
WANTED = ("start", "limit", "calendar")


@click.command("deadline")
@click.option("--start", help="A date, or a local date and time: 2026-02-12 or 2026-02-12T16:30.")
@click.option("--limit", help="2wd working days, 8wh working hours, 24h hours, 15d calendar days, 1mo months.")
@click.option("--calendar", default="cn", show_default=True, help="cn, cn-gx, or the code of your own calendar.")
@click.option("--explain", is_flag=True, help="Say day by day how it was counted.")
@click.option("--csv", "file", type=click.Path(path_type=Path), help="A file with the columns start,limit,calendar.")
@click.option("--json", "as_json", is_flag=True, help="One object on standard output.")
def deadline(
    start: str | None, limit: str | None, calendar: str, explain: bool, file: Path | None, as_json: bool
) -> None:
    """Tell when a limit ends: --start and --limit, or --csv for many.

    The day of receipt is not counted. A file is printed with a column «due», in ISO 8601 local time.
    """
    if (file is None) == (start is None or limit is None):
        raise click.UsageError("Give --start and --limit, or --csv.")
    _speak()
    from biaogan.core.errors import Problem
    from biaogan.workcal.source import calendars

    try:
        with calendars() as calendar_of:
            if file is not None:
                with _no_collection():
                    all_well = _print_file(file, calendar, calendar_of, as_json=as_json)
            else:
                all_well = _print_one(str(start), str(limit), calendar, calendar_of, explain=explain, as_json=as_json)
    except Problem as problem:
        if as_json:
            click.echo(json.dumps({"error": {"code": problem.code, "message": problem.message}}, ensure_ascii=False))
            sys.exit(1)
        raise click.ClickException(problem.message) from problem
    if not all_well:
        sys.exit(1)


def _speak() -> None:
    """Make sentences ready in the language of the terminal. The product's settings are not loaded: that takes a second."""
    from django.apps import apps
    from django.conf import settings
    from django.utils import translation

    if not settings.configured:
        package = Path(__file__).resolve().parents[1]
        folders = [str(package / app / "locale") for app in ("workcal", "core", "cli")]
        settings.configure(USE_I18N=True, USE_TZ=True, TIME_ZONE="Asia/Shanghai", LOCALE_PATHS=folders)
        apps.populate([])
    translation.activate("zh-hans" if speaks_chinese() else "en")


def _print_one(start: str, limit: str, code: str, calendar_of: CalendarOf, *, explain: bool, as_json: bool) -> bool:
    from biaogan.core.errors import InputRefused
    from biaogan.workcal.batch import read_start, why_no_start
    from biaogan.workcal.rules import ZONE, Limit, due_at

    try:
        moment = read_start(start).replace(tzinfo=ZONE)
    except (ValueError, OverflowError):
        raise InputRefused("workcal.start_unreadable", f"--start {start[:40]}: {why_no_start()}.") from None
    due = due_at(moment, Limit.parse(limit), calendar=calendar_of(code))
    if as_json:
        click.echo(json.dumps(_as_json(due, explain), ensure_ascii=False))
    else:
        for line in _lines(due, explain):
            click.echo(line)
    return True


def _as_json(due: Due, explain: bool) -> dict[str, Any]:
    from biaogan.workcal.telling import due_facts

    return due_facts(due, explain=explain)


def _lines(due: Due, explain: bool) -> Iterator[str]:
    from django.utils.translation import gettext as _

    from biaogan.core.wording import moment_text
    from biaogan.workcal.telling import local_iso
    from biaogan.workcal.wording import years_text

    yield f"{local_iso(due.due_at)}  {moment_text(due.due_at)}"
    if due.rolled_due_at:
        rolled = f"{local_iso(due.rolled_due_at)}  {moment_text(due.rolled_due_at)}"
        yield _("ends on a day of rest; latest end by Civil Code art. 203: %(moment)s") % {"moment": rolled}
    if unsettled := due.unsettled_years():
        values = {"years": years_text(unsettled, due.calendar.layers)}
        yield _("provisional, since these notices are not final: %(years)s") % values
    if explain:
        yield from _explanation(due)


def _explanation(due: Due) -> Iterator[str]:
    from biaogan.workcal.wording import explanation, weekday_text

    yield ""
    for step in explanation(due):
        yield " · ".join([f"{step.day} {weekday_text(step.day)}", step.count, step.nature, *step.remarks])


def _print_file(file: Path, code: str, calendar_of: CalendarOf, *, as_json: bool) -> bool:
    from biaogan.workcal.batch import ends_of

    reader = csv.reader(_open(file))
    head = [name.strip() for name in next(reader, [])]
    _require_columns(head, file)
    sink = _JsonSink(head) if as_json else _CsvSink(head)
    all_well = True
    unsettled: set[tuple[str, int, YearState]] = set()
    for lines, rows in _chunks(reader, file):
        columns = [_column(rows, head, name, default=code if name == "calendar" else "") for name in WANTED]
        ends = ends_of(*columns, calendar_of=calendar_of)
        refused = [(lines[each.place], each.column, each.reason, each.value) for each in ends.refused]
        sink.write(rows, ends, refused)
        all_well = all_well and not refused
        unsettled |= ends.unsettled
    sink.close()
    _warn(unsettled)
    return all_well


@contextmanager
def _no_collection() -> Iterator[None]:
    # Hundreds of thousands of rows are alive at once and none is garbage: looking for some takes a third of the time.
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _open(file: Path) -> io.StringIO:
    """Return the text of the file, whatever of the usual encodings it is in."""
    from django.utils.translation import gettext as _

    from biaogan.core.errors import InputRefused

    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise InputRefused("workcal.no_file", f"{file}: {error.strerror}") from None
    names = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for name in names:
        try:
            return io.StringIO(data.decode(name), newline="")
        except UnicodeDecodeError:
            continue
    raise InputRefused("workcal.unknown_encoding", _("%(file)s is neither UTF-8 nor GBK.") % {"file": file})


def _require_columns(head: Sequence[str], file: Path) -> None:
    from django.utils.translation import gettext as _

    from biaogan.core.errors import InputRefused

    if lacking := [name for name in WANTED[:2] if name not in head]:
        values = {"file": file, "columns": ", ".join(lacking)}
        raise InputRefused("workcal.no_column", _("%(file)s lacks columns: %(columns)s.") % values)


def _chunks(reader: Any, file: Path) -> Iterator[tuple[list[int], list[list[str]]]]:
    """Yield rows in chunks with the lines they end on; blank lines are left out."""
    from biaogan.core.errors import InputRefused

    lines: list[int] = []
    rows: list[list[str]] = []
    try:
        for row in reader:
            if row:
                rows.append(row)
                lines.append(reader.line_num)
            if len(rows) == CHUNK:
                yield lines, rows
                lines, rows = [], []
    except csv.Error as error:
        raise InputRefused("workcal.unreadable", f"{file}, {reader.line_num}: {error}") from None
    if rows:
        yield lines, rows


def _column(rows: list[list[str]], head: Sequence[str], name: str, *, default: str) -> list[str]:
    if name not in head:
        return [default] * len(rows)
    place = head.index(name)
    return [(row[place] if place < len(row) else "") or default for row in rows]


Refusals = Iterable[tuple[int, str, str, str]]


class _CsvSink:
    """Prints the rows with the column «due», and what was refused beside them."""

    def __init__(self, head: list[str]) -> None:
        self._width = len(head)
        self._place = head.index("due") if "due" in head else None
        self._writer = csv.writer(sys.stdout, lineterminator="\n")
        self._writer.writerow(head if self._place is not None else [*head, "due"])

    def write(self, rows: list[list[str]], ends: Ends, refused: Refusals) -> None:
        self._writer.writerows(self._with_due(rows, ends.due))
        sys.stdout.flush()
        sys.stderr.writelines(_refusal_line(*each) for each in refused)

    def _with_due(self, rows: list[list[str]], due: list[str]) -> Iterator[list[str]]:
        for row, end in zip(rows, due, strict=True):
            row += [""] * (self._width - len(row))
            if self._place is None:
                row.insert(self._width, end)
            else:
                row[self._place] = end
            yield row

    def close(self) -> None:
        sys.stdout.flush()


class _JsonSink:
    """Keeps rows and refusals, and prints one object at the end."""

    def __init__(self, head: list[str]) -> None:
        self._head = head
        self._rows: list[dict[str, Any]] = []
        self._refused: list[dict[str, Any]] = []

    def write(self, rows: list[list[str]], ends: Ends, refused: Refusals) -> None:
        for row, due, provisional in zip(rows, ends.due, ends.provisional, strict=True):
            told = dict(zip(self._head, row, strict=False))
            self._rows.append({**told, "due": due, "provisional": provisional})
        self._refused += [dict(zip(("line", "column", "reason", "value"), each, strict=True)) for each in refused]

    def close(self) -> None:
        click.echo(json.dumps({"rows": self._rows, "refused": self._refused}, ensure_ascii=False))


def _refusal_line(line: int, column: str, reason: str, value: str) -> str:
    from django.utils.translation import gettext as _

    return _("line %(line)s, %(column)s “%(value)s”: %(reason)s\n") % {
        "line": line,
        "column": column,
        "value": value[:40],
        "reason": reason,
    }


def _warn(unsettled: set[tuple[str, int, YearState]]) -> None:
    from django.utils.translation import gettext as _

    from biaogan.workcal.wording import years_text

    if unsettled:
        values = {"years": years_text(unsettled)}
        click.echo(_("Some ends are provisional, since these notices are not final: %(years)s") % values, err=True)
