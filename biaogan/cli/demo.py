"""`biaogan demo`: fill an empty database with the demonstration network."""

from __future__ import annotations

import click

from biaogan.cli import setup_django
from biaogan.cli.language import speak


@click.command("demo")
@click.option("--if-empty", is_flag=True, help="Do nothing, and say nothing, where there is data already.")
def demo(if_empty: bool) -> None:
    """Load «示范市分行»: invented outlets, people named by their post, complaints in every state."""
    setup_django()
    speak()
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from biaogan import demo as network
    from biaogan.demo import users

    if not network.is_empty():
        if if_empty:
            return
        raise click.ClickException(_("The database is not empty. The demonstration is for an empty one."))
    click.echo(_("Loading the demonstration network …"), err=True)
    network.load(now=timezone.now())
    click.echo(_("Sign in as one of these; the password of all is %(password)s") % {"password": users.PASSWORD})
    for name, what in users.sign_ins().items():
        click.echo(f"  {name:<12} {what}")
