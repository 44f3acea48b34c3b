"""`biaogan restore FILE`: an installation from a backup, in an empty data home."""

from __future__ import annotations

import json
from pathlib import Path

import click

from biaogan.server import home as data_home
from biaogan.server.keeping import restore as run
from biaogan.server.words import Refused, say


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--without-keys", is_flag=True, help="Give up what only the lost keys can read.")
@click.option("--json", "as_json", is_flag=True, help="One object on standard output.")
def restore(file: Path, without_keys: bool, as_json: bool) -> None:
    """Read FILE, made by `biaogan backup`, into an empty data home that has the keys in its secrets/."""
    home = data_home.from_environment()
    try:
        facts = run(home, file.resolve(), without_keys=without_keys)
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    click.echo(say("restored", file=file, home=home, made_at=facts["made_at"], files=facts["evidence_files"]))
