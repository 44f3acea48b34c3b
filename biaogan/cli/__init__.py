"""The command line. Each command is a module with a function of its name, imported only when it is called."""

from __future__ import annotations

import atexit
import importlib
import os
import sys

import click

#: command -> what it does, in one line.
COMMANDS = {
    "serve": "Run the product on this machine.",
    "demo": "Fill an empty database with a demonstration network.",
    "import": "Read a file: import KIND FILE.",
    "export": "Write a file: export KIND FILE.",
    "deadline": "Tell when a limit ends, and why.",
    "token": "Make, list and revoke tokens of programs.",
    "user": "Make the first administrator; reset a password.",
    "backup": "Write all data into one file.",
    "restore": "Read a backup into an empty data folder.",
    "verify": "Check the seals of the audit trail and the hashes of the evidence.",
    "doctor": "Say what is wrong with this installation, and what to do.",
    "bench": "Measure speed: bench NAME.",
}


class Commands(click.Group):
    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"biaogan.cli.{'import_' if name == 'import' else name}")
        command: click.Command = getattr(module, "import_" if name == "import" else name)
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=Commands)
@click.version_option(package_name="biaogan")
def main() -> None:
    """Biaogan runs the service quality of a bank's branch network."""


def setup_django() -> None:
    """Load the product, with the database that the environment names or the data folder's own."""
    from biaogan.server import home
    from biaogan.server.session import reach_database

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "biaogan.config.settings.prod")
    try:
        reach_database(home.from_environment())
        import django

        django.setup()
        # Runs before the database that was started for this command stops, or the pool would complain of it.
        atexit.register(_close_pools)
    except Exception as error:
        click.echo(str(error), err=True)
        sys.exit(1)


def _close_pools() -> None:
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
