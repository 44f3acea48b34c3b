"""One import from its files to its report: all or nothing, unless some rows may be left out."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from biaogan.core.access import Asker, require_anywhere
from biaogan.core.errors import InputRefused, Problem
from biaogan.core.exchange import memory
from biaogan.core.exchange.importers import WITNESSES, Importer, Row, Run
from biaogan.core.exchange.reading import Placed, Source, columns_by_field, place, read_rows
from biaogan.core.exchange.report import RefusedRow, Report
from biaogan.core.models import FileRun

IMPORT_DATA = "import_data"

#: What a chunk may fail with because of one of its rows.
FAULTS = (Problem, PermissionDenied, IntegrityError, DataError)


def import_files(
    importer: Importer,
    paths: Sequence[Path],
    *,
    by: Asker,
    now: dt.datetime,
    mapping: str = "",
    update: bool = False,
    dry_run: bool = False,
    partial: bool = False,
    options: dict[str, str] | None = None,
    max_rows: int = 0,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Import the files in one transaction and report what became of every row.

    Rows that were refused take everything back, unless `partial`; `dry_run` does all the work and takes it back.
    Raises PermissionDenied, and InputRefused where a file as a whole cannot be read or has more than `max_rows`.
    """
    require_anywhere(by, IMPORT_DATA)
    require_anywhere(by, importer.permission)
    run = Run(importer, by, now, update, dry_run, partial, dict(options or {}), progress, max_rows)
    if importer.read_files is not None:
        return importer.read_files(list(paths), run)
    with contextlib.ExitStack() as stack:
        placed = []
        for path in paths:
            placed.append(place(path, importer, mapping))
            stack.callback(placed[-1].source.table.close)
        placed.sort(key=lambda each: importer.parts.index(each.part) if importer.parts else 0)
        return _import_all(placed, run)


def _import_all(placed: list[Placed], run: Run) -> Report:
    importer, sources = run.importer, [each.source for each in placed]
    files = [source.path.name for source in sources]
    report = Report(importer.kind, files, ", ".join(sorted(_names(sources))), is_dry_run=run.dry_run)
    with transaction.atomic():
        memory.lock(importer.kind)
        run.record = FileRun.objects.create(kind=importer.kind, actor_ref=run.by.ref, at=run.now, files=files)
        for each in placed:
            run.importer = each.part
            _import(each.source, run, report)
        run.importer = importer
        if importer.finish is not None:
            importer.finish(run, report)
        report.refused.sort(key=lambda row: (files.index(row.file), row.line))
        report.is_applied = not run.dry_run and (run.partial or report.is_clean)
        if report.is_applied:
            _conclude(run, report)
        else:
            transaction.set_rollback(True)
    return report


def _names(sources: list[Source]) -> set[str]:
    return {source.mapping.name for source in sources if source.mapping.name}


def _conclude(run: Run, report: Report) -> None:
    if run.record is None:
        return
    if not report.changes:
        # A run that changed nothing leaves nothing, not even its own trace.
        run.record.delete()
        return
    counts = {"created": report.created, "updated": report.updated, "refused": report.refused_rows}
    FileRun.objects.filter(pk=run.record.pk).update(**counts)
    for tell in WITNESSES:
        tell(
            "file.imported",
            run.record,
            by=run.by,
            now=run.now,
            facts={"kind": report.kind, "mapping": report.mapping, **counts},
        )


def _import(source: Source, run: Run, report: Report) -> None:
    columns = columns_by_field(source)
    run.source = source.mapping.source
    with contextlib.closing(_read_ahead(read_rows(source, run.importer), run.importer.chunk)) as pieces:
        for rows in _readable(pieces, report):
            if run.importer.look is not None:
                run.importer.look(rows, run)
            _settle(rows, source, run)
            _count(rows, columns, report)
            run.progress(*source.table.progress())
            if run.max_rows and report.read > run.max_rows:
                message = _("More than %(limit)s rows: import this on the server with «biaogan import %(kind)s FILE».")
                values = {"limit": f"{run.max_rows:,}", "kind": report.kind}
                raise InputRefused("exchange.too_many_rows", message % values)


Piece = list[Row | RefusedRow]


def _read_ahead(rows: Iterator[Row | RefusedRow], size: int) -> Generator[Piece]:
    """Yield rows in pieces; the next is read from the file while the database is at work on the one before."""
    language = get_language() or ""

    def read() -> Piece:
        # A thread begins in the product's own language, not in the reader's.
        with override(language):
            return list(itertools.islice(rows, size) if size else rows)

    with ThreadPoolExecutor(max_workers=1) as other:
        coming = other.submit(read)
        while piece := coming.result():
            coming = other.submit(read)
            yield piece


def _readable(pieces: Iterable[Piece], report: Report) -> Iterator[list[Row]]:
    """Yield the rows that could be read; the others go to the report."""
    for piece in pieces:
        refused = [each for each in piece if isinstance(each, RefusedRow)]
        report.refused += refused
        lines = len({(each.file, each.line) for each in refused})
        report.refused_rows += lines
        readable = [each for each in piece if isinstance(each, Row)]
        report.read += lines + len(readable)
        if readable:
            yield readable


def _settle(rows: list[Row], source: Source, run: Run) -> None:
    """Find the verdict of every row: known ones are compared, the others go to the importer."""
    importer = run.importer
    if not importer.remembers:
        _apply(rows, run)
        return
    twins = _compare(rows, source, run)
    open_rows = [row for row in rows if not row.fate]
    if open_rows:
        _apply(open_rows, run)
    for row, first in twins:
        if first.fate == "refused" and row.fate == "same":
            row.refuse(_("the same row was refused in line %(line)s") % {"line": first.line})
    done = [row for row in open_rows if row.fate in ("created", "updated", "same")]
    if done and run.record is not None:
        memory.remember(importer.kind, source.mapping.source, run.record.pk, done)


def _compare(rows: list[Row], source: Source, run: Run) -> list[tuple[Row, Row]]:
    """Judge the rows whose key is known; return those that repeat a row of this chunk, each with the first."""
    known = memory.known(run.importer.kind, source.mapping.source, [row.key for row in rows])
    here: dict[str, Row] = {}
    twins = []
    for row in rows:
        before = known.get(row.key)
        first = here.setdefault(row.key, row)
        if first is not row:
            _judge(row, first.digest, in_this_file=True, run=run)
            twins.append((row, first))
        elif before is not None:
            is_ours = run.record is not None and before.run == run.record.pk
            _judge(row, before.digest, in_this_file=is_ours, run=run)
            row.known = before.subject
    return twins


def _judge(row: Row, digest: str, *, in_this_file: bool, run: Run) -> None:
    """Say whether a row whose key is known is the same, refused, or left to the importer as an update."""
    if row.digest == digest:
        row.same()
    elif in_this_file:
        row.refuse(_("the same key stands in this import with other values"), value=row.key)
    elif not run.update:
        row.refuse(_("was imported before with other values; allow updates to change it"), value=row.key)


def _apply(rows: list[Row], run: Run) -> None:
    """Hand the rows to the importer; if one of them makes the chunk fail, find it and refuse it alone."""
    if run.importer.apply is None:
        raise LookupError(f"the importer {run.importer.kind!r} has no apply")
    try:
        with transaction.atomic():
            run.importer.apply(rows, run)
    except FAULTS as fault:
        for row in rows:
            row.fate, row.refusals = "", []
        if len(rows) == 1:
            rows[0].refuse(_said(fault))
            return
        # What the importer looked up may have been undone with the chunk.
        run.memory.clear()
        middle = len(rows) // 2
        _apply(rows[:middle], run)
        _apply(rows[middle:], run)
    if unsettled := next((row for row in rows if not row.fate), None):
        raise LookupError(f"the importer {run.importer.kind!r} left line {unsettled.line} without a verdict")


def _said(fault: Exception) -> str:
    if isinstance(fault, InputRefused) and fault.refusals:
        return fault.refusals[0].reason
    if isinstance(fault, Problem):
        return fault.message
    if isinstance(fault, PermissionDenied):
        return str(fault) or _("Your posts and roles do not allow this.")
    return _("The database refuses this row: a value is out of range, or belongs to another row.")


def _count(rows: list[Row], columns: dict[str, str], report: Report) -> None:
    for row in rows:
        if row.fate == "refused":
            report.refused_rows += 1
            for field, reason, value in row.refusals:
                report.refused.append(RefusedRow(reason, row.line, columns.get(field, field), value[:80], row.file))
        elif row.fate == "created":
            report.created += 1
        elif row.fate == "updated":
            report.updated += 1
        else:
            report.same += 1
