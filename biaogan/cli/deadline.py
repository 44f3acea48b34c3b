"""`biaogan deadline`: when a limit ends, and why; for one limit or for a file of them."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from biaogan.server.words import speaks_chinese

if TYPE_CHECKING:
    from biaogan.workcal.batch import CalendarOf
    from biaogan.workcal.files import Piece
    from biaogan.workcal.kinds import YearState
    from biaogan.workcal.rules import Due


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
    from biaogan.workcal.files import LimitsFile

    read = LimitsFile(_bytes(file), str(file), calendar=code)
    sink = _JsonSink(read.head) if as_json else _CsvSink(read.head)
    all_well = True
    unsettled: set[tuple[str, int, YearState]] = set()
    for piece in read.pieces(calendar_of):
        sink.write(piece)
        all_well = all_well and not piece.refused
        unsettled |= piece.ends.unsettled
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


def _bytes(file: Path) -> bytes:
    from biaogan.core.errors import InputRefused

    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise InputRefused("workcal.no_file", f"{file}: {error.strerror}") from None


class _CsvSink:
    """Prints the rows with the column «due», and what was refused beside them."""

    def __init__(self, head: list[str]) -> None:
        from biaogan.workcal.files import DueWriter

        self._writer = DueWriter(sys.stdout, head)

    def write(self, piece: Piece) -> None:
        self._writer.write(piece)
        sys.stdout.flush()
        sys.stderr.writelines(_refusal_line(*each) for each in piece.refused)

    def close(self) -> None:
        sys.stdout.flush()


class _JsonSink:
    """Keeps rows and refusals, and prints one object at the end."""

    def __init__(self, head: list[str]) -> None:
        self._head = head
        self._rows: list[dict[str, Any]] = []
        self._refused: list[dict[str, Any]] = []

    def write(self, piece: Piece) -> None:
        for row, due, provisional in zip(piece.rows, piece.ends.due, piece.ends.provisional, strict=True):
            told = dict(zip(self._head, row, strict=False))
            self._rows.append({**told, "due": due, "provisional": provisional})
        self._refused += [dict(zip(("line", "column", "reason", "value"), each, strict=True)) for each in piece.refused]

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
