"""`biaogan import KIND FILE…`: files into the product, all or nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from biaogan.cli import setup_django
from biaogan.cli.language import speak

if TYPE_CHECKING:
    from biaogan.core.exchange import Report

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)

#: As many refusals as a terminal shows; `--refused` and `--json` have all.
SHOWN = 40

#: Exit status when rows were left out on purpose.
PARTLY = 3


@click.command("import")
@click.argument("kind")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--mapping", default="", help="A shipped mapping by name, or a .toml file. Default: found by the head.")
@click.option("--dry-run", is_flag=True, help="Do all the work, report, and keep nothing.")
@click.option("--partial", is_flag=True, help="Leave out refused rows instead of keeping nothing (exit 3).")
@click.option("--update", is_flag=True, help="Change what was imported before with other values.")
@click.option("--layer", default="", help="Only for holidays: the layer of the calendar (nation, region, bank).")
@click.option(
    "--unit",
    default="",
    help="Complaints: the unit of rows that name none. Inspections: the branch above new units.",
)
@click.option("--refused", type=click.Path(dir_okay=False, path_type=Path), help="Write all refusals to a CSV file.")
@click.option("--json", "as_json", is_flag=True, help="One object on standard output.")
def import_(
    kind: str,
    files: tuple[Path, ...],
    mapping: str,
    dry_run: bool,
    partial: bool,
    update: bool,
    layer: str,
    unit: str,
    refused: Path | None,
    as_json: bool,
) -> None:
    """Import FILES of the KIND: outlets, people, roster, complaints, holidays …

    Nothing is kept unless every row is in order. The same file a second time changes nothing.
    """
    setup_django()
    speak()
    options = {name: value for name, value in (("layer", layer), ("unit", unit)) if value}
    report = _run(
        kind, files, as_json, mapping=mapping, dry_run=dry_run, partial=partial, update=update, options=options
    )
    if refused is not None:
        _write_refusals(refused, report)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, default=str))
    else:
        _print(report)
    if not report.is_clean:
        sys.exit(PARTLY if report.is_applied else 1)


def _run(kind: str, files: tuple[Path, ...], as_json: bool, **wishes: Any) -> Report:
    from django.utils import timezone

    from biaogan.accounts.access import job_actor
    from biaogan.core.errors import Problem
    from biaogan.core.exchange import IMPORTERS, import_files

    if kind not in IMPORTERS:
        known = ", ".join(sorted(code for code, _importer in IMPORTERS.items()))
        raise click.UsageError(f"{kind!r}: {known}")
    importer = IMPORTERS[kind]
    if strange := set(wishes["options"]) - set(importer.options):
        raise click.UsageError(f"--{strange.pop()} means nothing to «{kind}».")
    by = job_actor("cli.import")
    try:
        with _progress(kind, quiet=as_json) as progress:
            return import_files(importer, files, by=by, now=timezone.now(), progress=progress, **wishes)
    except Problem as problem:
        if as_json:
            click.echo(json.dumps(_failure(kind, files, problem), ensure_ascii=False))
            sys.exit(1)
        raise click.ClickException(problem.message) from problem


def _failure(kind: str, files: tuple[Path, ...], problem: Any) -> dict[str, Any]:
    names = [path.name for path in files]
    refusals = [vars(row) for row in getattr(problem, "refusals", [])]
    said = {"error": {"code": problem.code, "message": problem.message}, "refusals": refusals}
    return {"kind": kind, "files": names, "applied": False, **said}


@contextmanager
def _progress(kind: str, *, quiet: bool) -> Iterator[Any]:
    if quiet:
        yield lambda done, total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(kind, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _print(report: Report) -> None:
    from django.utils.translation import gettext as _

    console = Console()
    for note in report.notes:
        console.print(note, highlight=False)
    if report.refused:
        console.print(_refusals(report))
        if len(report.refused) > SHOWN:
            console.print(
                _("… and %(more)s more; --refused FILE writes all of them.") % {"more": len(report.refused) - SHOWN}
            )
    counts = _("%(read)s rows read: %(created)s new, %(updated)s changed, %(same)s as before, %(refused)s refused.") % {
        "read": f"{report.read:,}",
        "created": f"{report.created:,}",
        "updated": f"{report.updated:,}",
        "same": f"{report.same:,}",
        "refused": f"{report.refused_rows:,}",
    }
    console.print(counts, highlight=False)
    console.print(_outcome(report))


def _outcome(report: Report) -> str:
    from django.utils.translation import gettext as _

    if report.is_dry_run:
        return _("Nothing was kept: this was a dry run.")
    if not report.is_applied:
        return _("Nothing was kept, since rows were refused. Correct them, or leave them out with --partial.")
    return _("Imported.") if report.changes else _("Nothing had to be changed.")


def _refusals(report: Report) -> Table:
    from django.utils.translation import gettext as _

    table = Table()
    for head in (_("File"), _("Line"), _("Column"), _("Value"), _("Why")):
        table.add_column(head, overflow="fold")
    for row in report.refused[:SHOWN]:
        table.add_row(row.file, str(row.line or ""), row.column, row.value, row.reason)
    return table


def _write_refusals(path: Path, report: Report) -> None:
    from django.utils.translation import gettext as _

    from biaogan.core.errors import InputRefused
    from biaogan.core.exchange import Column, write

    heads = {"file": _("File"), "line": _("Line"), "column": _("Column"), "value": _("Value"), "reason": _("Why")}
    columns = [Column(name, label) for name, label in heads.items()]
    try:
        write(path, columns, ([getattr(row, name) for name in heads] for row in report.refused))
    except (InputRefused, OSError) as error:
        raise click.ClickException(str(getattr(error, "message", error))) from error
