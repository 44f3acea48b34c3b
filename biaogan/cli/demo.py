"""`biaogan demo`: fill an empty database with the demonstration network."""

from __future__ import annotations

import click

from biaogan.cli import setup_django


@click.command("demo")
@click.option("--if-empty", is_flag=True, help="Do nothing, and say nothing, where there is data already.")
def demo(if_empty: bool) -> None:
    """Load «示范市分行»: invented outlets, people named by their post, complaints in every state."""
    setup_django()
    from django.utils import timezone

    from biaogan import demo as network
    from biaogan.demo import users

    if not network.is_empty():
        if if_empty:
            return
        raise click.ClickException("The database is not empty. The demonstration is for an empty one.")
    made = network.load(now=timezone.now())
    click.echo(f"Loaded {made['units']} units, {made['users']} users and {made['complaints']} complaints.")
    click.echo(users.sign_ins())
