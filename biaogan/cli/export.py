"""`biaogan export KIND FILE`: rows of the product into a CSV or Excel file."""

from __future__ import annotations

import json
from pathlib import Path

import click

from biaogan.cli import setup_django
from biaogan.cli.language import speak


@click.command("export")
@click.argument("kind")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--option", "-o", "options", multiple=True, help="name=value, as far as the kind has any.")
@click.option("--json", "as_json", is_flag=True, help="One object on standard output.")
def export(kind: str, file: Path, options: tuple[str, ...], as_json: bool) -> None:
    """Write all rows of the KIND to FILE, which ends in .csv or .xlsx. The file reads in again with `import`."""
    setup_django()
    speak()
    from django.utils.translation import gettext as _

    count = _write(kind, file, dict(_pair(each) for each in options))
    if as_json:
        click.echo(json.dumps({"kind": kind, "file": str(file), "rows": count}, ensure_ascii=False))
    else:
        click.echo(_("%(rows)s rows written to %(file)s.") % {"rows": f"{count:,}", "file": file})


def _write(kind: str, file: Path, options: dict[str, str]) -> int:
    from django.utils import timezone

    from biaogan.accounts.access import job_actor
    from biaogan.core.errors import Problem
    from biaogan.core.exchange import EXPORTERS, export_file

    if kind not in EXPORTERS:
        known = ", ".join(sorted(code for code, _exporter in EXPORTERS.items()))
        raise click.UsageError(f"{kind!r}: {known}")
    try:
        return export_file(EXPORTERS[kind], file, by=job_actor("cli.export"), now=timezone.now(), options=options)
    except Problem as problem:
        raise click.ClickException(problem.message) from problem
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise click.BadParameter(f"{text!r} is not name=value.", param_hint="--option")
    return name, value
