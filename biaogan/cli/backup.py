"""`biaogan backup FILE`: database and evidence in one file."""

from __future__ import annotations

import json
from pathlib import Path

import click

from biaogan.server import home as data_home
from biaogan.server.keeping import back_up
from biaogan.server.secrets import secrets_folder
from biaogan.server.words import Refused, say


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One object on standard output.")
def backup(file: Path, as_json: bool) -> None:
    """Write database and evidence into FILE, also while Biaogan runs. The keys are not part of it."""
    home = data_home.from_environment()
    try:
        facts = back_up(home, file.resolve())
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    megabytes = f"{facts['bytes'] / 1e6:,.1f}"
    click.echo(say("backup_made", file=file, megabytes=megabytes, files=facts["evidence_files"]))
    click.echo(say("keys_not_in_backup", folder=secrets_folder(home)))
