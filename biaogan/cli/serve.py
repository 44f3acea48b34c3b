"""`biaogan serve`: the whole product on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from biaogan.server import home as data_home
from biaogan.server.supervisor import Door, Wishes
from biaogan.server.supervisor import serve as run
from biaogan.server.words import Refused


def _port(context: click.Context, parameter: click.Parameter, value: str) -> int:
    """Return the number, 0 for the next free one."""
    if value.lower() == "auto":
        return 0
    if not value.isdecimal() or int(value) > 65535:
        raise click.BadParameter(f"{value!r} is neither a port (up to 65535) nor «auto».")
    return int(value)


FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.command("serve")
@click.option("--port", callback=_port, default="8000", envvar="PORT", show_default=True, help="Or auto: a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 serves the whole network.")
@click.option("--tls-cert", type=FILE, help="Certificate chain (PEM); telephones need HTTPS to work offline.")
@click.option("--tls-key", type=FILE, help="Its private key (PEM).")
@click.option("--only", type=click.Choice(["public", "internal"]), help="One door: the customer's, or everything else.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Web processes.")
@click.option("--demo", is_flag=True, help="Load a demonstration network if the database is empty.")
def serve(
    port: int, host: str, tls_cert: Path | None, tls_key: Path | None, only: Door | None, workers: int, demo: bool
) -> None:
    """Start database, web and worker, and keep them running until Ctrl-C."""
    if (tls_cert is None) != (tls_key is None):
        raise click.UsageError("--tls-cert and --tls-key go together.")
    home = data_home.from_environment()
    try:
        run(Wishes(home, host, port, workers, tls_cert, tls_key, door=only or "both", demo=demo))
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
